"""Threads for calls that may hang, such as name look-ups and calls of a bot's own desk.

The threads of `concurrent.futures` are waited for when the process ends: one call that hangs for
ever would keep an action server from stopping. These are daemon threads, which are not waited for.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any, TypeVar

Result = TypeVar("Result")


class DaemonThreads:
    """Runs a limited number of calls at the same time; the others wait in their order."""

    def __init__(self, threads: int, name: str) -> None:
        """Take the limit, and the name of the threads; none is started yet."""
        self._threads = threads
        self._name = name
        self._lock = threading.Lock()
        self._running = 0
        self._waiting: deque[Callable[[], None]] = deque()

    def submit(self, call: Callable[..., Result], *args: Any) -> Future[Result]:
        """Start a call, or let it wait; its result or its error is in the future."""
        future: Future[Result] = Future()
        work = partial(_run, future, call, args)
        with self._lock:
            if self._running == self._threads:
                self._waiting.append(work)
                return future
            self._running += 1
        threading.Thread(target=self._work, args=(work,), name=self._name, daemon=True).start()
        return future

    def _work(self, work: Callable[[], None]) -> None:
        while True:
            work()
            with self._lock:
                if not self._waiting:
                    self._running -= 1
                    return
                work = self._waiting.popleft()


def _run(future: Future[Result], call: Callable[..., Result], args: tuple[Any, ...]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = call(*args)
    except BaseException as error:  # noqa: BLE001 - it belongs to whoever waits for the result
        future.set_exception(error)
    else:
        future.set_result(result)
