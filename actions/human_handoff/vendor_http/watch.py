"""End requests when their time is over."""

from __future__ import annotations

import threading
import time
from typing import Protocol

# How exactly. A socket's own timeout ends most waits; this ends those that go on and on.
TICK_SECONDS = 0.05


class Limit(Protocol):
    """What is watched."""

    @property
    def is_over(self) -> bool:
        """Whether the time is over."""

    def end(self) -> None:
        """End the request, unless it has finished."""


class Watch:
    """One thread that ends the requests whose time is over; a timer each would be a thread each."""

    def __init__(self) -> None:
        self._limits: set[Limit] = set()  # adding and removing are atomic
        self._has_some = threading.Event()
        self._thread: threading.Thread | None = None

    def add(self, limit: Limit) -> None:
        """Watch a request until it is removed."""
        self._limits.add(limit)
        self._has_some.set()
        # It is dead in a process that was forked, and where no thread could be started before.
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(
                target=self._run, name="human_handoff_limits", daemon=True
            )
            self._thread.start()  # a second one, of two callers at once, does no harm

    def remove(self, limit: Limit) -> None:
        """Stop to watch a request."""
        self._limits.discard(limit)

    def _run(self) -> None:
        while True:
            self._has_some.wait()
            self._has_some.clear()
            while self._limits:
                time.sleep(TICK_SECONDS)
                for limit in [each for each in tuple(self._limits) if each.is_over]:
                    limit.end()
                    self.remove(limit)
