"""Run blocking vendor calls in threads, so that the event loop stays free.

rasa-sdk runs every action on one event loop: a call that blocks there makes all customers wait.
A call runs in a thread instead, and the action answers when its time is over, whether or not the
thread has finished.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Generic, TypeVar

from ..errors import VendorConnectionError, VendorSilenceError
from .daemon_threads import DaemonThreads
from .deadline import Operation, current_operation

Result = TypeVar("Result")

# asyncio's default pool has six threads on two cores; a vendor that hangs would fill it at once.
THREADS = 64


@dataclass(frozen=True)
class RunningCall(Generic[Result]):
    """A call that runs in a thread, or waits for one."""

    future: Future[Result]
    operation: Operation

    async def is_finished(self, seconds: float) -> bool:
        """Wait at most so many seconds; tell whether the call has finished."""
        loop = asyncio.get_running_loop()
        finished = asyncio.Event()
        # Unlike `asyncio.wrap_future`, this never cancels the call: others may need its result.
        self.future.add_done_callback(lambda _: _notify(loop, finished))
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(finished.wait(), seconds)
        return self.future.done()


class BlockingCalls:
    """Threads for the blocking calls of one desk."""

    def __init__(self, threads: int = THREADS) -> None:
        """Take the number of calls that may run at the same time."""
        self._threads = DaemonThreads(threads, "human_handoff")

    def start(
        self, call: Callable[[], Result], seconds: float, *, is_tracked: bool = False
    ) -> RunningCall[Result]:
        """Start a call; its HTTP requests end by themselves after so many seconds.

        `is_tracked` is that of `Operation`.
        """
        operation = Operation(seconds, is_tracked=is_tracked)
        context = contextvars.copy_context()
        context.run(current_operation.set, operation)
        return RunningCall(self._threads.submit(context.run, _contained, call), operation)

    async def run(
        self, vendor: str, call: Callable[[], Result], seconds: float, *, is_tracked: bool = False
    ) -> Result:
        """Run a call and wait for its result, at most so many seconds.

        Raises:
            VendorConnectionError: The time was over, and nothing left that changes something; or
                no thread could be started.
            VendorSilenceError: The time was over, and the vendor may have acted.
        """
        try:
            running = self.start(call, seconds, is_tracked=is_tracked)
        except RuntimeError:
            raise VendorConnectionError(
                vendor, "not asked, the system has no thread left"
            ) from None
        if await running.is_finished(seconds):
            return running.future.result()
        # `cancel` succeeds only while the call still waits for a thread.
        if running.future.cancel() or not running.operation.end():
            raise VendorConnectionError(vendor, "not asked, the time is up")
        raise VendorSilenceError(vendor, "no answer in time")

    async def join(self, vendor: str, running: RunningCall[Result], seconds: float) -> Result:
        """Wait for a call that other customers may be waiting for as well.

        Raises:
            VendorSilenceError: The time was over; the call goes on.
        """
        if await running.is_finished(seconds):
            return running.future.result()
        raise VendorSilenceError(vendor, "no answer in time")


def _contained(call: Callable[[], Result]) -> Result:
    # The event loop would take a SystemExit for its own, and the action server would end.
    try:
        return call()
    except Exception:
        raise
    except BaseException as error:  # noqa: BLE001 - SystemExit, asyncio.CancelledError and so on
        raise RuntimeError(f"the call raised {type(error).__name__}") from None


def _notify(loop: asyncio.AbstractEventLoop, finished: asyncio.Event) -> None:
    # This runs in the call's thread, which may still be busy when the server's loop has closed.
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(finished.set)
