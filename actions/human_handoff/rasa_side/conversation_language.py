"""In which language a conversation is, and how times are written in it."""

from __future__ import annotations

from ..availability.next_opening import TimeStyle
from ..handoff_settings.language import time_style
from ..handoff_settings.settings import HandoffSettings
from .tracker import TrackerView


def style_of(settings: HandoffSettings, tracker: TrackerView) -> TimeStyle:
    """Return how times are written for the customer of a conversation.

    Rasa chooses the responses by the same value of the slot, as it is when an action is called.
    """
    slot = settings.language.slot
    value = tracker.slots.text(slot) if slot else None
    return time_style(settings.next_shift, settings.language, settings.language.of_value(value))
