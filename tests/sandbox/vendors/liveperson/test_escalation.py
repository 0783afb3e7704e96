"""The imitated escalation call."""

import pytest

from sandbox.client.control import is_event
from tests.sandbox.vendors.liveperson.driver import LivePerson


def test_a_blank_message_is_not_shown(liveperson: LivePerson) -> None:
    liveperson.escalate(message="BLANK_MESSAGE")

    assert liveperson.messages() == []
    assert len(liveperson.transfers()) == 1
    assert liveperson.wait_for(is_event("transfer_accepted"))["announced"] is False


@pytest.mark.parametrize(
    ("changes", "skill"),
    [
        pytest.param({"agentId": "4129463410"}, "Human", id="an agent"),
        pytest.param({"message": "One moment,\\nplease."}, "Human", id="an escaped line break"),
        pytest.param({"agentSkillId": "77"}, "Returns", id="a skill that was added"),
    ],
)
def test_it_may_have_this(liveperson: LivePerson, changes: dict[str, str], skill: str) -> None:
    liveperson.admin.set_skill("77", name="Returns")

    assert liveperson.escalate(**changes).status_code == 200

    (transfer,) = liveperson.transfers()
    assert changes.items() <= transfer["fields"].items()
    assert transfer["skill_name"] == skill
