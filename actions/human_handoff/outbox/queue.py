"""A durable queue in the state store: what one server has put there, any server can deliver.

The store has only steps on a single key. So a server takes a number from the counter first, and
then writes its text under that number. If it dies in between, nothing stands under the number. The
server that delivers waits a while for the text, and then writes a mark in its place; a server that
was only slow finds the mark, and takes a new number. So no text that was put is lost, and the order
is that of the numbers.
"""

from __future__ import annotations

import logging
import math
import time
import uuid
from collections.abc import Callable, Iterator

from ..state_store import StateStore
from .numbers import Counter, Waiting

logger = logging.getLogger(__name__)

# More than this do not wait.
MAX_WAITING = 10_000
ENTRY_SECONDS = 7 * 24 * 3600.0
# Longer than the last entry, so that the numbers go on for as long as there is one.
COUNTER_SECONDS = 2 * ENTRY_SECONDS
# A server has so long to write the text after it has taken the number.
WRITING_SECONDS = 5.0
# The lease of the server that delivers is renewed after so many at the latest.
PASSED_AT_ONCE = 100
# Stands in the place of a text that was not written, or has expired.
PASSED_OVER = ""
# Stands in the place of a text that was removed before those that are in front of it.
TAKEN_OUT = " "


class Outbox:
    """The queue. One thread may put texts, and another one may take them out.

    All methods raise a `StateStoreError` if nobody knows what has become of the step.

    Attributes:
        what: What waits here, for the log.
    """

    def __init__(
        self,
        store: StateStore,
        name: str,
        what: str,
        max_waiting: int = MAX_WAITING,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
    ) -> None:
        """Take the store of all servers, the name of the queue, and what it is in the log.

        `clock` tells the seconds of this process, `now` those since 1970.
        """
        self._store = store
        self._name = f"outbox/{name}"
        self.what = what
        self._max_waiting = max_waiting
        self._clock = clock
        self._now = now
        self._taken: tuple[str, int] | None = None
        self._earlier: Counter | None = None
        self._latest: Counter | None = None
        self._latest_at = -math.inf

    def put(self, text: str) -> bool:
        """Write a text, which is not empty; tell whether there was room for it.

        After an error it may be in the queue. If it is put again before any other one, it is in
        the queue once.
        """
        while True:
            self._taken = taken = self._still_taken() or self._take_number()
            if taken is None:
                return False
            present = self._store.set_if_absent(self._key(*taken), text, ENTRY_SECONDS)
            self._taken = None
            if present in (None, text):
                return True

    def first(self) -> Waiting | None:
        """Return the text that is next; None if there is none, or if it is being written."""
        first, steps, passed = self._head(), 0, 0
        while first is not None and not first.text.strip() and steps < PASSED_AT_ONCE:
            self._advance(first.counter)
            steps, passed = steps + 1, passed + (first.text == PASSED_OVER)
            first = self._head()
        if passed:
            logger.warning(
                "%s: %d passed over: expired, or never written by a server that died",
                self.what,
                passed,
            )
        return first if first is not None and first.text.strip() else None

    def every(self) -> Iterator[Waiting]:
        """Yield all that wait, in their order, for a queue that is not emptied in that order."""
        first = self.first()
        if first is None:
            return
        yield first
        for number in range(first.counter.head + 1, first.counter.tail):
            key = self._key(first.counter.series, number)
            text = (self._store.get(key) or "").strip()
            if text:
                yield Waiting(first.counter, key, text)

    def take_out(self, waiting: Waiting) -> None:
        """Remove one of those that wait, wherever it stands."""
        self._store.replace(waiting.key, waiting.text, TAKEN_OUT, ENTRY_SECONDS)

    def _head(self) -> Waiting | None:
        """Return what stands under the first number; None if nothing is known of it yet."""
        counter = self._counter()
        if counter is None or counter.waiting == 0:
            return None
        key = self._key(counter.series, counter.head)
        text = self._store.get(key)
        if text is None:
            if not self._is_writing_over(counter):
                return None
            text = self._store.set_if_absent(key, PASSED_OVER, ENTRY_SECONDS)
        return Waiting(counter, key, text or PASSED_OVER)

    def remove(self, first: Waiting) -> None:
        """Remove the first text, because it was delivered; another server may have done so."""
        self._advance(first.counter)
        self._store.remove(first.key, first.text)

    def refused_seconds(self, first: Waiting) -> float:
        """Remember that the first text was refused; return since how many seconds it is."""
        now = self._now()
        since = self._store.set_if_absent(f"{first.key}/refused", str(now), ENTRY_SECONDS)
        return now - float(since or now)

    def waiting(self) -> int:
        """Return how many texts wait."""
        counter = self._counter()
        return counter.waiting if counter else 0

    def _counter(self) -> Counter | None:
        text = self._store.get(self._name)
        return None if text is None else Counter.parsed(text)

    def _still_taken(self) -> tuple[str, int] | None:
        """Return the number that was taken before an error, unless the store has lost it since."""
        counter = self._counter() if self._taken else None
        if self._taken is None or counter is None:
            return None
        series, number = self._taken
        return self._taken if counter.series == series and number < counter.tail else None

    def _take_number(self) -> tuple[str, int] | None:
        """Return series and next number; None if the queue is full."""
        taken: tuple[str, int] | None = None

        def change(present: str | None) -> str:
            nonlocal taken
            counter = Counter.parsed(present) if present else Counter(uuid.uuid4().hex, 0, 0)
            is_full = counter.waiting >= self._max_waiting
            taken = None if is_full else (counter.series, counter.tail)
            return str(counter if is_full else counter._replace(tail=counter.tail + 1))

        self._store.update(self._name, change, COUNTER_SECONDS)
        return taken

    def _advance(self, passed: Counter) -> None:
        def change(present: str | None) -> str | None:
            counter = Counter.parsed(present) if present else None
            if counter is None or counter[:2] != passed[:2]:
                return present
            return str(counter._replace(head=counter.head + 1))

        self._store.update(self._name, change, COUNTER_SECONDS)

    def _is_writing_over(self, counter: Counter) -> bool:
        """Tell whether the head's number was taken so long ago that its text must be there."""
        now = self._clock()
        if now - self._latest_at >= WRITING_SECONDS:
            self._earlier, self._latest, self._latest_at = self._latest, counter, now
        earlier = self._earlier
        return (
            earlier is not None
            and earlier.series == counter.series
            and (counter.head < earlier.tail)
        )

    def _key(self, series: str, number: int) -> str:
        return f"{self._name}/{series}/{number}"
