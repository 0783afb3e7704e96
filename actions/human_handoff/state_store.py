"""What several action servers must know together: shift reports and idempotency records.

`MemoryStateStore` serves a single action server.
"""

from __future__ import annotations

import heapq
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable


class StateStore(ABC):
    """Short texts under keys, each for a limited time. Methods may block."""

    @abstractmethod
    def get(self, key: str) -> str | None:
        """Return the value, or None if there is none or it has expired."""

    @abstractmethod
    def put(self, key: str, value: str, seconds: float) -> None:
        """Store a value for so many seconds, replacing any other."""

    @abstractmethod
    def set_if_absent(self, key: str, value: str, seconds: float) -> str | None:
        """Store a value if the key has none, as one atomic step.

        Returns:
            None if the value was stored; otherwise the value that was already there.
        """


class MemoryStateStore(StateStore):
    """Keeps the values in the memory of one action server."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Start empty; `clock` tells the time in seconds."""
        self._clock = clock
        self._lock = threading.Lock()
        self._values: dict[str, tuple[str, float]] = {}
        self._expiries: list[tuple[float, str]] = []  # a heap: what expires first comes first

    def get(self, key: str) -> str | None:
        """Return the value, or None if there is none or it has expired."""
        with self._lock:
            return self._current(key)

    def put(self, key: str, value: str, seconds: float) -> None:
        """Store a value for so many seconds, replacing any other."""
        with self._lock:
            self._store(key, value, seconds)

    def set_if_absent(self, key: str, value: str, seconds: float) -> str | None:
        """Store a value if the key has none, as one atomic step."""
        with self._lock:
            present = self._current(key)
            if present is None:
                self._store(key, value, seconds)
            return present

    def _current(self, key: str) -> str | None:
        value, expires = self._values.get(key, ("", 0.0))
        return value if expires > self._clock() else None

    def _store(self, key: str, value: str, seconds: float) -> None:
        now = self._clock()
        self._remove_expired(now)
        self._values[key] = (value, now + seconds)
        heapq.heappush(self._expiries, (now + seconds, key))

    def _remove_expired(self, now: float) -> None:
        # There is one value per transfer, kept for a day. The heap finds the expired ones without
        # looking at all of them.
        while self._expiries and self._expiries[0][0] <= now:
            _, key = heapq.heappop(self._expiries)
            if self._current(key) is None:
                self._values.pop(key, None)
