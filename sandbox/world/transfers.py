"""Transfers to an agent: accepted, refused, waiting in the queue, or failing later.

Assumption: an agent joins as soon as the vendor has accepted a transfer, unless control makes the
agents wait or refuse. The sandbox reports no queue length.
"""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any, Literal, TypeAlias

from ..record.event_log import EventLog
from ..serving.refusal import Refused
from .conversation import Conversation
from .conversations import Conversations
from .transfer import Transfer
from .turns import Turns

# The states of a transfer for which an agent may still come.
WITHOUT_AGENT = frozenset({"accepted", "waiting"})
Spawn: TypeAlias = Callable[[Coroutine[Any, Any, None]], None]


@dataclass
class FailLater:
    """Body of POST /transfers/fail-later: the next `times` fail `seconds` after acceptance."""

    times: int = 1
    seconds: float = 0.0


@dataclass
class AgentsDecision:
    """Body of PUT /agents: what the agents do with a transfer that the vendor has accepted.

    `accept`: an agent joins at once. `wait`: no agent joins until control accepts or refuses the
    transfer. `refuse`: the transfer fails as soon as it was accepted.
    """

    answer: Literal["accept", "wait", "refuse"]


class Transfers:
    """All transfers that vendors have accepted.

    Attributes:
        failed_untold: How many have failed without the bot being told.
    """

    def __init__(
        self, events: EventLog, conversations: Conversations, turns: Turns, spawn: Spawn
    ) -> None:
        """`spawn` runs what happens after a transfer was accepted."""
        self._events = events
        self._conversations = conversations
        self._turns = turns
        self._spawn = spawn
        self.reset()

    def accept(self, transfer: Transfer, message: str | None, failure: str | None) -> Transfer:
        """Accept a transfer for a vendor.

        Args:
            transfer: The transfer.
            message: The transfer message that the vendor shows to the customer, if it does.
            failure: The message that the vendor sends to a bot that receives its messages if the
                transfer fails later; None if it sends none.
        """
        transfer.serial = len(self._transfers) + 1
        self._transfers.append(transfer)
        self._failures[transfer.serial] = failure
        self._add_event("transfer_accepted", transfer, announced=message is not None)
        conversation = self._conversations.open(transfer.conversation)
        conversation.vendor = transfer.vendor
        if message is not None:
            self._show(conversation, transfer.vendor, message)
        if self.failing.times > 0:
            self.failing.times -= 1
            self._spawn(self._fail(transfer, self.failing.seconds))
        elif conversation.with_agent or self.agents.answer == "accept":
            transfer.state = "with_agent"
            self._conversations.agent_joins(conversation)
        elif self.agents.answer == "refuse":
            self._spawn(self._fail(transfer))
        else:
            transfer.state = "waiting"
            self._add_event("transfer_waiting", transfer)
        return transfer

    def agent_accepts(self, serial: int) -> Transfer:
        """Give a waiting transfer to an agent."""
        transfer = self._find_waiting(serial)
        # The bot may have asked several times for the same conversation.
        for waiting in self._waiting(transfer.conversation):
            waiting.state = "with_agent"
        self._conversations.agent_joins(self._conversations.open(transfer.conversation))
        return transfer

    def agent_refuses(self, serial: int) -> Transfer:
        """Let a waiting transfer fail."""
        transfer = self._find_waiting(serial)
        transfer.state = "failed"
        self._spawn(self._fail(transfer))
        return transfer

    def withdraw(self, conversation: str) -> None:
        """Withdraw a conversation's waiting transfers: the bot has the conversation again."""
        for transfer in self._waiting(conversation):
            transfer.state = "withdrawn"
            self._add_event("transfer_withdrawn", transfer)

    def waiting_customers(self, vendor: str, skill_name: str) -> int:
        """Return how many customers wait at a vendor for an agent with this skill."""
        return len(
            {
                each.conversation
                for each in self._transfers
                if (each.vendor, each.skill_name) == (vendor, skill_name)
                and each.state in WITHOUT_AGENT
            }
        )

    def move(self, old: str, new: str) -> None:
        """Change the id of a conversation."""
        for transfer in self._transfers:
            if transfer.conversation == old:
                transfer.conversation = new

    def refuse(self, vendor: str, conversation: object, reason: str) -> None:
        """Add the event that a vendor has refused a transfer."""
        self._events.add(
            "transfer_refused", vendor=vendor, conversation=conversation, reason=reason
        )

    def as_json(self) -> list[dict[str, Any]]:
        """Return all transfers."""
        return [asdict(transfer) for transfer in self._transfers]

    def reset(self) -> None:
        """Delete all transfers; agents accept the next ones."""
        self._transfers: list[Transfer] = []
        self._failures: dict[int, str | None] = {}
        self.failed_untold = 0
        self.failing = FailLater(times=0)
        self.agents = AgentsDecision("accept")

    def _find_waiting(self, serial: int) -> Transfer:
        by_serial = {transfer.serial: transfer for transfer in self._transfers}
        transfer = by_serial.get(serial)
        if transfer is None:
            raise Refused(HTTPStatus.NOT_FOUND, f"there is no transfer {serial}")
        if transfer.state != "waiting":
            raise Refused(HTTPStatus.CONFLICT, f"transfer {serial} does not wait for an agent")
        return transfer

    def _waiting(self, conversation: str) -> list[Transfer]:
        waiting = [transfer for transfer in self._transfers if transfer.state == "waiting"]
        return [transfer for transfer in waiting if transfer.conversation == conversation]

    def _show(self, conversation: Conversation, vendor: str, message: str) -> None:
        """Show the transfer message; after the bot's answers if a turn is under way.

        Assumption: Conversation Builder delays the message by two seconds for each message sent
        before. Here it waits for the turn to end, which puts it in the same place.
        """
        if conversation.turn.locked():
            self._spawn(self._show_after_turn(conversation, vendor, message))
        else:
            self._conversations.record(conversation, "vendor", "customer", message, name=vendor)

    async def _show_after_turn(self, conversation: Conversation, vendor: str, message: str) -> None:
        async with conversation.turn:
            self._conversations.record(conversation, "vendor", "customer", message, name=vendor)

    async def _fail(self, transfer: Transfer, seconds: float = 0.0) -> None:
        await asyncio.sleep(seconds)
        transfer.state = "failed"
        conversation = self._conversations.open(transfer.conversation)
        failure = self._failures[transfer.serial]
        if not self._conversations.channel(conversation).receives_vendor_messages:
            failure = None
        self._add_event("transfer_failed", transfer, failure=failure)
        if failure is None:
            self.failed_untold += 1
            return
        # If the bot cannot be reached, the event `bot_failed` says so.
        with contextlib.suppress(Refused):
            await self._turns.vendor_writes(conversation, failure)

    def _add_event(self, kind: str, transfer: Transfer, **more: object) -> None:
        names = ("serial", "vendor", "conversation", "skill_name")
        self._events.add(kind, **{name: getattr(transfer, name) for name in names}, **more)
