"""End requests when their time is over."""

from __future__ import annotations

import heapq
import threading
import time
from itertools import count
from typing import Protocol


class Limit(Protocol):
    """What is watched."""

    def end(self) -> None:
        """End the request, unless it has finished."""


class Watch:
    """One thread that ends the requests whose time is over; a timer each would be a thread each."""

    def __init__(self) -> None:
        self._requests: list[tuple[float, int, Limit]] = []
        self._numbers = count()
        self._has_changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def add(self, ends: float, request: Limit) -> None:
        """End a request at this moment, in seconds of `time.monotonic`."""
        with self._has_changed:
            heapq.heappush(self._requests, (ends, next(self._numbers), request))
            # It is dead in a process that was forked, and where no thread could be started before.
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(
                    target=self._run, name="human_handoff_limits", daemon=True
                )
                self._thread.start()
            elif self._requests[0][2] is request:  # it ends before the one that is waited for
                self._has_changed.notify()

    def _run(self) -> None:
        while True:
            self._next().end()

    def _next(self) -> Limit:
        """Wait until the time of a request is over; return the request."""
        with self._has_changed:
            while not self._requests or self._requests[0][0] > time.monotonic():
                first = self._requests[0][0] if self._requests else None
                self._has_changed.wait(None if first is None else first - time.monotonic())
            return heapq.heappop(self._requests)[2]
