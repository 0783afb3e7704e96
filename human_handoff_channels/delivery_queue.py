"""What a platform delivers, each once, and one after the other in a conversation.

Platforms deliver again what was not acknowledged in time. So a delivery is acknowledged when its
turn is over, or when the platform should not wait any longer; a turn that failed is forgotten, so
that the next delivery is a new attempt.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from weakref import WeakValueDictionary

logger = logging.getLogger(__name__)

MAX_REMEMBERED = 20_000
Work = Callable[[], Awaitable[None]]


class Deliveries:
    """The deliveries of one channel; what is remembered here can be lost.

    After a restart Rasa's tracker tells which messages were handled.
    """

    def __init__(self, wait_seconds: float, remember_seconds: float) -> None:
        """Take how long the platform waits for us, and how long it may deliver again."""
        self._wait_seconds = wait_seconds
        self._remember_seconds = remember_seconds
        self._turns: OrderedDict[str, tuple[float, asyncio.Future[None]]] = OrderedDict()
        self._last: WeakValueDictionary[str, asyncio.Future[None]] = WeakValueDictionary()

    async def handle(self, conversation: str, key: str, work: Work, *others: str) -> None:
        """Do the work of a delivery once; return when it is done, or goes on without us.

        Args:
            conversation: Deliveries of one conversation wait for each other, in their order.
            key: The same for every delivery of one thing.
            work: What to do.
            others: Conversations that it concerns as well.

        Raises:
            Exception: What the work has raised, for every delivery that waited for it.
        """
        self._forget_old()
        if key not in self._turns:
            turn = self._begin((conversation, *others), work)
            self._turns[key] = (time.monotonic(), turn)
            turn.add_done_callback(lambda done: self._look_at(key, done))
        turn = self._turns[key][1]
        # A platform that hangs up ends the call, not the turn.
        done, _ = await asyncio.wait({turn}, timeout=self._wait_seconds)
        if done:
            turn.result()

    def _begin(self, conversations: tuple[str, ...], work: Work) -> asyncio.Future[None]:
        # In the order of their arrival, which no two conversations can see the other way round.
        before = set(filter(None, map(self._last.get, conversations)))
        turn = asyncio.ensure_future(_after(before, work))
        self._last.update(dict.fromkeys(conversations, turn))
        return turn

    def _look_at(self, key: str, turn: asyncio.Future[None]) -> None:
        if turn.cancelled() or turn.exception() is not None:
            self._turns.pop(key, None)
        if not turn.cancelled() and (error := turn.exception()) is not None:
            # The error's own text may hold what the customer said.
            logger.warning("a delivery was not handled: %s", type(error).__name__)

    def _forget_old(self) -> None:
        now = time.monotonic()
        while self._turns:
            key, (since, turn) = next(iter(self._turns.items()))
            is_old = now - since > self._remember_seconds or len(self._turns) > MAX_REMEMBERED
            if not (is_old and turn.done()):
                return
            del self._turns[key]


async def _after(before: set[asyncio.Future[None]], work: Work) -> None:
    if before:
        await asyncio.wait(before)  # whatever has become of them
    await work()
