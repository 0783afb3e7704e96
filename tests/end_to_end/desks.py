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
        bot_listens: Whether the bot receives messages while an agent has the conversation.
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
    """A desk of the bot, and its vendor's agents in the sandbox."""

    def __init__(self, slug: str, control: Control) -> None:
        self.slug = slug
        self.part = PARTS[slug]
        self.control = control
        vendor = importlib.import_module(f"tests.contract.vendors.{slug}")
        self.vendor: Vendor = vendor.vendor({}, control)
        self.shift_call = self.vendor.shift_calls[-1]
        self.transfer_call = self.vendor.transfer_calls[-1]
        # The bot's own messages to a customer who is transferred.
        self.on_hold = [] if self.part.carries_message else [ON_HOLD]

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
        return self.vendor.sent(
            Escalation(
                *(customer.conversation, customer.conversation, skill, message, contact),
                intent="human_handoff",
                question=question,
            )
        )
