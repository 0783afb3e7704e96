"""A customer's conversation, whose actions are run by a real action server."""

from __future__ import annotations

import asyncio
import secrets
import time
from typing import Any

import httpx

from actions.human_handoff.rasa_side.base import HandoffAction
from actions.human_handoff.rasa_side.before_transfer import CheckShiftStatus
from actions.human_handoff.rasa_side.forms import ValidateHandoffForm
from tests.unit.rasa_side.chat import Chat
from tests.unit.rasa_side.events import Result

NAME, EMAIL, PHONE = "Ada Lovelace", "ada.lovelace@example.org", "+31 6 12345678"
REQUEST = f"I'm {NAME}, this is about my divorce, call {PHONE} or write to {EMAIL}"
# What the plugin's spans must not contain: nothing that the customer has typed, and no id of hers.
PERSONAL = ("lovelace", "ada", "example.org", "12345678", "divorce", "whatsapp")


class TracedChat(Chat):
    """Every message of the customer is a trace that Rasa has begun.

    Attributes:
        traces: The id of the trace of each message, and how many requests were sent for it.
        parent: The id of Rasa's own span; empty where Rasa does not trace.
    """

    def __init__(self, url: str, parent: str = "00f067aa0ba902b7") -> None:
        self.traces: dict[str, int] = {}
        self.parent = parent
        self._url = url
        super().__init__(sender=f"whatsapp-12345678-{secrets.token_hex(4)}", channel="rest")

    def _event(self, kind: str, **values: Any) -> None:
        self.time = time.time() - 0.01
        super()._event(kind, **values)

    def say(self, text: str, *args: Any, **kwargs: Any) -> TracedChat:
        """Add a message of the customer, which begins a trace."""
        self.traces[secrets.token_hex(16)] = 0
        super().say(text, *args, **kwargs)
        return self

    def dry_run(self, action: type[HandoffAction]) -> Result:
        """Run an action on the server, whose spans are looked at later."""
        return asyncio.run(self.execute(action))

    async def execute(self, action: type[HandoffAction]) -> Result:
        """Post the call of an action to the server."""
        trace = list(self.traces)[-1]
        self.traces[trace] += 1
        headers = {"traceparent": f"00-{trace}-{self.parent}-01"} if self.parent else {}
        async with httpx.AsyncClient(trust_env=False, timeout=60) as http:
            call = self.call_of(action.action_name)
            response = await http.post(f"{self._url}/webhook", json=call, headers=headers)
        assert response.status_code == 200, response.text
        answer = response.json()
        return Result.of(answer["events"], answer["responses"])

    def asks_for_a_person(self) -> Result:
        """Ask, and give name and address in the form; return what came of the transfer."""
        self.say(REQUEST, "human_handoff")
        checked = self.run(CheckShiftStatus)
        if self.slot("shift_status") != "on_shift":
            self.listen()
            return checked
        self.enter("human_handoff_form", "human_handoff_name").say(f"my name is {NAME}")
        self.run(ValidateHandoffForm)
        self.listen()
        self.say(f"mail me at {EMAIL}")
        self.run(ValidateHandoffForm)
        return self.transfer()
