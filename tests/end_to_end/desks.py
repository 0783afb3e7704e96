"""What differs between the desks in one and the same conversation."""

from __future__ import annotations

from typing import Any

from actions.human_handoff import Contact, Escalation
from sandbox import Control
from tests.bot_responses import ON_HOLD
from tests.contract.vendors import vendor_data
from tests.end_to_end.customer import PERSON, Customer

# The state of the handoff after an accepted transfer.
STATES = {"cm": "requested", "liveperson": "requested", "parley": "with_agent"}
JANE = Contact("Jane Doe", "jane@example.org")


class Desk:
    """A desk of the bot, and its vendor's agents in the sandbox.

    Attributes:
        slug: The vendor's name in the bot's configuration.
        state: The state of the handoff after an accepted transfer.
        shift_call: The call that asks who is on shift.
        transfer_call: The call that requests a transfer.
        on_hold: The bot's own messages to a customer who is transferred.
        bot_listens: Whether the bot receives messages while an agent has the conversation.
    """

    def __init__(self, slug: str, control: Control, channel: str = "rest") -> None:
        self.slug = slug
        self.state = STATES[slug]
        self.control = control
        self._vendor = vendor_data(slug, {}, control)
        self.shift_call = self._vendor.shift_calls[-1]
        self.transfer_call = self._vendor.transfer_calls[-1]
        # LivePerson's call delivers the message; on its own channel there is no call, because the
        # platform reads the transfer in the bot's reply.
        self._transfers_in_reply = slug == channel == "liveperson"
        is_message_carried = slug == "liveperson" and not self._transfers_in_reply
        self.on_hold = [] if is_message_carried else [ON_HOLD]
        self.bot_listens = slug != "cm" and not self._transfers_in_reply

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
        customer: Customer,
        skill: str = "human",
        question: str = PERSON,
        contact: Contact = JANE,
        message: str | None = ON_HOLD,
    ) -> dict[str, Any]:
        """Return what the vendor must receive with the transfer of a customer, field by field."""
        if self._transfers_in_reply:
            return {"skillName": skill.capitalize()}
        ids = (customer.conversation, customer.conversation)
        understood = {"intent": "human_handoff", "question": question}
        return self._vendor.sent(Escalation(*ids, skill, message, contact, **understood))


def assert_transferred(customer: Customer, desk: Desk) -> None:
    """Let the customer ask for a person, and check that the desk receives this transfer alone."""
    assert customer.asks_for_a_person() == desk.on_hold
    assert desk.received() == [desk.sent(customer)]
