"""One step of a request for a person, as the bot reports it.

The bot's action server reports each step as the value of a slot, in an event of Rasa's tracker. The
value is a JSON document with closed lists of words; `docs/events.md` describes it. It comes from
another program, so everything in it is checked.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from .handoff_words import STEPS, WORDS

SLOT = "human_handoff_event"
VERSION = 1
# Longer texts are no key and no name.
MAX_LENGTH = 200
# Later times and longer pauses come from broken clocks.
LAST_MOMENT = 7e9
MANY_SECONDS = 1e6


@dataclass(frozen=True)
class HandoffReport:
    """One step. A word that is missing, or in no list, is None.

    Attributes:
        id: The same if the same step is reported again.
        request: The key of the request, the same in all of its reports.
        customer: The key of the bot's conversation; it tells no id of the customer.
        step: What happened.
        time: When, in seconds since 1970.
        waited: How long the customer had been waiting for this turn's answer, in seconds.
    """

    id: str
    request: str
    customer: str
    step: str
    time: float
    waited: float
    desk: str | None
    skill: str | None
    reason: str | None
    found: str | None
    because: str | None
    outcome: str | None
    ending: str | None


def reports_in(rasa_events: object) -> Iterator[HandoffReport]:
    """Return the reports among events of a tracker, or of an action server's answer, in order.

    Whatever is no report is left out.
    """
    for event in rasa_events if isinstance(rasa_events, list) else []:
        if isinstance(event, dict) and event.get("name") == SLOT:
            report = _report(event.get("value"))
            if report is not None:
                yield report


def _report(document: object) -> HandoffReport | None:
    if not isinstance(document, dict) or document.get("version") != VERSION:
        return None
    key, request, customer = (_text(document, name) for name in ("id", "request", "conversation"))
    step, time = document.get("step"), _moment(document.get("time"))
    if not (key and request and customer) or time is None:
        return None
    if not isinstance(step, str) or step not in STEPS:
        return None
    return HandoffReport(
        id=key,
        request=request,
        customer=customer,
        step=step,
        time=time,
        waited=_seconds(document.get("waited_seconds")),
        desk=_text(document, "desk"),
        skill=_text(document, "skill"),
        **{name: _word(document, name) for name in WORDS},
    )


def _text(document: dict[str, Any], name: str) -> str | None:
    value = document.get(name)
    is_text = isinstance(value, str) and 0 < len(value) <= MAX_LENGTH and value.isprintable()
    return value if is_text else None


def _word(document: dict[str, Any], name: str) -> str | None:
    value = document.get(name)
    return value if isinstance(value, str) and value in WORDS[name] else None


def _moment(value: object) -> float | None:
    try:
        # Python 3.10 does not know the Z.
        moment = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=timezone.utc)
        seconds = moment.timestamp()
    except (ValueError, OverflowError):
        return None
    return seconds if 0 <= seconds < LAST_MOMENT else None


def _seconds(value: object) -> float:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return float(value) if is_number and 0 <= value < MANY_SECONDS else 0.0  # type: ignore
