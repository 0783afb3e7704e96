"""A state store in an SQLite file: for all processes of one machine, also after `kill -9`."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from . import sqlite_file
from .sqlite_file import TABLE, identity, named_errors, opened
from .store import StateStore

# So often, what has expired is removed, and so many rows at a time, so that nobody waits for it.
CLEANING_SECONDS = 60.0
CLEANED_ROWS = 500
SCANNED_ROWS = 500
# One statement for each operation, without BEGIN and COMMIT: between two statements, a thread could
# have to wait for the interpreter while it keeps the other processes from writing.
_GET = f"SELECT value FROM {TABLE} WHERE key = :key AND expires > :now"  # noqa: S608
_PUT = f"INSERT OR REPLACE INTO {TABLE} VALUES (:key, :value, :expires)"  # noqa: S608
_PUT_IF_ABSENT = (
    f"INSERT INTO {TABLE} VALUES (:key, :value, :expires) ON CONFLICT (key) DO UPDATE "  # noqa: S608
    "SET value = excluded.value, expires = excluded.expires WHERE expires <= :now"
)
_EXPECTED = "WHERE key = :key AND value = :expected AND expires > :now"
_REPLACE = f"UPDATE {TABLE} SET value = :value, expires = :expires {_EXPECTED}"  # noqa: S608
# The largest character ends the range of keys that begin with the same text.
_SCAN = (
    f"SELECT key, value FROM {TABLE} WHERE key > :after AND key >= :prefix "  # noqa: S608
    "AND key < :prefix || char(1114111) AND expires > :now ORDER BY key LIMIT :rows"
)
_REMOVE = f"DELETE FROM {TABLE} {_EXPECTED}"  # noqa: S608
_EXPIRED = f"SELECT key FROM {TABLE} WHERE expires <= :now LIMIT :rows"  # noqa: S608
_CLEAN = f"DELETE FROM {TABLE} WHERE key IN ({_EXPIRED})"  # noqa: S608


class SQLiteStateStore(StateStore):
    """Keeps the values in a file; every change is on the disk before a method returns."""

    system = "sqlite"

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        """Take the file's path; it is created by the first use.

        `clock` tells the time in seconds since 1970, the same in all processes.
        """
        self._path = path
        self._clock = clock
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._process = 0
        self._file: tuple[int, int] | None = None
        self._close = weakref.finalize(self, _nothing)
        self._cleaned_at = 0.0

    def get(self, key: str) -> str | None:
        """Return the value, or None if there is none or it has expired."""
        with self._asking() as connection:
            found = connection.execute(_GET, {"key": key, "now": self._clock()}).fetchone()
            return None if found is None else str(found[0])

    def put(self, key: str, value: str, seconds: float) -> None:
        """Store a value for so many seconds, replacing any other."""
        self._change(_PUT, self._row(key, value, seconds))

    def set_if_absent(self, key: str, value: str, seconds: float) -> str | None:
        """Store a value if the key has none, as one atomic step."""
        while not self._change(_PUT_IF_ABSENT, self._row(key, value, seconds)):
            present = self.get(key)
            if present is not None:  # else it has expired between the two statements
                return present
        return None

    def replace(self, key: str, expected: str, value: str, seconds: float) -> bool:
        """Store a value if the key has the expected one, as one atomic step."""
        return self._change(_REPLACE, {**self._row(key, value, seconds), "expected": expected})

    def remove(self, key: str, expected: str) -> bool:
        """Remove a key if it has the expected value, as one atomic step."""
        return self._change(_REMOVE, {"key": key, "expected": expected, "now": self._clock()})

    def scan(self, prefix: str) -> Iterator[tuple[str, str]]:
        """Yield the keys that begin so, each with its value, in their order."""
        values: dict[str, Any] = {"prefix": prefix, "after": "", "rows": SCANNED_ROWS}
        while True:
            with self._asking() as connection:
                values["now"] = self._clock()
                rows = connection.execute(_SCAN, values).fetchall()
            yield from ((str(key), str(value)) for key, value in rows)
            if len(rows) < SCANNED_ROWS:
                return
            values["after"] = rows[-1][0]

    def check(self) -> None:
        """Check that the file can be read and written.

        The connection is closed at once: a server that starts may fork, and the workers that are
        forked must not have a connection in common.
        """
        with named_errors(self._path), closing(opened(self._path)) as connection:
            connection.execute(_PUT, self._row("check", "", 1))

    def _row(self, key: str, value: str, seconds: float) -> dict[str, Any]:
        now = self._clock()
        return {"key": key, "value": value, "now": now, "expires": now + seconds}

    def _change(self, statement: str, values: Mapping[str, Any]) -> bool:
        """Execute one statement, which is a transaction of its own; tell if it changed a row."""
        with self._asking() as connection:
            if values["now"] - self._cleaned_at > CLEANING_SECONDS:
                self._cleaned_at = values["now"]
                connection.execute(_CLEAN, {"now": values["now"], "rows": CLEANED_ROWS})
            return connection.execute(statement, values).rowcount > 0

    @contextmanager
    def _asking(self) -> Iterator[sqlite3.Connection]:
        with named_errors(self._path):
            # Else each of the threads that wait here would wait for a file that is locked.
            if not self._lock.acquire(timeout=sqlite_file.BUSY_SECONDS):
                raise OSError("it is busy")
            try:
                yield self._connected()
            except (sqlite3.Error, OSError):
                self._connection = None
                self._close()
                raise
            finally:
                self._lock.release()

    def _connected(self) -> sqlite3.Connection:
        # A connection must not be used in a child process that was forked.
        if self._connection is None or self._process != os.getpid():
            if self._process != os.getpid():
                self._close.detach()  # it belongs to the parent process
            self._connection, self._process = opened(self._path), os.getpid()
            self._close = weakref.finalize(self, self._connection.close)
            self._file = identity(self._path)
        elif self._file != identity(self._path):
            # SQLite would go on with a file that no other process can see any more.
            raise OSError("the file was deleted or replaced while it was in use")
        return self._connection


def _nothing() -> None:
    """Close no connection: there is none yet."""
