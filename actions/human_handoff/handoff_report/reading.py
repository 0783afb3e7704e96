"""Read events from lines: JSON lines, a log, or what Rasa's event broker wrote to a file."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ..handoff_events.event import EVENT_SLOT
from .line_entries import entries, parsed
from .recorded_event import DamagedEventError, RecordedEvent, recorded_event

# So many damaged entries are named; the others are only counted.
NAMED_AT_MOST = 5
# In characters, or in bytes where bytes are read. An event has some hundred.
LONGEST_LINE = 1_000_000


@dataclass
class Reading:
    """What was read, and what could not be read.

    Attributes:
        events: How many events were read, repetitions included.
        damaged: How many entries should have been events but could not be read.
        named: Where the first of them are, and what is wrong with them.
        now: The present, in seconds since 1970: what is later has a wrong clock.
    """

    events: int = 0
    damaged: int = 0
    named: list[str] = field(default_factory=list)
    now: float = field(default_factory=time.time, compare=False)

    def damage(self, place: str, problem: object) -> None:
        """Note a damaged entry."""
        self.damaged += 1
        if len(self.named) < NAMED_AT_MOST:
            self.named.append(f"{place}: {problem}")


def events_from_lines(
    lines: Iterable[str | None], source: str, reading: Reading
) -> Iterator[RecordedEvent]:
    """Return the events in lines of text; lines without an event are passed over.

    Args:
        lines: Each line has events, one after the other or as a JSON array; or a body of the
            webhook; or an event of Rasa's tracker that carries one; or, as a line of a log,
            `handoff event: {…}`, in plain text or in a field of a JSON object. None stands for a
            line that was too long to be read.
        source: The name of the file, for the list of damaged lines.
        reading: Counts what is read.
    """
    for number, line in enumerate(lines, 1):
        place = f"{source}, line {number}"
        if line is None or len(line) > LONGEST_LINE:
            reading.damage(place, f"it is longer than {LONGEST_LINE:,} characters")
            continue
        for entry in entries(line):
            try:
                event = _event(entry, reading.now)
            except DamagedEventError as problem:
                reading.damage(place, problem)
                continue
            if event is not None:
                reading.events += 1
                yield event


def event_from_slot(text: str, now: float) -> RecordedEvent | None:
    """Return the event that a slot event of Rasa's tracker carries, as JSON; None if it has none.

    Args:
        text: What the tracker store has.
        now: The present, in seconds since 1970.

    Raises:
        DamagedEventError: The text is no JSON, or what it carries is no event.
    """
    document = parsed(text)
    return recorded_event(document, now) if document.get("name") == EVENT_SLOT else None


def _event(entry: dict[str, object] | DamagedEventError, now: float) -> RecordedEvent | None:
    if isinstance(entry, DamagedEventError):
        raise entry
    return recorded_event(entry, now)
