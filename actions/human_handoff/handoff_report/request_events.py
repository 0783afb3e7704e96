"""Bring the events of each request together, whatever their order, in bounded memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import groupby, islice
from operator import itemgetter

from .recorded_event import RecordedEvent

# The events are sorted on the disk: SQLite keeps so many kilobytes in memory.
CACHE_KILOBYTES = 32_000
# So many events are inserted at a time.
CHUNK = 5000
_COLUMNS = ", ".join(RecordedEvent._fields)
_PLACES = ", ".join("?" * len(RecordedEvent._fields))


class RequestEvents:
    """The events of every request, sorted in a temporary file that ends with the block.

    Nothing is assumed about the order of the events, and none is counted twice.

    Attributes:
        repeated: How many events had the id of another one; known when all requests were read.
    """

    def __init__(self, events: Iterable[RecordedEvent]) -> None:
        """Take all events."""
        self.repeated = 0
        # An empty name is a file of SQLite's own, in the system's folder for temporary files.
        self._connection = sqlite3.connect("", isolation_level=None)
        try:
            self._insert(iter(events))
        except BaseException:
            self.close()
            raise

    def __iter__(self) -> Iterator[list[RecordedEvent]]:
        """Return the events of one request after the other, the earliest first."""
        self.repeated = 0
        # All columns, so that the same events come in the same order whatever order they came in.
        query = f"SELECT * FROM events ORDER BY {_COLUMNS}"  # noqa: S608
        with closing(self._connection.execute(query)) as rows:
            for _, found in groupby(map(RecordedEvent._make, rows), itemgetter(0)):
                yield self._without_repetitions(found)

    def close(self) -> None:
        """Remove the temporary file."""
        self._connection.close()

    def _without_repetitions(self, events: Iterator[RecordedEvent]) -> list[RecordedEvent]:
        # Of an event that was reported again after a crash, the first report counts. The others
        # are passed over one by one, because there can be any number of them.
        first: list[RecordedEvent] = []
        for event in events:
            if first and first[-1].id == event.id:
                self.repeated += 1
            else:
                first.append(event)
        return sorted(first, key=lambda event: (event.time, event.id))

    def _insert(self, events: Iterator[RecordedEvent]) -> None:
        self._connection.execute(f"PRAGMA cache_size = -{CACHE_KILOBYTES}")
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.execute(f"CREATE TABLE events ({_COLUMNS})")
        self._connection.execute("BEGIN")
        while chunk := list(islice(events, CHUNK)):
            self._connection.executemany(f"INSERT INTO events VALUES ({_PLACES})", chunk)  # noqa: S608
        self._connection.execute("COMMIT")
