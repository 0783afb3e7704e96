"""A bot that starts at once, unlike Rasa, and hands over by the plugin's own desks."""

from datetime import timedelta
from typing import Any

from actions.human_handoff import Escalation
from actions.human_handoff.desk import Contact
from actions.human_handoff.errors import VendorError
from actions.human_handoff.shift import ShiftStatus
from tests.rest_bot import RestBot

NAME, EMAIL = "Ada Lovelace", "ada@example.org"
GREETING = "How can I help?"
OFF_SHIFT = "None of my colleagues is at work."
NOT_REACHED = "I could not reach my colleagues."
FAILED = "Nobody could take it. Shall I ask again?"
BACK = "I am back."


class PageBot(RestBot):
    """Transfers a customer who writes "person"."""

    def __init__(self) -> None:
        super().__init__()
        self.report()

    def report(self, *events: dict[str, Any]) -> None:
        """Let the tracker have these events."""
        slots = {"human_handoff_state": "failed", "human_handoff_attempts": 2}
        self.tracker = {"slots": slots, "active_loop": {}, "events": list(events)}

    def messages(self, sender: str, text: str) -> list[dict[str, Any]]:
        if "person" in text:
            return [{"text": self._transfer(sender)}]
        if text == "__agent_escalation_failed__":
            buttons = [{"title": "Yes, please", "payload": "/person"}]
            return [{"text": FAILED, "buttons": buttons}]
        return [{"text": BACK if text == "/human_handoff_returned" else GREETING}]

    def _transfer(self, sender: str) -> str:
        desk = self.desks[self.desk]
        escalation = Escalation(sender, None, "human", "Hold on.", Contact(NAME, EMAIL))
        try:
            shift = desk.shift_report("human", timedelta(0)).shifts[desk.skill_key("human")]
            if shift.status is not ShiftStatus.ON_SHIFT:
                return OFF_SHIFT
            desk.escalate(escalation)
        except VendorError:
            return NOT_REACHED
        return "I have asked."
