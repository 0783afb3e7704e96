"""Events and messages in the shape in which the action server answers Rasa 3.6."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import dropwhile
from typing import Any

from actions.human_handoff.rasa_side import slots

Event = dict[str, Any]
# What became of a request is reported beside what the action does; `test_reports.py` tests it.
REPORT_SLOTS = (slots.REASON, slots.OUTCOME, slots.EVENT)


@dataclass
class Result:
    """What an action returned: its events and its messages.

    Attributes:
        report_slots: The events that set the slots of the report; they are no part of `events`.
    """

    events: list[Event] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    report_slots: list[Event] = field(default_factory=list, compare=False)

    @classmethod
    def of(cls, events: list[Event], messages: list[dict[str, Any]]) -> Result:
        """Return the result of an action, with the report apart."""
        others = list(dropwhile(lambda each: each.get("name") in REPORT_SLOTS, reversed(events)))
        return cls(others[::-1], messages, events[len(others) :])

    @property
    def reports(self) -> list[dict[str, Any]]:
        """The handoff events that were reported."""
        return [each["value"] for each in self.report_slots if each["name"] == slots.EVENT]

    @property
    def responses(self) -> list[str]:
        """The names of the responses that were sent."""
        return [message["response"] for message in self.messages]

    @property
    def slots(self) -> dict[str, Any]:
        """The slots that were set, without our prefix; the last value counts."""
        values = {
            event["name"]: event["value"] for event in self.events if event["event"] == "slot"
        }
        return {name.removeprefix("human_handoff_"): value for name, value in values.items()}

    def __add__(self, other: Result) -> Result:
        """Return the result of two actions, one after the other."""
        return Result(
            self.events + other.events,
            self.messages + other.messages,
            self.report_slots + other.report_slots,
        )


def result(events: Iterable[Event] = (), *messages: str | dict[str, Any]) -> Result:
    """Return the result with these events, and these messages or responses without values."""
    sent = [response(each) if isinstance(each, str) else each for each in messages]
    return Result(list(events), sent)


def slot_event(name: str, value: Any) -> Event:
    return {"event": "slot", "timestamp": None, "name": name, "value": value}


def handoff_slots(**values: Any) -> list[Event]:
    """Return the events that set slots of the plugin, in this order."""
    return [slot_event(f"human_handoff_{name}", value) for name, value in values.items()]


def loop_event(name: str | None) -> Event:
    return {"event": "active_loop", "timestamp": None, "name": name}


def followup(name: str) -> Event:
    return {"event": "followup", "timestamp": None, "name": name}


def listen() -> Event:
    return {
        "event": "action",
        "timestamp": None,
        "name": "action_listen",
        "policy": None,
        "confidence": None,
    }


def response(name: str | None, **values: Any) -> dict[str, Any]:
    """Return a message as a real dispatcher collects it."""
    return {
        "text": None,
        "buttons": [],
        "elements": [],
        "custom": {},
        "template": name,
        "response": name,
        "image": None,
        "attachment": None,
    } | values
