"""One handoff event as it was recorded: its JSON document, read back and checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timezone
from enum import Enum
from typing import Any, NamedTuple

from ..handoff_events.event import EVENT_SLOT, VERSION
from ..handoff_events.vocabulary import Because, Ending, Outcome, RequestReason, Step
from ..shift import ShiftStatus

_WORDS: Mapping[str, type[Enum]] = {
    "reason": RequestReason,
    "found": ShiftStatus,
    "because": Because,
    "outcome": Outcome,
    "ending": Ending,
}
_ALLOWED = {name: frozenset(word.value for word in words) for name, words in _WORDS.items()}
# A time that is later than the present by more than this comes from a wrong clock, and so does a
# waiting time that is longer than the other.
_DAY_SECONDS = 24 * 3600.0
_MANY_SECONDS = 1e6
# The seconds of an event that does not tell them.
NOT_KNOWN = -1.0
# Control characters, lone surrogates, and what turns the direction of the text around it.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_STEPS = frozenset(step.value for step in Step)


class DamagedEventError(ValueError):
    """What was recorded is no handoff event; the text says why, without any value."""


class RecordedEvent(NamedTuple):
    """One event. The first three fields come first because events are sorted by them.

    An attribute that the document leaves empty is an empty text. The time is in seconds since
    1970, the waiting time in seconds, and so is the time to an agent's first word, -1 if empty.
    """

    request: str
    id: str
    time: float
    step: str
    channel: str
    desk: str
    skill: str
    reason: str
    found: str
    because: str
    outcome: str
    ending: str
    waited: float
    first_word: float


def recorded_event(document: object, now: float) -> RecordedEvent | None:
    """Read one JSON document: an event, or an event of Rasa's tracker that carries one.

    Args:
        document: The document.
        now: The present, in seconds since 1970.

    Returns:
        The event; None if an event of Rasa's tracker empties the slot.

    Raises:
        DamagedEventError: It is something else.
    """
    if isinstance(document, dict) and document.get("name") == EVENT_SLOT:
        document = document.get("value")
        if document is None:
            return None
    if not isinstance(document, dict):
        raise DamagedEventError("it is no JSON object")
    if document.get("version") != VERSION:
        raise DamagedEventError(f"its version is not {VERSION}")
    return RecordedEvent(
        request=_required(document, "request"),
        id=_required(document, "id"),
        time=_moment(document.get("time"), now),
        step=_step(document.get("step")),
        channel=_text(document, "channel"),
        desk=_text(document, "desk"),
        skill=_text(document, "skill"),
        **{name: _word(document, name) for name in _WORDS},
        waited=_seconds(document, "waited_seconds", 0.0),
        first_word=_seconds(document, "first_word_seconds", NOT_KNOWN),
    )


def _required(document: dict[str, Any], name: str) -> str:
    value = _text(document, name)
    if not value:
        raise DamagedEventError(f"it has no {name}")
    return value


def _text(document: dict[str, Any], name: str) -> str:
    value = document.get(name) or ""
    if not isinstance(value, str) or _UNPRINTABLE.search(value):
        raise DamagedEventError(f"its {name} is no printable text")
    return value


def _step(value: object) -> str:
    if not isinstance(value, str) or value not in _STEPS:
        raise DamagedEventError("its step is not known")
    return value


def _word(document: dict[str, Any], name: str) -> str:
    value = document.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or value not in _ALLOWED[name]:
        raise DamagedEventError(f"its {name} is not known")
    return value


def _moment(value: object, now: float) -> float:
    try:
        # Python 3.10 does not know the Z.
        moment = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except ValueError:
        raise DamagedEventError("its time is no time") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    seconds = moment.timestamp()
    if seconds < 0:
        raise DamagedEventError("its time cannot be")
    if seconds > now + _DAY_SECONDS:
        raise DamagedEventError("its time is in the future")
    return seconds


def _seconds(document: dict[str, Any], name: str, otherwise: float) -> float:
    value = document.get(name)
    if value is None:
        return otherwise
    if not isinstance(value, (int, float)) or not 0 <= value < _MANY_SECONDS:
        raise DamagedEventError(f"its {name} is no number of seconds")
    return float(value)
