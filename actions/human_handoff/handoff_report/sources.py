"""Where the events of a report come from: files, standard input, or Rasa's tracker store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from ..errors import HandoffError
from .reading import Reading, events_from_lines
from .recorded_event import RecordedEvent

# Is told which share of the events has been read, 0 to 1.
Progress = Callable[[float], None]


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
    stream: Iterable[bytes],
    name: str,
    reading: Reading,
    read: Callable[[int], None] = lambda _: None,
) -> Iterator[RecordedEvent]:
    """Return the events in the lines of a stream; `read` is told the size of each line, in bytes.

    A byte that is not UTF-8 does not keep the other lines from being read.
    """

    def lines() -> Iterator[str]:
        for line in stream:
            read(len(line))
            yield line.decode("utf-8", errors="replace")

    return events_from_lines(lines(), name, reading)
