"""Find what may be handoff events in one line of a file or a log."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from ..handoff_events.event import EVENT_SLOT, HandoffEvent
from .recorded_event import DamagedEventError

# What the log sink writes before the event.
LOG_MARKER = "handoff event: {"
# Beside JSON objects: white space, a byte order mark, the zero bytes that a log which was emptied
# while it was written begins with, and what a JSON array has around its objects.
_BESIDE = re.compile("[\\s\ufeff\x00\\[\\],]*")
_NAMES = frozenset({"version", "id", *HandoffEvent.__dataclass_fields__})
# An event has at least so many of its names. The lines of other programs can have as many of the
# usual ones, such as `id` and `time`; so at least one of these must be there.
_FEWEST_NAMES = 5
_UNUSUAL_NAMES = _NAMES & {"step", "conversation", "found", "because", "ending", "waited_seconds"}
# A body of the webhook, up to its first event: `{"id": "…", "events": [`.
_BODY = re.compile(r'\{\s*"id"\s*:\s*"[^"]*"\s*,\s*"events"\s*:\s*\[\s*(?=\{)')
_DECODER = json.JSONDecoder()
_CUT_OFF = "it is cut off, or it is no JSON"
_WITHOUT_HEAD = "its beginning is missing"


def entries(line: str) -> Iterator[dict[str, Any] | DamagedEventError]:
    """Return what is an event, or should have been one; nothing of a line about something else.

    An event is a JSON object with which the line begins, or which follows another one or the log's
    marker; a log whose lines are JSON objects has the marker in a text. A body of the webhook has
    its events in a list; if it is cut off, the events before that are read. Where an event cannot
    be read, the error says why. The values of an event are not checked.
    """
    has_step = '"step"' in line
    at = _beside(line, 0)
    # Whether what is no JSON should have been an event; any log may begin with `[{`.
    is_event = "[" not in line[:at]
    has_event = False
    while at < len(line):
        if line[at] == "{":
            is_event = is_event or (has_step and line.startswith('{"', at))
            body = _BODY.match(line, at)
            document, at = _object(line, at)
            if body and document is None:
                at, is_event = body.end(), True
                continue
            found = _in_object(document) if document is not None else _cut_off(is_event)
        else:
            marker = line.find(LOG_MARKER, at)
            found = _without_head(line[at:marker] if marker >= 0 else line[at:], has_event)
            at = len(line)
            if marker >= 0:
                document, at = _object(line, marker + len(LOG_MARKER) - 1)
                found += [document] if document is not None else _cut_off(True)
        yield from found
        is_event = has_event = bool(found)
        at = _beside(line, at)


def parsed(text: str) -> dict[str, Any]:
    """Return a text's JSON object; there may be something behind it.

    Raises:
        DamagedEventError: The text begins with something else.
    """
    if not text.startswith("{"):
        raise DamagedEventError("it is no JSON object")
    document, _ = _object(text, 0)
    if document is None:
        raise DamagedEventError(_CUT_OFF)
    return document


def _beside(line: str, at: int) -> int:
    beside = _BESIDE.match(line, at)
    return beside.end() if beside else at


def _object(line: str, at: int) -> tuple[dict[str, Any] | None, int]:
    """Return the JSON object that begins there, and its end; else None, and the next marker."""
    try:
        return _DECODER.raw_decode(line, at)
    except (ValueError, RecursionError):
        marker = line.find(LOG_MARKER, at)
        return None, marker if marker >= 0 else len(line)


def _in_object(document: dict[str, Any]) -> list[dict[str, Any] | DamagedEventError]:
    if _is_event(document):
        return [document]
    body = document.get("events")
    if isinstance(body, list):  # of the webhook; a tracker's document has a list of this name, too
        return [each for each in body if isinstance(each, dict) and _is_event(each)]
    texts = (text for text in document.values() if isinstance(text, str) and LOG_MARKER in text)
    return [entry for text in texts for entry in entries(text)]


def _is_event(document: dict[str, Any]) -> bool:
    """Tell whether an object is an event, or an event of Rasa's tracker that carries one.

    It may have lost some of its names on the way.
    """
    names = document.keys()
    if "decision" in document:  # a line of the log about something that is no step
        return False
    return (
        document.get("name") == EVENT_SLOT
        or {"version", "request"} <= names
        or (len(_NAMES & names) >= _FEWEST_NAMES and not _UNUSUAL_NAMES.isdisjoint(names))
    )


def _cut_off(is_event: bool) -> list[dict[str, Any] | DamagedEventError]:
    return [DamagedEventError(_CUT_OFF)] if is_event else []


def _without_head(text: str, is_behind_event: bool) -> list[dict[str, Any] | DamagedEventError]:
    """Return an error if the text is the rest of an event whose beginning was lost."""
    if "step" not in text:
        return []
    plain = text.replace("\\", "")  # in a text of a JSON object, quotation marks are escaped
    opened, closed = plain.count("{"), plain.count("}")
    is_rest = is_behind_event or not opened or opened < closed
    if is_rest and '"step"' in plain and '"outcome"' in plain:
        return [DamagedEventError(_WITHOUT_HEAD)]
    return []
