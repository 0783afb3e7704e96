"""The log of everything that happens in the sandbox, in order; clients can follow it."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any, TypeAlias

Event: TypeAlias = dict[str, Any]

# At least this many of the newest events are kept, so that memory has a limit.
KEPT = 20_000


def now_ms() -> int:
    """Return the present in epoch milliseconds, the unit of all times the sandbox reports."""
    return time.time_ns() // 1_000_000


class EventLog:
    """Events whose ids only ever grow, also across resets."""

    def __init__(self) -> None:
        """Start empty; the first event has the id 1."""
        self._events: list[Event] = []
        self._last_id = 0
        self._new_event = asyncio.Event()

    def add(self, kind: str, /, **details: object) -> None:
        """Append an event and wake up all followers."""
        self._last_id += 1
        self._events.append({"id": self._last_id, "type": kind, "at": now_ms(), **details})
        if len(self._events) > 2 * KEPT:
            del self._events[:KEPT]
        self._new_event.set()
        self._new_event = asyncio.Event()

    def reset(self) -> None:
        """Delete all events; the ids continue where they are."""
        self._events.clear()
        self.add("reset")

    async def follow(self, after: int = 0, seconds: float | None = None) -> AsyncIterator[Event]:
        """Yield every kept event with an id above `after`, then each new one as it happens.

        Ends after `seconds`; never if they are None.
        """
        loop = asyncio.get_running_loop()
        end = None if seconds is None else loop.time() + seconds
        while True:
            new_event = self._new_event
            for event in self._since(after):
                after = event["id"]
                yield event
            left = None if end is None else max(0.0, end - loop.time())
            try:
                await asyncio.wait_for(new_event.wait(), left)
            except asyncio.TimeoutError:
                return

    def _since(self, after: int) -> list[Event]:
        behind = self._last_id - after
        return self._events[-behind:] if behind > 0 else []
