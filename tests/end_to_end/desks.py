"""What differs between the desks in one and the same conversation."""

from __future__ import annotations

from typing import Any

import pytest

from actions.human_handoff import Contact, Escalation
from actions.human_handoff.vendors import DESKS
from sandbox import Control
from tests.bot_responses import ON_HOLD
from tests.contract.vendors import vendor_data

PERSON = "I want to talk to a person"
# The state of the handoff after an accepted transfer.
STATES = {"cm": "requested", "liveperson": "requested", "parley": "with_agent"}
JANE = Contact("Jane Doe", "jane@example.org")
# A desk that is no vendor's of this package, as `desk` in its section names it.
OWN_DESK = "actions.human_handoff.testing:ScriptedDesk"
# A test that every desk must pass for customers of its own channel.
ON_OWN_CHANNEL = pytest.mark.parametrize(
    "route", [(slug, slug) for slug in sorted(DESKS)], ids=sorted(DESKS)
)


class Desk:
    """A desk of the bot, and its vendor's agents in the sandbox.

    Attributes:
        slug: The vendor's name in the bot's configuration.
        channel: Rasa's name of the channel on which the customers write.
        state: The state of the handoff after an accepted transfer.
        shift_call: The call that asks who is on shift.
        transfer_call: The call that requests a transfer.
        on_hold: The bot's own messages to a customer who is transferred.
        bot_listens: Whether the bot receives messages while an agent has the conversation.
    """

    def __init__(self, way: str, control: Control, channel: str = "rest") -> None:
        """`way`: the vendor, or one of its ways that `human_handoff.yml` does not have."""
        self._vendor = vendor_data(way, {}, control)
        self.slug = slug = self._vendor.name
        self.channel = channel
        self.state = STATES[slug]
        self.control = control
        self.shift_call = self._vendor.shift_calls[-1]
        self.transfer_call = self._vendor.transfer_call
        # LivePerson's call delivers the message; on its own channel there is no call, because the
        # platform reads the transfer in the bot's reply.
        self._transfers_in_reply = slug == channel == "liveperson"
        is_message_carried = way == "liveperson" and not self._transfers_in_reply
        self.on_hold = [] if is_message_carried else [ON_HOLD]
        self.bot_listens = slug != "cm" and not self._transfers_in_reply

    def settings(self, **settings: Any) -> dict[str, Any]:
        """Return the settings of a bot with this desk alone."""
        section = {**self._vendor.changes, **settings.pop(self.slug, {})}
        return {"desks": [self.slug], **({self.slug: section} if section else {}), **settings}

    def set_shift(self, on: bool, opens_at_ms: int | None = None) -> None:
        """Put the agents for the skill `human` on shift or off."""
        self._vendor.set_shift(on, opens_at_ms)

    def refuse_transfer(self, status: int = 400) -> None:
        """Let the vendor refuse the next transfer with this status."""
        self.control.fault(self.transfer_call, "status", status=status)

    def received(self) -> list[dict[str, Any]]:
        """Return the fields of every transfer that a vendor has accepted."""
        return [transfer["fields"] for transfer in self.control.transfers()]

    def sent(
        self,
        conversation: str,
        skill: str = "human",
        question: str = PERSON,
        contact: Contact = JANE,
        message: str | None = ON_HOLD,
    ) -> dict[str, Any]:
        """Return the fields of a conversation's transfer, as the vendor must receive them."""
        if self._transfers_in_reply:
            return {"skillName": skill.capitalize()}
        ids = (conversation, conversation)
        understood = {"intent": "human_handoff", "question": question}
        return self._vendor.sent(Escalation(*ids, skill, message, contact, **understood))
