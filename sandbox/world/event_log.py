"""Everything that happens, in order, for anyone who wants to follow it."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any, TypeAlias

Event: TypeAlias = dict[str, Any]

# A benchmark makes tens of thousands of calls; the newest ones are kept, at least this many.
KEPT = 20_000


def now_ms() -> int:
    """The present as epoch milliseconds, the unit of all times the sandbox reports."""
    return time.time_ns() // 1_000_000


class EventLog:
    """Events with ids that only ever grow, also across resets."""

    def __init__(self) -> None:
        """Start empty; the first event has the id 1."""
        self._events: list[Event] = []
        self._last_id = 0
        self._grown = asyncio.Event()

    def add(self, kind: str, /, **details: object) -> None:
        """Append an event and wake everyone who follows."""
        self._last_id += 1
        self._events.append({"id": self._last_id, "type": kind, "at": now_ms(), **details})
        if len(self._events) > 2 * KEPT:
            del self._events[:KEPT]
        self._grown.set()
        self._grown = asyncio.Event()

    def reset(self) -> None:
        """Forget what has happened; ids go on from where they are."""
        self._events.clear()
        self.add("reset")

    async def follow(self, after: int = 0, seconds: float | None = None) -> AsyncIterator[Event]:
        """Every kept event with an id above `after`, then each new one, for so many seconds."""
        loop = asyncio.get_running_loop()
        end = None if seconds is None else loop.time() + seconds
        while True:
            grown = self._grown
            for event in self._since(after):
                after = event["id"]
                yield event
            left = None if end is None else max(0.0, end - loop.time())
            try:
                await asyncio.wait_for(grown.wait(), left)
            except asyncio.TimeoutError:
                return

    def _since(self, after: int) -> list[Event]:
        behind = self._last_id - after
        return self._events[-behind:] if behind > 0 else []
