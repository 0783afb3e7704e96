"""A handoff event: one step of one request, as a small JSON document.

It never contains a name, an address, a text, or an id of the customer.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timezone
from enum import Enum
from typing import Any

from ..shift import ShiftStatus
from ..state_store import hashed
from .vocabulary import Because, Choice, Ending, Occasion, Outcome, RequestReason, Step

# The version of the documents; `handoff_event.schema.json` describes them.
VERSION = 1
# Rasa's tracker carries each event as the value of this slot.
EVENT_SLOT = "human_handoff_event"
_compact = json.JSONEncoder(separators=(",", ":"))


@dataclass(frozen=True)
class HandoffEvent:
    """One step of one request.

    Attributes:
        step: What happened.
        time: When, in seconds since 1970.
        request: The key of the request, the same in all of its events.
        conversation: The key of the conversation; the customer's id cannot be read from it.
        channel: Rasa's name of the channel.
        desk: The desk, where one was chosen.
        skill: The skill, where one was chosen.
        reason: Why the request was made.
        found: Whether somebody was on shift, where that was checked.
        because: Why `found` is what it is.
        host: The vendor's host that was asked for it, with its port where the URL names one;
            None where none was asked.
        outcome: What became of it; None while nothing is decided.
        ending: How the conversation became the bot's again, in the last event.
        first_word_seconds: How long after the acceptance an agent wrote for the first time, in the
            last event, where the bot was told.
        waiting_seconds: How long those in the queue have waited, as the customer was told.
        waiting_people: How many they are, as the customer was told.
        occasion: Why the customer was asked, in the steps `chosen` and `offered`.
        choice: What the customer chose there.
        waited_seconds: How long the customer had been waiting for this turn's answer.
    """

    step: Step
    time: float
    request: str
    conversation: str
    channel: str = ""
    desk: str | None = None
    skill: str | None = None
    reason: RequestReason | None = None
    found: ShiftStatus | None = None
    because: Because | None = None
    host: str | None = None
    outcome: Outcome | None = None
    ending: Ending | None = None
    first_word_seconds: float | None = None
    waiting_seconds: int | None = None
    waiting_people: int | None = None
    occasion: Occasion | None = None
    choice: Choice | None = None
    waited_seconds: float = 0.0

    @property
    def id(self) -> str:
        """The key of the event: the same if the same step is reported again after a crash."""
        # A repetition after a crash may find other agents on shift.
        route = () if self.step is Step.REQUESTED else (self.desk, self.skill)
        # Who was asked before the transfer can be asked again after it.
        occasion = (self.occasion.value,) if self.occasion else ()
        return hashed(self.request, self.step.value, *route, *occasion)

    def document(self) -> dict[str, Any]:
        """Return the event as a JSON document."""
        values = {
            name: value.value if isinstance(value, Enum) else value
            for name, value in vars(self).items()
        }
        values["time"] = utc_text(self.time)
        values["waited_seconds"] = round(self.waited_seconds, 3)
        return {"version": VERSION, "id": self.id, **values}


def utc_text(seconds: float) -> str:
    """Return a time in seconds since 1970 as text, such as `2026-11-22T10:30:00.125Z`."""
    moment = datetime.fromtimestamp(seconds, timezone.utc)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def as_json(value: object) -> str:
    """Return an event's document, or a document that contains some, on one line."""
    return _compact.encode(value)
