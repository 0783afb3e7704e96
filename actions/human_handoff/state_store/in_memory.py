"""A state store in memory: for tests, and for what only one process needs to know."""

from __future__ import annotations

import heapq
import threading
import time
from collections.abc import Callable, Iterator

from .store import StateStore


class MemoryStateStore(StateStore):
    """Keeps the values in the memory of one process; they are gone when it ends."""

    system = "memory"

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

    def replace(self, key: str, expected: str, value: str, seconds: float) -> bool:
        """Store a value if the key has the expected one, as one atomic step."""
        with self._lock:
            if self._current(key) != expected:
                return False
            self._store(key, value, seconds)
            return True

    def remove(self, key: str, expected: str) -> bool:
        """Remove a key if it has the expected value, as one atomic step."""
        with self._lock:
            if self._current(key) != expected:
                return False
            del self._values[key]
            return True

    def scan(self, prefix: str) -> Iterator[tuple[str, str]]:
        """Yield the keys that begin so, each with its value, as they are now."""
        with self._lock:
            now = self._clock()
            found = [
                (key, value)
                for key, (value, expires) in self._values.items()
                if key.startswith(prefix) and expires > now
            ]
        yield from found

    def check(self) -> None:
        """Do nothing: memory is always there."""

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
