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
from collections.abc import Callable
from typing import NamedTuple

from ..state_store import StateStore

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


class Waiting(NamedTuple):
    """A text that waits for its delivery."""

    counter: _Counter
    key: str
    text: str


class Outbox:
    """The queue. One thread may put texts, and another one may take them out.

    All methods raise a `StateStoreError` if nobody knows what has become of the step.
    """

    def __init__(
        self,
        store: StateStore,
        name: str,
        max_waiting: int = MAX_WAITING,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
    ) -> None:
        """Take the store of all servers, and the name of the queue.

        `clock` tells the seconds of this process, `now` those since 1970.
        """
        self._store = store
        self._name = f"outbox/{name}"
        self._max_waiting = max_waiting
        self._clock = clock
        self._now = now
        self._taken: str | None = None
        self._earlier: _Counter | None = None
        self._latest: _Counter | None = None
        self._latest_at = -math.inf

    def put(self, text: str) -> bool:
        """Write a text, which is not empty; tell whether there was room for it.

        After an error it may be in the queue. If it is put again before any other one, it is in
        the queue once.
        """
        while True:
            self._taken = key = self._taken or self._take_number()
            if key is None:
                return False
            present = self._store.set_if_absent(key, text, ENTRY_SECONDS)
            self._taken = None
            if present in (None, text):
                return True

    def first(self) -> Waiting | None:
        """Return the text that is next; None if there is none, or if it is being written."""
        first, passed = self._head(), 0
        while first is not None and not first.text and passed < PASSED_AT_ONCE:
            self._advance(first.counter)
            first, passed = self._head(), passed + 1
        if passed:
            logger.warning(
                "handoff events: %d passed over: expired, or never written by a server that died",
                passed,
            )
        return first if first is not None and first.text else None

    def _head(self) -> Waiting | None:
        """Return what stands under the first number; None if nothing is known of it yet."""
        counter = self._counter()
        if counter is None or counter.waiting == 0:
            return None
        key = self._key(counter, counter.head)
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

    def _counter(self) -> _Counter | None:
        text = self._store.get(self._name)
        return None if text is None else _Counter.parsed(text)

    def _take_number(self) -> str | None:
        """Return the key of the next number; None if the queue is full."""
        key: str | None = None

        def change(present: str | None) -> str:
            nonlocal key
            counter = _Counter.parsed(present) if present else _Counter(uuid.uuid4().hex, 0, 0)
            is_full = counter.waiting >= self._max_waiting
            key = None if is_full else self._key(counter, counter.tail)
            return str(counter if is_full else counter._replace(tail=counter.tail + 1))

        self._store.update(self._name, change, COUNTER_SECONDS)
        return key

    def _advance(self, passed: _Counter) -> None:
        def change(present: str | None) -> str | None:
            counter = _Counter.parsed(present) if present else None
            if counter is None or counter[:2] != passed[:2]:
                return present
            return str(counter._replace(head=counter.head + 1))

        self._store.update(self._name, change, COUNTER_SECONDS)

    def _is_writing_over(self, counter: _Counter) -> bool:
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

    def _key(self, counter: _Counter, number: int) -> str:
        return f"{self._name}/{counter.series}/{number}"


class _Counter(NamedTuple):
    """The numbers: of the next text to deliver, and of the next text to write.

    A store that has lost its data begins a new series: what it has kept of an old one, by chance,
    is never taken for a new text.
    """

    series: str
    head: int
    tail: int

    @classmethod
    def parsed(cls, text: str) -> _Counter:
        """Return the counter that the store holds."""
        series, head, tail = text.split(":")
        return cls(series, int(head), int(tail))

    def __str__(self) -> str:
        """Return the counter as the store holds it."""
        return f"{self.series}:{self.head}:{self.tail}"

    @property
    def waiting(self) -> int:
        """How many numbers were taken and not delivered."""
        return self.tail - self.head
