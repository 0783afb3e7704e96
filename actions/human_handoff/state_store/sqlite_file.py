"""The file of the SQLite state store: made and opened so that several processes can use it."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from .store import SCHEMA_VERSION, StateStoreError

# How long a process waits for another one that writes; a transaction takes less than a millisecond.
BUSY_SECONDS = 3.0
LOCKED_PAUSE_SECONDS = 0.01
TABLE = f"state_{SCHEMA_VERSION}"


def opened(path: Path) -> sqlite3.Connection:
    """Return a connection to the file, which is made if there is none."""
    _create_folder(path.parent)
    connection = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        _prepare(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def tables(path: Path) -> list[str]:
    """Return the names of the tables in a file that exists; nothing is written, also not beside it.

    Raises:
        StateStoreError: It is no SQLite file, or cannot be read.
    """
    with named_errors(path):
        # Another connection may have written what is still in the file `-wal`. Without that file,
        # SQLite would make one, unless it is told that nobody writes.
        has_log = Path(f"{path}-wal").exists()
        address = f"{path.absolute().as_uri()}?mode=ro{'' if has_log else '&immutable=1'}"
        connection = sqlite3.connect(address, timeout=BUSY_SECONDS, uri=True)
        with closing(connection):
            rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            return sorted(str(name) for (name,) in rows)


@contextmanager
def named_errors(path: Path) -> Iterator[None]:
    """Raise what goes wrong with the file as a `StateStoreError`, which says what to do."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise StateStoreError(
            f"the state store {path} cannot be used ({error}). Check that the folder can be "
            "written, that the disk is not full, and that it is a local disk."
        ) from None


def _prepare(connection: sqlite3.Connection) -> None:
    _write_ahead(connection)
    # A claim must also outlive a power cut, or the transfer could be requested again.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(
        f"CREATE TABLE IF NOT EXISTS {TABLE} "
        "(key TEXT PRIMARY KEY, value TEXT NOT NULL, expires REAL NOT NULL) WITHOUT ROWID"
    )
    connection.execute(f"CREATE INDEX IF NOT EXISTS {TABLE}_expires ON {TABLE} (expires)")


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


def identity(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from another one with the same path; None if there is none."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino


def _create_folder(folder: Path) -> None:
    """Create the folder of the file; git ignores what is in it."""
    if folder.is_dir():
        return
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".gitignore").write_text("*\n", encoding="utf-8")
