"""Handle every delivery once, and the deliveries of one conversation one after the other.

A platform delivers again what was not acknowledged in time. So a delivery is acknowledged when its
turn is over, or when the platform should not wait any longer. A turn that failed is forgotten, so
that the next delivery is a new attempt.
"""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar
from weakref import WeakValueDictionary

logger = logging.getLogger(__name__)

MAX_REMEMBERED = 20_000
Result = TypeVar("Result")
Turn = asyncio.Future[Any]


class DeliveryQueue:
    """The turns of a channel, and their results for repeated deliveries.

    All of this is kept in the process and may be lost: after a restart Rasa's tracker tells which
    messages were handled.
    """

    def __init__(
        self, wait_seconds: float, remember_seconds: float, max_remembered: int = MAX_REMEMBERED
    ) -> None:
        """Take how long `handle` waits, and how long and how many turns are remembered."""
        self._wait_seconds = wait_seconds
        self._remember_seconds = remember_seconds
        self._max_remembered = max_remembered
        self._turns: OrderedDict[str, tuple[float, Turn]] = OrderedDict()
        self._latest: WeakValueDictionary[str, Turn] = WeakValueDictionary()

    @property
    def is_busy(self) -> bool:
        """Whether a turn waits or is under way."""
        return any(not turn.done() for _, turn in self._turns.values())

    async def handle(
        self, conversation: str, key: str, work: Callable[[], Awaitable[Result]], *others: str
    ) -> Result | None:
        """Do the work of a delivery once, and wait for its result.

        Args:
            conversation: Deliveries of one conversation are handled in the order of their arrival.
            key: The idempotency key: the same for every delivery of one message.
            work: What to do.
            others: Further conversations that the delivery concerns.

        Returns:
            The result of the work; None where the time to wait is over and the work goes on.

        Raises:
            Exception: What the work has raised, for every delivery that waited for it.
        """
        turn = self.begin(conversation, key, work, *others)
        # The platform may end its request before the turn is over; the turn goes on.
        done, _ = await asyncio.wait({turn}, timeout=self._wait_seconds)
        return turn.result() if done else None

    def begin(
        self, conversation: str, key: str, work: Callable[[], Awaitable[Result]], *others: str
    ) -> asyncio.Future[Result]:
        """Return the turn of a delivery without waiting; the arguments are those of `handle`.

        A caller that awaits it must shield it from its own cancellation.
        """
        self._forget_old()
        if key not in self._turns:
            turn = self._enqueue((conversation, *others), work)
            self._turns[key] = (time.monotonic(), turn)
            turn.add_done_callback(lambda done: self._forget_failed(key, done))
        return self._turns[key][1]

    def _enqueue(self, conversations: tuple[str, ...], work: Callable[[], Awaitable[Any]]) -> Turn:
        # The order is that of arrival, so no two turns can wait for each other.
        earlier = set(filter(None, map(self._latest.get, conversations)))
        turn = asyncio.ensure_future(_run_after(earlier, work))
        self._latest.update(dict.fromkeys(conversations, turn))
        return turn

    def _forget_failed(self, key: str, turn: Turn) -> None:
        if turn.cancelled() or turn.exception() is not None:
            self._turns.pop(key, None)
        if not turn.cancelled() and (error := turn.exception()) is not None:
            # The text of the error may hold what the customer wrote.
            logger.warning("a delivery was not handled: %s", type(error).__name__)

    def _forget_old(self) -> None:
        now = time.monotonic()
        while self._turns:
            key, (begun, turn) = next(iter(self._turns.items()))
            is_too_old = now - begun > self._remember_seconds
            if not turn.done() or not (is_too_old or len(self._turns) > self._max_remembered):
                return
            del self._turns[key]


def unique_key(kind: str) -> str:
    """Return a key for work that no delivery can repeat."""
    return f"{kind}/{uuid.uuid4().hex}"


async def _run_after(earlier: set[Turn], work: Callable[[], Awaitable[Result]]) -> Result:
    if earlier:
        await asyncio.wait(earlier)  # also those that failed
    return await work()
