"""Write events to the state store in a thread, so that no customer waits for it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import wait

from ..state_store import StateStoreError
from ..vendor_http.daemon_threads import DaemonThreads

logger = logging.getLogger(__name__)

# So many events wait in memory until the store has taken them; it is lost then, or slow.
MAX_IN_MEMORY = 1000
# The store is asked again after so many seconds.
STORE_PAUSE = 1.0
# At most one line in the log in so many seconds says how many events were dropped.
WARNING_SECONDS = 60.0


class StoreWriter:
    """Writes texts one after the other; they wait in memory while the store is lost.

    Attributes:
        dropped: How many texts were not written, since the start.
    """

    def __init__(self, write: Callable[[str], bool]) -> None:
        """Take what writes a text to the store; it tells whether there was room for it.

        After a `StateStoreError` it is called again with the same text.
        """
        self._write_to_store = write
        # One thread, so that the events of this server stay in their order.
        self._thread = DaemonThreads(1, "human_handoff_events")
        self._room = threading.BoundedSemaphore(MAX_IN_MEMORY)
        self._stopped = threading.Event()
        self._is_store_lost = False
        self._warned_at = -WARNING_SECONDS
        self.dropped = 0

    def write(self, text: str) -> None:
        """Take a text, and return at once."""
        if not self._room.acquire(blocking=False):
            self._drop(f"{MAX_IN_MEMORY} wait for the state store already")
            return
        try:
            self._thread.submit(self._write, text)
        except RuntimeError:
            self._room.release()
            self._drop("the system has no thread left")

    def written(self, seconds: float | None = None) -> bool:
        """Wait until the texts so far are in the store; tell whether they are."""
        try:
            written = self._thread.submit(_nothing)
        except RuntimeError:
            return False  # no thread could be started: there is nothing to wait for
        return bool(wait([written], seconds).done)

    def stop(self, seconds: float) -> None:
        """Write what is in memory, for so many seconds; then give up what a lost store refuses."""
        self.written(seconds)
        self._stopped.set()

    def _write(self, text: str) -> None:
        try:
            while not self._is_written(text):
                if self._stopped.wait(STORE_PAUSE):
                    self._drop("the server was stopped while the state store was lost")
                    return
        except Exception as error:  # noqa: BLE001 - the next event may be written
            self._drop(f"the state store raised {type(error).__name__}")
        finally:
            self._room.release()

    def _is_written(self, text: str) -> bool:
        """Try to write a text; it is done as well if there is no room for it."""
        try:
            has_room = self._write_to_store(text)
        except StateStoreError as error:
            if not self._is_store_lost:
                logger.warning("handoff events wait in memory: %s", error)
            self._is_store_lost = True
            return False
        self._is_store_lost = False
        if not has_room:
            self._drop("too many wait for their delivery already")
        return True

    def _drop(self, reason: str) -> None:
        self.dropped += 1
        now = time.monotonic()
        if now - self._warned_at >= WARNING_SECONDS:
            self._warned_at = now
            logger.error(
                "a handoff event was dropped, %s; since the start %d", reason, self.dropped
            )


def _nothing() -> None:
    """Do nothing: what was submitted before has been done then."""
