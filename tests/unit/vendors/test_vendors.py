"""The vendors we know."""

from actions.human_handoff.desk import AgentDesk
from actions.human_handoff.pydantic_compat import SettingsModel
from actions.human_handoff.vendors import DESKS


def test_every_vendor_is_a_desk_with_settings_of_its_own():
    assert DESKS
    for name, desk in DESKS.items():
        assert issubclass(desk, AgentDesk)
        assert issubclass(desk.Settings, SettingsModel)
        assert desk.vendor
        assert name == name.lower()


def test_a_desk_that_publishes_nothing_refreshes_by_asking_anew():
    class Desk(AgentDesk):
        vendor, Settings = "Acme", SettingsModel

        def __init__(self) -> None:
            self.asked = []

        def shift_report(self, *question):
            self.asked.append(question)
            return "report"

        skill_key = carries_message = escalate = None

    desk = Desk()

    assert desk.refresh("human") == "report"
    assert [(skill, age.total_seconds()) for skill, age in desk.asked] == [("human", 0)]
