"""What differs between the desks in one and the same conversation."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any

from actions.human_handoff import Contact, Escalation
from sandbox import Control
from tests.contract.vendors import Vendor
from tests.end_to_end.conftest import PERSON, Customer
from tests.end_to_end.responses import ON_HOLD

JANE = Contact("Jane Doe", "jane@example.org")


@dataclass(frozen=True)
class Part:
    """What a desk does in a conversation over REST or over the vendor's own channel.

    Attributes:
        state: The state of the handoff after an accepted transfer.
        carries_message: Whether the transfer delivers the transfer message, not the bot.
        bot_listens: Whether the bot receives the customer's messages after the transfer.
    """

    state: str
    carries_message: bool = False
    bot_listens: bool = True


PARTS = {
    "cm": Part("requested", bot_listens=False),
    "liveperson": Part("requested", carries_message=True),
    "parley": Part("with_agent"),
}


class Desk:
    """A desk of the bot, and its vendor's agents in the sandbox.

    Attributes:
        on_hold: The bot's own messages to a customer who is transferred.
        bot_listens: Whether the bot receives messages while an agent has the conversation.
    """

    def __init__(self, slug: str, control: Control, channel: str = "rest") -> None:
        self.slug = slug
        self.part = PARTS[slug]
        self.control = control
        vendor = importlib.import_module(f"tests.contract.vendors.{slug}")
        self.vendor: Vendor = vendor.vendor({}, control)
        self.shift_call = self.vendor.shift_calls[-1]
        self.transfer_call = self.vendor.transfer_calls[-1]
        # On its own channel LivePerson reads the transfer in the bot's reply.
        self.transfers_in_reply = slug == channel == "liveperson"
        carried = self.part.carries_message and not self.transfers_in_reply
        self.on_hold = [] if carried else [ON_HOLD]
        self.bot_listens = self.part.bot_listens and not self.transfers_in_reply

    def set_shift(self, on: bool, opens_at_ms: int | None = None) -> None:
        """Put the agents for the skill `human` on shift or off."""
        self.vendor.set_shift(on, opens_at_ms)

    def sent(
        self,
        customer: Customer,
        skill: str = "human",
        question: str = PERSON,
        contact: Contact = JANE,
        message: str | None = ON_HOLD,
    ) -> dict[str, Any]:
        """Return what the vendor receives with the transfer of a customer, field by field."""
        if self.transfers_in_reply:
            return {"skillName": skill.capitalize()}
        ids = (customer.conversation, customer.conversation)
        understood = {"intent": "human_handoff", "question": question}
        return self.vendor.sent(Escalation(*ids, skill, message, contact, **understood))
