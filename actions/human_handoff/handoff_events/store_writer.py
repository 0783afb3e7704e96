"""Write to the state store in a thread, so that no customer waits for it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import wait

from ..state_store import StateStoreError
from ..vendor_http.daemon_threads import DaemonThreads

logger = logging.getLogger(__name__)

# So much waits in memory until the store has taken it; the store is lost then, or slow.
MAX_IN_MEMORY = 1000
# The store is asked again after so many seconds.
STORE_PAUSE = 1.0
# At most one line in the log in so many seconds says how much was dropped.
WARNING_SECONDS = 60.0


class StoreWriter:
    """Writes in the order of the calls; what a lost store cannot take waits in memory.

    Attributes:
        dropped: How much was given up since the start.
    """

    def __init__(self, what: str) -> None:
        """Take what is written, such as "handoff event", for the log; no thread runs yet."""
        self._what = what
        # One thread, so that what this server writes stays in its order.
        self._threads = DaemonThreads(1, "human_handoff_writer")
        self._room = threading.BoundedSemaphore(MAX_IN_MEMORY)
        self._counting = threading.Lock()
        self._stopped = threading.Event()
        self._is_store_lost = False
        self._warned_at = -WARNING_SECONDS
        self._waiting = 0
        self.dropped = 0

    @property
    def waiting(self) -> int:
        """How much waits in memory."""
        return self._waiting

    def submit(self, write: Callable[[], None]) -> None:
        """Call `write` in the thread, and again after each `StateStoreError`; return at once."""
        if not self._room.acquire(blocking=False):
            self.drop(f"{MAX_IN_MEMORY} wait for the state store already")
            return
        self._count(1)
        try:
            self._threads.submit(self._write, write)
        except RuntimeError:
            self._leave()
            self.drop("the system has no thread left")

    def written(self, seconds: float | None = None) -> bool:
        """Wait until what was submitted so far is in the store; tell whether it is."""
        try:
            done = self._threads.submit(_nothing)
        except RuntimeError:
            return False  # no thread could be started: there is nothing to wait for
        return bool(wait([done], seconds).done)

    def stop(self, seconds: float) -> None:
        """Write what is in memory, for at most so many seconds; the rest is dropped."""
        self.written(seconds)
        self._stopped.set()

    def drop(self, reason: str) -> None:
        """Count something that is given up; any thread may do so."""
        with self._counting:
            self.dropped += 1
        now = time.monotonic()
        if now - self._warned_at >= WARNING_SECONDS:
            self._warned_at = now
            logger.error(
                "a %s was dropped, %s; since the start %d", self._what, reason, self.dropped
            )

    def _write(self, write: Callable[[], None]) -> None:
        try:
            while not self._is_written(write):
                if self._stopped.wait(STORE_PAUSE):
                    self.drop("the server was stopped while the state store was lost")
                    return
        except Exception as error:  # noqa: BLE001 - the next one may be written
            self.drop(f"the state store raised {type(error).__name__}")
        finally:
            self._leave()

    def _is_written(self, write: Callable[[], None]) -> bool:
        try:
            write()
        except StateStoreError as error:
            if not self._is_store_lost:
                logger.warning("%ss wait in memory: %s", self._what, error)
            self._is_store_lost = True
            return False
        self._is_store_lost = False
        return True

    def _leave(self) -> None:
        self._count(-1)
        self._room.release()

    def _count(self, change: int) -> None:
        with self._counting:
            self._waiting += change


def _nothing() -> None:
    """Do nothing: what was submitted before has been done then."""
