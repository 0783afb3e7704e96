"""Transfers to an agent: accepted, refused, waiting in the queue, or failing later.

Assumption: an agent joins as soon as the vendor has accepted a transfer, unless control lets the
agents wait or refuse; nobody is told how long the queue is.
"""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from typing import Any, TypeAlias

from ..serving.refusal import Refused
from .agents import Agents
from .conversations import Conversation, Conversations
from .event_log import EventLog, now_ms

Spawn: TypeAlias = Callable[[Coroutine[Any, Any, None]], None]


@dataclass
class Transfer:
    """A transfer a vendor has accepted.

    `state`: waiting, then with_agent or failed; withdrawn where it waited for an agent when the
    bot got the conversation back. `fields` is what the caller sent, `skill_name` what the vendor
    calls the skill it named.
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
        self.reset()

    def accept(self, transfer: Transfer, message: str | None, failure: str | None) -> Transfer:
        """Take a transfer on.

        The customer reads `message`, from the vendor. `failure` is what the vendor sends the bot
        if the transfer fails later and the bot hears the vendor; none where it says nothing.
        """
        transfer.serial = len(self._transfers) + 1
        self._transfers.append(transfer)
        self._failures[transfer.serial] = failure
        self._tell("transfer_accepted", transfer, announced=message is not None)
        conversation = self._conversations.open(transfer.conversation)
        if message is not None:
            self._deliver(conversation, transfer.vendor, message)
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
            self._tell("transfer_waiting", transfer)
        return transfer

    def answer(self, serial: int, *, accepted: bool) -> Transfer:
        """An agent takes a transfer that waits, or refuses it."""
        found = [transfer for transfer in self._transfers if transfer.serial == serial]
        if not found:
            raise Refused(HTTPStatus.NOT_FOUND, f"there is no transfer {serial}")
        (transfer,) = found
        if transfer.state != "waiting":
            raise Refused(HTTPStatus.CONFLICT, f"transfer {serial} does not wait for an agent")
        if not accepted:
            transfer.state = "failed"
            self._spawn(self._fail(transfer))
            return transfer
        for each in self._waiting(transfer.conversation):  # The bot may have asked repeatedly.
            each.state = "with_agent"
        self._conversations.agent_joins(self._conversations.open(transfer.conversation))
        return transfer

    def withdraw(self, conversation: str) -> None:
        """The bot has the conversation again: nobody need wait for an agent any more."""
        for transfer in self._waiting(conversation):
            transfer.state = "withdrawn"
            self._tell("transfer_withdrawn", transfer)

    def vendor_of(self, conversation: str) -> str | None:
        """The vendor that a conversation was transferred to last, as it spells its name."""
        mine = [each.vendor for each in self._transfers if each.conversation == conversation]
        return mine[-1] if mine else None

    def move(self, old: str, new: str) -> None:
        """A conversation has another id."""
        for transfer in self._transfers:
            if transfer.conversation == old:
                transfer.conversation = new

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
        self._transfers: list[Transfer] = []
        self._failures: dict[int, str | None] = {}
        self.failing = FailLater(times=0)
        self.agents = Agents("accept")

    def _waiting(self, conversation: str) -> list[Transfer]:
        mine = [each for each in self._transfers if each.conversation == conversation]
        return [transfer for transfer in mine if transfer.state == "waiting"]

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

    async def _fail(self, transfer: Transfer, seconds: float = 0.0) -> None:
        await asyncio.sleep(seconds)
        transfer.state = "failed"
        conversation = self._conversations.open(transfer.conversation)
        failure = self._failures[transfer.serial]
        if not self._conversations.line(conversation).hears_vendor:
            failure = None
        self._tell("transfer_failed", transfer, failure=failure)
        if failure is None:
            return
        with contextlib.suppress(Refused):  # The bot is away: `bot_failed` has told.
            await self._conversations.vendor_says(conversation, failure)

    def _tell(self, kind: str, transfer: Transfer, **more: object) -> None:
        told = ("serial", "vendor", "conversation", "skill_name")
        self._events.add(kind, **{name: getattr(transfer, name) for name in told}, **more)
