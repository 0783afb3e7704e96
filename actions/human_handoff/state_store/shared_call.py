"""A blocking call whose result many ask for: made once at the same time, and kept for a moment."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

Result = TypeVar("Result")


class SharedCall(Generic[Result]):
    """Makes the call in a thread; nobody can keep the store busy by asking again and again."""

    def __init__(self, call: Callable[[], Result]) -> None:
        """Take the call; nothing runs yet."""
        self._call = call
        self._future: Future[Result] | None = None
        self._begun = 0.0

    async def result(self, kept: float, seconds: float) -> Result:
        """Return the result, or raise the call's own error.

        Args:
            kept: Up to this age in seconds an earlier result is used.
            seconds: How long to wait at most.

        Raises:
            TimeoutError: The call has not ended in time; it goes on.
            RuntimeError: The system has no thread left.
        """
        is_old = time.monotonic() - self._begun > kept
        if self._future is None or (self._future.done() and is_old):
            begun, future = time.monotonic(), Future[Result]()
            threading.Thread(target=_run, args=(self._call, future), daemon=True).start()
            self._begun, self._future = begun, future
        future, ends = self._future, time.monotonic() + seconds
        while not future.done():
            if time.monotonic() > ends:
                raise TimeoutError
            await asyncio.sleep(0.01)
        return future.result()


def _run(call: Callable[[], Result], future: Future[Result]) -> None:
    try:
        result = call()
    except Exception as error:  # noqa: BLE001 - it belongs to those who ask
        future.set_exception(error)
    else:
        future.set_result(result)
