"""Threads for calls that may hang, such as name look-ups and calls of a bot's own desk.

The threads of `concurrent.futures` are waited for when the process ends: one call that hangs for
ever would keep an action server from stopping. These are daemon threads, which are not waited for.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from queue import SimpleQueue
from typing import Any, TypeAlias, TypeVar

Result = TypeVar("Result")
# None tells the threads that nobody can give them a call any more.
Calls: TypeAlias = "SimpleQueue[Callable[[], None] | None]"


class DaemonThreads:
    """Runs a limited number of calls at the same time; the others wait in their order."""

    def __init__(self, threads: int, name: str) -> None:
        """Take the limit, and the name of the threads; each is started when it is needed."""
        self._threads = threads
        self._name = name
        self._calls: Calls = SimpleQueue()
        self._idle = threading.Semaphore(0)
        self._started = 0
        self._lock = threading.Lock()
        weakref.finalize(self, self._calls.put, None)

    def submit(self, call: Callable[..., Result], *args: Any) -> Future[Result]:
        """Start a call, or let it wait; its result or its error is in the future.

        Raises:
            RuntimeError: No thread runs, and the system has none left.
        """
        future: Future[Result] = Future()
        if not self._idle.acquire(blocking=False):
            self._start_thread()
        self._calls.put(partial(_run, future, call, args))
        return future

    def _start_thread(self) -> None:
        with self._lock:
            if self._started == self._threads:
                return
            # Not a method: a thread that has the object would keep it alive.
            work = partial(_work, self._calls, self._idle)
            try:
                threading.Thread(target=work, name=self._name, daemon=True).start()
            except RuntimeError:
                if not self._started:
                    raise
                return  # a thread that is busy now takes the call later
            self._started += 1


def _work(calls: Calls, idle: threading.Semaphore) -> None:
    while (call := calls.get()) is not None:
        call()
        del call  # its arguments may be large
        idle.release()
    calls.put(None)  # for the next thread


def _run(future: Future[Result], call: Callable[..., Result], args: tuple[Any, ...]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = call(*args)
    except BaseException as error:  # noqa: BLE001 - it belongs to whoever waits for the result
        future.set_exception(error)
    else:
        future.set_result(result)
