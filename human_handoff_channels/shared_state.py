"""What all Rasa servers of a bot must know of a channel's conversations, in the state store.

The store may block, so it is asked in threads. Where it cannot be asked, each server goes on with
its own memory: Rasa's tracker still tells which messages were handled, and the action server
requests no transfer twice.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from .fair_locks import FairLocks, Ticket
from .plugin import DaemonThreads, StateStore, StateStoreWithFallback, hashed_key

Result = TypeVar("Result")

THREADS = 16
# How often a server looks whether another one has given a lock back, at first and later.
FIRST_LOOK_SECONDS, LOOK_SECONDS = 0.02, 0.2
# What must not be decided without the store waits so long for it. That is longer than a store that
# hangs is left alone, and than one that is restarted is away.
PATIENCE_SECONDS = 5.0


class SharedState:
    """The values and locks of one channel."""

    def __init__(self, channel: str, store: StateStore) -> None:
        """Take the channel's name, and the store that the servers share."""
        self._channel = channel
        self._store = StateStoreWithFallback(
            store, "the Rasa servers know nothing of each other's turns"
        )
        self._locks = FairLocks(self._store)
        self._threads = DaemonThreads(THREADS, "human_handoff")

    async def get(self, kind: str, *name: str) -> str | None:
        """Return a value, None where there is none."""
        return await self._run(self._store.get, self._key(kind, *name))

    async def set_if_absent(self, value: str, seconds: float, kind: str, *name: str) -> str | None:
        """Store a value unless there is one, and return what was there."""
        key = self._key(kind, *name)
        return await self._run(self._store.set_if_absent, key, value, seconds)

    async def update(
        self, change: Callable[[str | None], str | None], seconds: float, kind: str, *name: str
    ) -> None:
        """Change a value as one atomic step; see `StateStore.update`."""
        await self._run(self._store.update, self._key(kind, *name), change, seconds)

    async def patiently(self, work: Callable[[], Awaitable[Result]]) -> Result:
        """Do something, and again until it was done with the store, for some seconds at most.

        What this server's own memory has answered or taken instead, the other servers do not know,
        and this one forgets it when the store is back.
        """
        began = time.monotonic()
        result = await work()
        # From now on: a store that hangs has taken seconds already, and is left alone first.
        deadline = time.monotonic() + PATIENCE_SECONDS
        # Not `is_lost`: since the work, another thread may have found that the store is back.
        while self._store.has_answered_itself_since(began) and time.monotonic() < deadline:
            await asyncio.sleep(LOOK_SECONDS)
            began = time.monotonic()
            result = await work()
        return result

    @property
    def is_lost(self) -> bool:
        """Whether the store could not be asked a moment ago."""
        return self._store.is_lost

    def ticket(self, lock: str) -> Ticket:
        """Return a ticket for a lock, which is not in its queue yet."""
        return Ticket(self._key("turns", lock))

    async def enqueue(self, ticket: Ticket) -> None:
        """Put a ticket into the queue for its lock.

        Raises:
            RetryLaterError: Too many wait for this lock.
        """
        await self._run(self._locks.enqueue, ticket)

    async def wait_for(self, ticket: Ticket) -> None:
        """Return when the ticket holds its lock.

        Raises:
            TicketLostError: It has lost its place, and must be released.
        """
        pause = FIRST_LOOK_SECONDS
        while not await self._run(self._locks.is_first, ticket):
            await asyncio.sleep(pause)
            pause = min(2 * pause, LOOK_SECONDS)

    async def release(self, ticket: Ticket) -> None:
        """Give a ticket back."""
        await self._run(self._locks.release, ticket)

    def _key(self, kind: str, *name: str) -> str:
        return hashed_key(kind, self._channel, *name)

    async def _run(self, call: Callable[..., Result], *args: object) -> Result:
        return await asyncio.wrap_future(self._threads.submit(call, *args))
