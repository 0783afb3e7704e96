"""Transfers to an agent: accepted, refused, or failing later.

Assumption: an agent joins as soon as the vendor has accepted a transfer; nobody waits in a queue.
"""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from dataclasses import asdict, dataclass, field
from typing import Any, TypeAlias

from .conversations import Conversation, Conversations
from .events import EventLog, now_ms
from .refusal import Refused

Spawn: TypeAlias = Callable[[Coroutine[Any, Any, None]], None]


@dataclass
class Transfer:
    """A transfer a vendor has accepted; `state` ends as with_agent or failed.

    `fields` is what the caller sent, `skill_name` what the vendor calls the skill it named.
    """

    vendor: str
    conversation: str
    fields: dict[str, Any]
    skill_name: str | None = None
    serial: int = 0
    state: str = "accepted"
    at: int = field(default_factory=now_ms)


@dataclass
class FailLater:
    """Body of POST /transfers/fail-later: the next `times` fail `seconds` after acceptance."""

    times: int = 1
    seconds: float = 0.0


class Transfers:
    """Every transfer that was asked for."""

    def __init__(self, events: EventLog, conversations: Conversations, spawn: Spawn) -> None:
        """`spawn` runs what happens after a transfer was accepted."""
        self._events = events
        self._conversations = conversations
        self._spawn = spawn
        self._transfers: list[Transfer] = []
        self.failing = FailLater(times=0)

    def accept(self, transfer: Transfer, message: str | None, failure: str | None) -> Transfer:
        """Take a transfer on.

        The customer reads `message`, from the vendor. `failure` is what the vendor sends the bot
        if the transfer fails later and the bot hears the vendor; none where it says nothing.
        """
        transfer.serial = len(self._transfers) + 1
        self._transfers.append(transfer)
        announced = message is not None
        self._events.add("transfer_accepted", **_identified(transfer), announced=announced)
        conversation = self._conversations.open(transfer.conversation)
        if message is not None:
            self._deliver(conversation, transfer.vendor, message)
        if self.failing.times > 0:
            self.failing.times -= 1
            self._spawn(self._fail(transfer, failure, self.failing.seconds))
        else:
            transfer.state = "with_agent"
            self._conversations.agent_joins(conversation)
        return transfer

    def refuse(self, vendor: str, conversation: object, reason: str) -> None:
        """Tell those who follow that the vendor has said no."""
        self._events.add(
            "transfer_refused", vendor=vendor, conversation=conversation, reason=reason
        )

    def as_json(self) -> list[dict[str, Any]]:
        """All transfers that were accepted."""
        return [asdict(transfer) for transfer in self._transfers]

    def reset(self) -> None:
        """Forget all transfers, and let the next ones succeed."""
        self._transfers.clear()
        self.failing = FailLater(times=0)

    def _deliver(self, conversation: Conversation, vendor: str, message: str) -> None:
        """Show the transfer message; after the bot's answers, if it is in the middle of some.

        Assumption: Conversation Builder delays it by two seconds per message sent before; here
        it waits for the turn to end, which puts it in the same place.
        """
        if conversation.turn.locked():
            self._spawn(self._deliver_after_turn(conversation, vendor, message))
        else:
            self._say(conversation, vendor, message)

    async def _deliver_after_turn(
        self, conversation: Conversation, vendor: str, message: str
    ) -> None:
        async with conversation.turn:
            self._say(conversation, vendor, message)

    def _say(self, conversation: Conversation, vendor: str, message: str) -> None:
        self._conversations.record(conversation, "vendor", "customer", message, name=vendor)

    async def _fail(self, transfer: Transfer, failure: str | None, seconds: float) -> None:
        await asyncio.sleep(seconds)
        transfer.state = "failed"
        conversation = self._conversations.open(transfer.conversation)
        if not self._conversations.line(conversation).hears_vendor:
            failure = None
        self._events.add("transfer_failed", **_identified(transfer), failure=failure)
        if failure is None:
            return
        with contextlib.suppress(Refused):  # The bot is away: `bot_failed` has told.
            await self._conversations.vendor_says(conversation, failure)


def _identified(transfer: Transfer) -> dict[str, Any]:
    return {
        "serial": transfer.serial,
        "vendor": transfer.vendor,
        "conversation": transfer.conversation,
        "skill_name": transfer.skill_name,
    }
