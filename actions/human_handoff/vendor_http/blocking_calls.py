"""Run blocking vendor calls in threads, so that the event loop stays free.

rasa-sdk runs every action on one event loop: a call that blocks there makes all customers wait.
A call runs in a thread instead, and the action answers when its time is over, whether or not the
thread has finished.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from ..errors import VendorConnectionError, VendorSilenceError
from . import client

Result = TypeVar("Result")

# asyncio's default pool has six threads on two cores; a vendor that hangs would fill it at once.
THREADS = 64


class BlockingCalls:
    """A pool of threads for blocking calls; it is created by the first call."""

    def __init__(self, threads: int = THREADS) -> None:
        """Take the number of calls that may run at the same time."""
        self._threads = threads
        self._pool: ThreadPoolExecutor | None = None

    def start(self, call: Callable[[], Result], seconds: float) -> Future[Result]:
        """Start a call; its HTTP requests end by themselves after so many seconds."""
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="human_handoff")
        context = contextvars.copy_context()
        context.run(client.deadline.set, time.monotonic() + seconds)
        return self._pool.submit(context.run, call)

    async def run(self, vendor: str, call: Callable[[], Result], seconds: float) -> Result:
        """Run a call and wait for its result, at most so many seconds.

        Raises:
            VendorConnectionError: The time was over before a thread was free for the call.
            VendorSilenceError: The time was over while the call was running.
        """
        running = self.start(call, seconds)
        try:
            return await self.join(vendor, running, seconds)
        except VendorSilenceError:
            # `cancel` succeeds only while the call still waits for a thread.
            if running.cancel():
                raise VendorConnectionError(vendor, "not asked, the time is up") from None
            raise

    async def join(self, vendor: str, running: Future[Result], seconds: float) -> Result:
        """Wait for a call that other customers may be waiting for as well.

        Raises:
            VendorSilenceError: The time was over; the call goes on.
        """
        loop = asyncio.get_running_loop()
        finished = asyncio.Event()
        # Unlike `asyncio.wrap_future`, this never cancels the call: others may need its result.
        running.add_done_callback(lambda _: _notify(loop, finished))
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(finished.wait(), seconds)
        if running.done():
            return running.result()
        raise VendorSilenceError(vendor, "no answer in time")


def _notify(loop: asyncio.AbstractEventLoop, finished: asyncio.Event) -> None:
    # This runs in the call's thread, which may still be busy when the server's loop has closed.
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(finished.set)
