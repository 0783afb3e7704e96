"""Let one `human-handoff init` or `remove` at a time write into a bot's folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .edits import SetupError

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no such lock
    fcntl = None  # type: ignore[assignment]


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Lock a bot's folder; the lock ends with the process, and leaves no file.

    Raises:
        SetupError: Another process has it, or something cannot be written.
    """
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            _lock(handle, folder)
            yield
        finally:
            os.close(handle)
    except OSError as error:
        name = error.filename or folder
        raise SetupError(
            f"{name} cannot be written ({error.strerror}). Correct that and run the command again; "
            "`human-handoff remove` takes out what was written."
        ) from None


def _lock(handle: int, folder: Path) -> None:
    if fcntl is None:  # pragma: no cover - as above
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise SetupError(
            f"Another `human-handoff init` or `remove` is at work in {folder.resolve()}. Run this "
            "one when that has ended."
        ) from None
