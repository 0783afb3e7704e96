"""Where the events of a report come from: files, standard input, or a store."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO

from ..errors import HandoffError
from .reading import LONGEST_LINE, Reading, events_from_lines
from .recorded_event import RecordedEvent

# Is told which share of the events has been read, 0 to 1.
Progress = Callable[[float], None]


@dataclass(frozen=True)
class Source:
    """Where the events of a report come from.

    Attributes:
        events: Returns the events, and tells meanwhile how far it is.
        nothing: What to say if there are none.
    """

    events: Callable[[Progress], Iterator[RecordedEvent]]
    nothing: str = "There are no handoff events."


class UnreadableFileError(HandoffError):
    """A file with events cannot be read."""


def events_from_files(
    paths: Sequence[Path], reading: Reading, progress: Progress
) -> Iterator[RecordedEvent]:
    """Return the events in files, one after the other.

    Raises:
        UnreadableFileError: A file is missing, or may not be read.
    """
    try:
        total = sum(path.stat().st_size for path in paths) or 1
        done = 0

        def read(size: int) -> None:
            nonlocal done
            done += size
            progress(done / total)

        for path in paths:
            with path.open("rb") as file:
                yield from events_from_stream(file, path.name, reading, read)
    except OSError as error:
        raise UnreadableFileError(
            f"{error.filename or 'The file'} cannot be read: {error.strerror or error}."
        ) from None


def events_from_stream(
    stream: BinaryIO,
    name: str,
    reading: Reading,
    read: Callable[[int], None] = lambda _: None,
) -> Iterator[RecordedEvent]:
    """Return the events in the lines of a stream; `read` is told the size of each line, in bytes.

    A byte that is not UTF-8 does not keep the other lines from being read. A line that is too long
    is never in memory as a whole.
    """
    return events_from_lines(_lines(stream, read), name, reading)


def is_sent(stream: IO[Any]) -> bool:
    """Tell whether somebody sends something: by a pipe, or from a file that is not empty."""
    try:
        status = os.fstat(stream.fileno())
    except OSError:  # it is none of the system's streams
        return False
    is_file = stat.S_ISREG(status.st_mode) and status.st_size > 0
    return is_file or stat.S_ISFIFO(status.st_mode)


def _lines(stream: BinaryIO, read: Callable[[int], None]) -> Iterator[str | None]:
    """Return each line of a stream; None for one that is too long."""
    is_rest = False  # of a line that is too long
    while piece := stream.readline(LONGEST_LINE + 1):
        read(len(piece))
        is_too_long = len(piece) > LONGEST_LINE
        if not is_rest:
            yield None if is_too_long else piece.decode("utf-8", errors="replace")
        is_rest = (is_rest or is_too_long) and not piece.endswith(b"\n")
