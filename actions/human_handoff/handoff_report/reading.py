"""Read events from lines: JSON lines, a log, or what Rasa's event broker wrote to a file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ..handoff_events.event import EVENT_SLOT
from .recorded_event import DamagedEventError, RecordedEvent, recorded_event

# What the log sink writes before the event.
LOG_MARKER = "handoff event: {"
# So many damaged entries are named; the others are only counted.
NAMED_AT_MOST = 5
_DECODER = json.JSONDecoder()


@dataclass
class Reading:
    """What was read, and what could not be read.

    Attributes:
        events: How many events were read, repetitions included.
        damaged: How many entries should have been events but could not be read.
        named: Where the first of them are, and what is wrong with them.
    """

    events: int = 0
    damaged: int = 0
    named: list[str] = field(default_factory=list)

    def damage(self, place: str, problem: object) -> None:
        """Note a damaged entry."""
        self.damaged += 1
        if len(self.named) < NAMED_AT_MOST:
            self.named.append(f"{place}: {problem}")


def events_from_lines(
    lines: Iterable[str], source: str, reading: Reading
) -> Iterator[RecordedEvent]:
    """Return the events in lines of text; lines without an event are passed over.

    Args:
        lines: Each line is an event, an event of Rasa's tracker that carries one, or a line of a
            log that contains `handoff event: {…}`, in plain text or as a field of a JSON object.
        source: The name of the file, for the list of damaged lines.
        reading: Counts what is read.
    """
    for number, line in enumerate(lines, 1):
        try:
            event = _event_in(line)
        except DamagedEventError as problem:
            reading.damage(f"{source}, line {number}", problem)
            continue
        if event is not None:
            reading.events += 1
            yield event


def event_from_slot(text: str) -> RecordedEvent | None:
    """Return the event that a slot event of Rasa's tracker carries, as JSON; None if it has none.

    Raises:
        DamagedEventError: The text is no JSON, or what it carries is no event.
    """
    document = _parsed(text)
    return recorded_event(document) if document.get("name") == EVENT_SLOT else None


def _event_in(line: str) -> RecordedEvent | None:
    if not line.lstrip().startswith("{"):
        return _logged_event(line)
    document = _parsed(line.strip())
    if _is_event(document):
        return recorded_event(document)
    # A log whose lines are JSON objects; or another event of Rasa's tracker.
    logged = (text for text in document.values() if isinstance(text, str) and LOG_MARKER in text)
    return _logged_event(next(logged, ""))


def _logged_event(line: str) -> RecordedEvent | None:
    _, marker, rest = line.partition(LOG_MARKER)
    return recorded_event(_parsed("{" + rest)) if marker else None


def _is_event(document: dict[str, Any]) -> bool:
    return document.get("name") == EVENT_SLOT or {"version", "request"} <= set(document)


def _parsed(text: str) -> dict[str, Any]:
    try:
        # A log may have something after the event.
        document, _ = _DECODER.raw_decode(text)
    except (ValueError, RecursionError):
        raise DamagedEventError("it is cut off, or it is no JSON") from None
    if not isinstance(document, dict):
        raise DamagedEventError("it is no JSON object")
    return document
