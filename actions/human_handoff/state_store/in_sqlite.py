"""A state store in an SQLite file: for all processes of one machine, also after `kill -9`."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .store import SCHEMA_VERSION, StateStore, StateStoreError

# How long a process waits for another one that writes; a transaction takes less than a millisecond.
BUSY_SECONDS = 3.0
LOCKED_PAUSE_SECONDS = 0.01
# So often, what has expired is removed, and so many rows at a time, so that nobody waits for it.
CLEANING_SECONDS = 60.0
CLEANED_ROWS = 500
_TABLE = f"state_{SCHEMA_VERSION}"


class SQLiteStateStore(StateStore):
    """Keeps the values in a file; every change is on the disk before a method returns."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        """Take the file's path; it is created by the first use.

        `clock` tells the time in seconds since 1970, the same in all processes.
        """
        self._path = path
        self._clock = clock
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._process = 0
        self._close = weakref.finalize(self, _nothing)
        self._cleaned_at = 0.0

    def get(self, key: str) -> str | None:
        """Return the value, or None if there is none or it has expired."""
        with self._asking() as connection:
            return self._current(connection, key)

    def put(self, key: str, value: str, seconds: float) -> None:
        """Store a value for so many seconds, replacing any other."""
        with self._changing() as connection:
            self._store(connection, key, value, seconds)

    def set_if_absent(self, key: str, value: str, seconds: float) -> str | None:
        """Store a value if the key has none, as one atomic step."""
        with self._changing() as connection:
            present = self._current(connection, key)
            if present is None:
                self._store(connection, key, value, seconds)
            return present

    def replace(self, key: str, expected: str, value: str, seconds: float) -> bool:
        """Store a value if the key has the expected one, as one atomic step."""
        with self._changing() as connection:
            is_expected = self._current(connection, key) == expected
            if is_expected:
                self._store(connection, key, value, seconds)
            return is_expected

    def remove(self, key: str, expected: str) -> bool:
        """Remove a key if it has the expected value, as one atomic step."""
        with self._changing() as connection:
            is_expected = self._current(connection, key) == expected
            if is_expected:
                connection.execute(f"DELETE FROM {_TABLE} WHERE key = ?", (key,))  # noqa: S608
            return is_expected

    def check(self) -> None:
        """Check that the file can be read and written."""
        self.put("check", "", 1)

    def _current(self, connection: sqlite3.Connection, key: str) -> str | None:
        query = f"SELECT value FROM {_TABLE} WHERE key = ? AND expires > ?"  # noqa: S608
        row = connection.execute(query, (key, self._clock())).fetchone()
        return None if row is None else str(row[0])

    def _store(self, connection: sqlite3.Connection, key: str, value: str, seconds: float) -> None:
        now = self._clock()
        if now - self._cleaned_at > CLEANING_SECONDS:
            self._cleaned_at = now
            expired = f"SELECT key FROM {_TABLE} WHERE expires <= ? LIMIT ?"  # noqa: S608
            delete = f"DELETE FROM {_TABLE} WHERE key IN ({expired})"  # noqa: S608
            connection.execute(delete, (now, CLEANED_ROWS))
        insert = f"INSERT OR REPLACE INTO {_TABLE} VALUES (?, ?, ?)"  # noqa: S608
        connection.execute(insert, (key, value, now + seconds))

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        with self._asking() as connection:
            # A transaction that begins as a reader could not become a writer beside another one.
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    @contextmanager
    def _asking(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                yield self._connected()
            except (sqlite3.Error, OSError) as error:
                self._connection = None
                self._close()
                raise StateStoreError(
                    f"the state store {self._path} cannot be used ({error}). Check that the folder "
                    "can be written, that the disk is not full, and that it is a local disk."
                ) from None

    def _connected(self) -> sqlite3.Connection:
        # A connection must not be used in a child process that was forked.
        if self._connection is None or self._process != os.getpid():
            if self._process != os.getpid():
                self._close.detach()  # it belongs to the parent process
            self._connection, self._process = self._opened(), os.getpid()
            self._close = weakref.finalize(self, self._connection.close)
        return self._connection

    def _opened(self) -> sqlite3.Connection:
        _create_folder(self._path.parent)
        connection = sqlite3.connect(
            self._path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            _prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection


def _prepare(connection: sqlite3.Connection) -> None:
    _write_ahead(connection)
    # A claim must also outlive a power cut, or the transfer could be requested again.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(
        f"CREATE TABLE IF NOT EXISTS {_TABLE} "
        "(key TEXT PRIMARY KEY, value TEXT NOT NULL, expires REAL NOT NULL) WITHOUT ROWID"
    )
    connection.execute(f"CREATE INDEX IF NOT EXISTS {_TABLE}_expires ON {_TABLE} (expires)")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Let others read while one writes (WAL); the file remembers it.

    SQLite does not wait where two processes do this to a new file at the same moment: one of them
    gets an error at once.
    """
    ends = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > ends:
                raise
            time.sleep(LOCKED_PAUSE_SECONDS)
        else:
            return


def _nothing() -> None:
    """Close no connection: there is none yet."""


def _create_folder(folder: Path) -> None:
    """Create the folder of the file; git ignores what is in it."""
    if folder.is_dir():
        return
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".gitignore").write_text("*\n", encoding="utf-8")
