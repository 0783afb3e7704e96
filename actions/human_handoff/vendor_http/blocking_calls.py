"""Vendor calls off the event loop.

rasa-sdk runs every action on one event loop: a call that blocks there makes all customers
wait. So it runs in a thread of ours, and the action answers when its time is up whether or
not the thread is done.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import gc
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from ..errors import VendorConnectionError, VendorSilenceError
from . import client as wire

Result = TypeVar("Result")

# So many new objects between two looks of the collector; Python's 700 are a seventh of a call.
NEW_OBJECTS = 50_000
# asyncio's own pool has six threads on two cores; a vendor that hangs would fill it at once.
THREADS = 64


class BlockingCalls:
    """Threads for blocking calls; made when the first call comes."""

    def __init__(self, threads: int = THREADS) -> None:
        """Take the number of calls that may be under way at once."""
        self._threads = threads
        self._pool: ThreadPoolExecutor | None = None

    def start(self, call: Callable[[], Result], seconds: float) -> Future[Result]:
        """Begin a call that gives up by itself after some seconds."""
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="human_handoff")
            _relieve_the_collector()
        context = contextvars.copy_context()
        context.run(wire.deadline.set, time.monotonic() + seconds)
        return self._pool.submit(context.run, call)

    async def run(self, vendor: str, call: Callable[[], Result], seconds: float) -> Result:
        """Run a call and wait for it, at most so many seconds.

        Raises:
            VendorConnectionError: The time was up before the call began.
            VendorSilenceError: The time was up while the call was under way.
        """
        running = self.start(call, seconds)
        try:
            return await self.join(vendor, running, seconds)
        except VendorSilenceError:
            # Only a call that still waits for a thread can be taken back.
            if running.cancel():
                raise VendorConnectionError(vendor, "not asked, the time is up") from None
            raise

    async def join(self, vendor: str, running: Future[Result], seconds: float) -> Result:
        """Wait for a call that others may be waiting for as well.

        Raises:
            VendorSilenceError: The time was up; the call goes on.
        """
        loop = asyncio.get_running_loop()
        over = loop.create_future()
        # Unlike `wrap_future` it leaves the call alone: somebody else may still want the answer.
        running.add_done_callback(lambda _: _wake(loop, over))
        timer = loop.call_later(seconds, _settle, over)
        try:
            await over
        finally:
            timer.cancel()
        if running.done():
            return running.result()
        raise VendorSilenceError(vendor, "no answer in time")


def _relieve_the_collector() -> None:
    """Let it look at less, and less often.

    From now on conversations are held while a vendor is asked, and it goes through all of them
    whenever they have grown by a quarter. What the server has loaded until now stays for good:
    without it nobody waits for that. A tracker has thousands of objects, and none in a circle.
    """
    gc.freeze()
    now, *older = gc.get_threshold()
    if 0 < now < NEW_OBJECTS:  # 0: somebody has switched it off
        gc.set_threshold(NEW_OBJECTS, *older)


def _wake(loop: asyncio.AbstractEventLoop, over: asyncio.Future[None]) -> None:
    # Called in the thread of the call, which may outlive the server's loop.
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(_settle, over)


def _settle(over: asyncio.Future[None]) -> None:
    if not over.done():  # whoever waited may be gone, or the time be up
        over.set_result(None)
