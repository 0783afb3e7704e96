"""Handle every delivery once, and the deliveries of one conversation one after the other.

A platform delivers again what was not acknowledged in time, perhaps to another Rasa server. So a
delivery is acknowledged when its turn is over, or when the platform should not wait any longer.
The result is kept for all servers. A turn that failed has none, so that the next delivery is a new
attempt. What a server had begun that was killed is begun again by the next delivery, unless Rasa's
tracker tells that it was handled.
"""

from __future__ import annotations

import asyncio
import json
import logging
import uuid
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any, TypeVar, cast
from weakref import WeakValueDictionary

from . import heartbeat
from .fair_locks import Ticket, TicketLostError
from .shared_state import SharedState

logger = logging.getLogger(__name__)

Result = TypeVar("Result")
Work = Callable[[], Awaitable[Result]]
# Who needs several conversations asks for them while holding this lock, so that no two turns wait
# for each other.
_SEVERAL = "several conversations"


class _Turn:
    """A turn of this server.

    Attributes:
        has_tickets: It has its place in the queues of its conversations, or will never have one.
        task: Its end is the end of the turn.
    """

    task: asyncio.Task[Any]

    def __init__(self) -> None:
        self.has_tickets = asyncio.Event()


class DeliveryQueue:
    """The turns of a channel, and their results for repeated deliveries."""

    def __init__(self, state: SharedState, wait_seconds: float, remember_seconds: float) -> None:
        """Take what the servers share, how long `handle` waits, and how long results are kept."""
        self._state = state
        self._wait_seconds = wait_seconds
        self._remember_seconds = remember_seconds
        self._turns: dict[str, _Turn] = {}
        self._latest: WeakValueDictionary[str, _Turn] = WeakValueDictionary()

    async def handle(
        self, key: str | None, work: Work[Result], *conversations: str
    ) -> Result | None:
        """Do the work of a delivery once, and wait for its result.

        Args:
            key: The idempotency key: the same for every delivery of one message. None where the
                work is always to be done.
            work: What to do. JSON can express its result, unless the key is None.
            conversations: Deliveries of one conversation are handled in the order of arrival.

        Returns:
            The result of the work; None where the time to wait is over and the work goes on.

        Raises:
            Exception: What the work has raised, for every delivery that waited for it.
        """
        return await self.wait(self.begin(key, work, *conversations))

    async def wait(self, turn: asyncio.Future[Result]) -> Result | None:
        """Wait for a turn as `handle` does, with the same result."""
        # The platform may end its request before the turn is over; the turn goes on.
        done, _ = await asyncio.wait({turn}, timeout=self._wait_seconds)
        return turn.result() if done else None

    def begin(
        self, key: str | None, work: Work[Result], *conversations: str
    ) -> asyncio.Future[Result]:
        """Return the turn of a delivery without waiting; the arguments are those of `handle`.

        A caller that awaits it must shield it from its own cancellation.
        """
        name = key or unique_key("work")
        if name not in self._turns:
            turn = self._turns[name] = _Turn()
            # The order is that of arrival, so no two turns can wait for each other.
            earlier = list(filter(None, map(self._latest.get, conversations)))
            self._latest.update(dict.fromkeys(conversations, turn))
            turn.task = asyncio.ensure_future(self._run(turn, earlier, key, work, conversations))
            turn.task.add_done_callback(lambda done: self._end(name, done))
        return self._turns[name].task

    async def kept(self, key: str | None) -> list[Any]:
        """Return a list with the result of a delivery, empty where no server has handled it."""
        text = None if key is None else await self._state.get("result", key)
        return [] if text is None else list(json.loads(text))

    async def settle(self, key: str | None, result: Result) -> Result:
        """Keep the result of a delivery, unless it has one; return the one that counts."""
        if key is None:
            return result
        text, seconds = json.dumps([result]), self._remember_seconds
        present = await self._state.set_if_absent(text, seconds, "result", key)
        return result if present is None else cast(Result, json.loads(present)[0])

    async def _run(
        self,
        turn: _Turn,
        earlier: list[_Turn],
        key: str | None,
        work: Work[Result],
        conversations: tuple[str, ...],
    ) -> Result:
        async with AsyncExitStack() as held:
            try:
                if kept := await self.kept(key):
                    return cast(Result, kept[0])
                for each in earlier:
                    await each.has_tickets.wait()
                tickets = await self._tickets(held, conversations)
            finally:
                turn.has_tickets.set()
            if earlier:
                await asyncio.wait({each.task for each in earlier})  # also those that failed
            await self._wait_for_all(held, tickets, conversations)
            # Meanwhile another server may have handled the same delivery.
            if tickets and (kept := await self.kept(key)):
                return cast(Result, kept[0])
            # A turn that hangs must not hold up the customer's messages for ever.
            result = await asyncio.wait_for(work(), heartbeat.TURN_SECONDS)
            return await self.settle(key, result)

    async def _wait_for_all(
        self, held: AsyncExitStack, tickets: list[Ticket], conversations: tuple[str, ...]
    ) -> None:
        while True:
            try:
                for ticket in tickets:
                    await self._state.wait_for(ticket)
                return
            except TicketLostError:
                # With a new place in one queue and the old one in another, two turns could wait
                # for each other.
                await held.aclose()
                tickets = await self._tickets(held, conversations)

    async def _tickets(self, held: AsyncExitStack, conversations: tuple[str, ...]) -> list[Ticket]:
        async with AsyncExitStack() as briefly:
            if len(conversations) > 1:
                several = await self._ticket(briefly, _SEVERAL)
                await self._wait_for_all(briefly, [several], (_SEVERAL,))
            return [await self._ticket(held, each) for each in conversations]

    async def _ticket(self, held: AsyncExitStack, lock: str) -> Ticket:
        ticket = self._state.ticket(lock)
        held.push_async_callback(self._state.release, ticket)
        await self._state.enqueue(ticket)
        return ticket

    def _end(self, name: str, done: asyncio.Task[Any]) -> None:
        del self._turns[name]
        if not done.cancelled() and (error := done.exception()) is not None:
            # The text of the error may hold what the customer wrote.
            logger.warning("a delivery was not handled: %s", type(error).__name__)


def unique_key(kind: str) -> str:
    """Return a key for work that no delivery can repeat."""
    return f"{kind}/{uuid.uuid4().hex}"
