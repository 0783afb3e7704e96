"""The events with which every form of the plugin ends, or begins anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk.events import ActionExecutionRejected, ActiveLoop, FollowupAction, SlotSet

from .slot_values import Event, slot_events


def emptied(values: Mapping[str, Any]) -> list[Event]:
    """Return the events that end a form, or begin it anew.

    `values` are those of the form's slots before it has asked anything.
    """
    return [dict(ActiveLoop(None)), *slot_events(values), SlotSet("requested_slot", None)]


def closed(values: Mapping[str, Any]) -> list[Event]:
    """Return the events that end a form; the rule that follows a filled form must not run."""
    return [*emptied(values), dict(FollowupAction("action_listen"))]


def stepped_aside(form: str, values: Mapping[str, Any]) -> list[Event]:
    """Return the events with which a form ends, and the answer is an ordinary message.

    Rasa does not record that the form has run, so the bot's rules see that message alone.
    """
    return [dict(ActionExecutionRejected(form)), *emptied(values)]
