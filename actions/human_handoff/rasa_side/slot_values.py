"""Read slots whose values may be anything: a customer, a channel or another action wrote them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk.events import SlotSet

# Only so many characters of a text are looked at, so that a long one keeps nobody waiting.
MAX_TEXT_LENGTH = 4000

Event = dict[str, Any]


def text_of(value: object) -> str | None:
    """Return a value as text, cut at a limit; None if it is no text and no number."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(value)
    return value[:MAX_TEXT_LENGTH] if isinstance(value, str) and value else None


def mapping_of(value: object) -> Mapping[str, Any]:
    """Return a value if it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}  # Rasa sends JSON


def slot_events(values: Mapping[str, Any]) -> list[Event]:
    """Return the events that set slots."""
    return [SlotSet(name, value) for name, value in values.items()]


class SlotValues:
    """The slots of a conversation, each as the type that the plugin expects."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        """Take all slots by their names."""
        self._values = values

    def value(self, name: str) -> Any:
        """Return a slot's value as it is; None if it has none."""
        return self._values.get(name)

    def text(self, name: str) -> str | None:
        """Return a slot's value as text; None if it has none, or something else."""
        return text_of(self._values.get(name))

    def number(self, name: str) -> float:
        """Return a slot's value as a number; 0 if it has none, or something else."""
        value = self._values.get(name)
        if isinstance(value, (int, float)) and -1e15 < value < 1e15:
            return float(value)
        return 0.0

    def texts(self, name: str) -> list[str]:
        """Return the texts of a slot's list; none if it has something else."""
        value = self._values.get(name)
        return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []

    def changes(self, values: Mapping[str, Any]) -> list[Event]:
        """Return the events that set slots, except those that are unset or equal already."""
        return [
            SlotSet(name, value)
            for name, value in values.items()
            if self._values.get(name) not in (None, value)
        ]
