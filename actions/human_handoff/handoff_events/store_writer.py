"""Write to the state store in a thread, so that no customer waits for it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import wait
from typing import Generic, TypeVar

from ..state_store import StateStoreError
from ..vendor_http.daemon_threads import DaemonThreads

logger = logging.getLogger(__name__)

Item = TypeVar("Item")

# So much waits in memory until the store has taken it; it is lost then, or slow.
MAX_IN_MEMORY = 1000
# The store is asked again after so many seconds.
STORE_PAUSE = 1.0
# At most one line in the log in so many seconds says how much was dropped.
WARNING_SECONDS = 60.0


class StoreWriter(Generic[Item]):
    """Writes one thing after the other; they wait in memory while the store is lost.

    Attributes:
        waiting: How much waits in memory.
        dropped: How much was not written, since the start.
    """

    def __init__(self, write: Callable[[Item], bool], what: str = "handoff event") -> None:
        """Take what writes to the store; it tells whether there was room.

        After a `StateStoreError` it is called again with the same. `what` names it in the log.
        """
        self._write_to_store = write
        self._what = what
        # One thread, so that what this server writes stays in its order.
        self._thread = DaemonThreads(1, "human_handoff_events")
        self._room = threading.BoundedSemaphore(MAX_IN_MEMORY)
        self._counting = threading.Lock()
        self._stopped = threading.Event()
        self._is_store_lost = False
        self._warned_at = -WARNING_SECONDS
        self.waiting = 0
        self.dropped = 0

    def write(self, item: Item) -> None:
        """Take something to write, and return at once."""
        if not self._room.acquire(blocking=False):
            self.drop(f"{MAX_IN_MEMORY} wait for the state store already")
            return
        self._count(1)
        try:
            self._thread.submit(self._write, item)
        except RuntimeError:
            self._leave()
            self.drop("the system has no thread left")

    def written(self, seconds: float | None = None) -> bool:
        """Wait until all so far is in the store; tell whether it is."""
        try:
            written = self._thread.submit(_nothing)
        except RuntimeError:
            return False  # no thread could be started: there is nothing to wait for
        return bool(wait([written], seconds).done)

    def stop(self, seconds: float) -> None:
        """Write what is in memory, for so many seconds; then give up what a lost store refuses."""
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

    def _write(self, item: Item) -> None:
        try:
            while not self._is_written(item):
                if self._stopped.wait(STORE_PAUSE):
                    self.drop("the server was stopped while the state store was lost")
                    return
        except Exception as error:  # noqa: BLE001 - the next one may be written
            self.drop(f"the state store raised {type(error).__name__}")
        finally:
            self._leave()

    def _is_written(self, item: Item) -> bool:
        """Try to write; it is done as well if there is no room."""
        try:
            has_room = self._write_to_store(item)
        except StateStoreError as error:
            if not self._is_store_lost:
                logger.warning("%ss wait in memory: %s", self._what, error)
            self._is_store_lost = True
            return False
        self._is_store_lost = False
        if not has_room:
            self.drop("too many wait for their delivery already")
        return True

    def _leave(self) -> None:
        self._count(-1)
        self._room.release()

    def _count(self, change: int) -> None:
        with self._counting:
            self.waiting += change


def _nothing() -> None:
    """Do nothing: what was submitted before has been done then."""
