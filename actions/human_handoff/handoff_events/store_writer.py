"""Write to the state store in a thread, so that no customer waits for it."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence

from ..state_store import StateStoreError
from ..vendor_http.daemon_threads import DaemonThreads

logger = logging.getLogger(__name__)

# So much waits in memory until the store has taken it; it is lost then, or slow.
MAX_IN_MEMORY = 1000
# So much is written at once. Each step of a store costs about as much for fifty events as for one.
MAX_AT_ONCE = 50
# And so many characters: firewalls of web applications refuse bodies of more than 8 KB.
# https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
MAX_CHARACTERS = 7000
# The store is written at most once in so many seconds, unless so much waits.
PAUSE = 0.2
# The store is asked again after so many seconds.
STORE_PAUSE = 1.0
# At most one line in the log in so many seconds says how much was dropped.
WARNING_SECONDS = 60.0


class StoreWriter:
    """Writes the texts that it is given, in their order; they wait while the store is lost.

    Attributes:
        dropped: How many were not written, since the start.
    """

    def __init__(
        self,
        write: Callable[[Sequence[str]], bool],
        what: str = "handoff events",
        max_at_once: int | None = None,
    ) -> None:
        """Take what writes some texts to the store, and tells whether there was room.

        After a `StateStoreError` it is called again with the same. `what` names them in the log.
        `max_at_once` is how many are written at once; by default as many as the module allows.
        """
        self._write_to_store = write
        self._what = what
        self._max_at_once = max_at_once
        self._texts: deque[str] = deque()
        # Those that are being written.
        self._under_way: list[str] = []
        # Told when many wait, and when something was written.
        self._changed = threading.Condition()
        # One thread, so that what this server writes stays in its order.
        self._thread = DaemonThreads(1, "human_handoff_events")
        self._is_writing = False
        self._written_at = -PAUSE
        self._stopped = threading.Event()
        self._is_store_lost = False
        self._warned_at = -WARNING_SECONDS
        self._is_total_told = True
        self.dropped = 0

    @property
    def waiting(self) -> int:
        """How many wait in memory."""
        return len(self._texts) + len(self._under_way)

    def write(self, text: str) -> None:
        """Take a text to write, and return at once."""
        with self._changed:
            is_full = self.waiting >= MAX_IN_MEMORY
            if not is_full:
                self._texts.append(text)
            if self._waits_for_no_more():
                self._changed.notify_all()
        if is_full:
            self.drop(f"{MAX_IN_MEMORY} wait for the state store already")
        self._start()

    def written(self, seconds: float | None = None) -> bool:
        """Wait until nothing is in memory; tell whether it is in the store, or was dropped."""
        self._start()
        with self._changed:
            self._changed.wait_for(lambda: not (self.waiting and self._is_writing), seconds)
            return not self.waiting

    def stop(self, seconds: float) -> None:
        """Write what is in memory, for so many seconds; then give up what is not in the store."""
        if not self.written(seconds):
            with self._changed:
                count = self.waiting
                self._texts.clear()
                self._under_way = []
            self.drop("the server was stopped before the state store had taken them", count)
        self._stopped.set()
        self._tell_total()

    def drop(self, reason: str, count: int = 1) -> None:
        """Count what is given up; any thread may do so."""
        with self._changed:
            self.dropped += count
        now = time.monotonic()
        self._is_total_told = now - self._warned_at >= WARNING_SECONDS
        if self._is_total_told:
            self._warned_at = now
            logger.error(
                "%s were dropped, %s; since the start %d", self._what, reason, self.dropped
            )

    def _tell_total(self) -> None:
        """Say how many were dropped, if the latest line about it names fewer."""
        if not self._is_total_told:
            self._is_total_told = True
            logger.error("%s were dropped, since the start %d", self._what, self.dropped)

    def _start(self) -> None:
        """Let the thread write what waits, unless it does."""
        with self._changed:
            if self._is_writing or not self._texts:
                return
            self._is_writing = True
        try:
            self._thread.submit(self._write_all)
        except RuntimeError:
            with self._changed:
                self._is_writing = False
                self._changed.notify_all()
            logger.error("%s wait in memory: the system has no thread left", self._what)

    def _write_all(self) -> None:
        while some := self._next():
            self._write(some)
            self._written_at = time.monotonic()
            with self._changed:
                self._under_way = []
                self._changed.notify_all()

    def _next(self) -> list[str]:
        """Return what is to be written now, after the pause; nothing ends the writing."""
        with self._changed:
            pause = self._written_at + PAUSE - time.monotonic()
            self._changed.wait_for(self._waits_for_no_more, max(0.0, pause))
            some: list[str] = []
            room = MAX_CHARACTERS
            while self._texts and len(some) < self._limit:
                room -= len(self._texts[0])
                if some and room < 0:
                    break
                some.append(self._texts.popleft())
            self._under_way = some
            self._is_writing = bool(some)
            return some

    @property
    def _limit(self) -> int:
        return self._max_at_once or MAX_AT_ONCE

    def _waits_for_no_more(self) -> bool:
        return len(self._texts) >= self._limit

    def _write(self, some: list[str]) -> None:
        try:
            while not self._is_written(some):
                if self._stopped.wait(STORE_PAUSE):
                    if self._under_way is some:  # else `stop` has counted them
                        self.drop("the server has stopped", len(some))
                    return
        except Exception as error:  # noqa: BLE001 - the next ones may be written
            self.drop(f"the state store raised {type(error).__name__}", len(some))

    def _is_written(self, some: Sequence[str]) -> bool:
        """Try to write; it is done as well if there is no room."""
        try:
            has_room = self._write_to_store(some)
        except StateStoreError as error:
            if not self._is_store_lost:
                logger.warning("%s wait in memory: %s", self._what, error)
            self._is_store_lost = True
            return False
        self._is_store_lost = False
        if has_room:
            self._tell_total()
        else:
            self.drop("too many wait for their delivery already", len(some))
        return True
