"""What several action servers must know together: the shift board and the once-only marks.

In memory where there is one action server; Redis where there are several.
"""

from __future__ import annotations

import heapq
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable


class StateStore(ABC):
    """A few short texts under names, each for a limited time. Methods may block."""

    @abstractmethod
    def get(self, name: str) -> str | None:
        """Return the text, or None if there is none or its time is over."""

    @abstractmethod
    def put(self, name: str, text: str, seconds: float) -> None:
        """Keep a text for so many seconds, whatever was there."""

    @abstractmethod
    def set_if_absent(self, name: str, text: str, seconds: float) -> str | None:
        """Keep a text if there is none, in one step.

        Returns:
            None if the text was kept; otherwise the text that was there first.
        """


class MemoryStateStore(StateStore):
    """For one action server."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Take the clock, in seconds, that says when a text's time is over."""
        self._clock = clock
        self._lock = threading.Lock()
        self._texts: dict[str, tuple[str, float]] = {}
        self._ends: list[tuple[float, str]] = []  # a heap: the text that ends first is first

    def get(self, name: str) -> str | None:
        """Return the text, or None if there is none or its time is over."""
        with self._lock:
            return self._alive(name)

    def put(self, name: str, text: str, seconds: float) -> None:
        """Keep a text for so many seconds, whatever was there."""
        with self._lock:
            self._keep(name, text, seconds)

    def set_if_absent(self, name: str, text: str, seconds: float) -> str | None:
        """Keep a text if there is none, in one step."""
        with self._lock:
            first = self._alive(name)
            if first is None:
                self._keep(name, text, seconds)
            return first

    def _alive(self, name: str) -> str | None:
        text, ends = self._texts.get(name, ("", 0.0))
        return text if ends > self._clock() else None

    def _keep(self, name: str, text: str, seconds: float) -> None:
        now = self._clock()
        # Dropped here rather than by a timer, and from a heap: there is one text a transfer, kept
        # for a day, and a look at all of them would soon cost more than the transfer.
        while self._ends and self._ends[0][0] <= now:
            _, ended = heapq.heappop(self._ends)
            if self._alive(ended) is None:
                self._texts.pop(ended, None)
        self._texts[name] = (text, now + seconds)
        heapq.heappush(self._ends, (now + seconds, name))
