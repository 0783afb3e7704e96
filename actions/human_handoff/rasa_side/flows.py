"""Bots whose engine runs flows, such as Rasa Pro with CALM: it has neither forms nor rules.

There a flow reads slots to decide what comes next: `docs/calm.md`. So an action that would open a
form, or let another action follow, writes its name into the slot `NEXT` instead.
"""

from __future__ import annotations

import re

from rasa_sdk.events import SlotSet

from ..handoff_logic.contact_answers import INTENT_PREFIXES
from . import slots
from .slot_values import Event

# Slots that only forms use: the domain of a bot of flows does not have them.
FORM_SLOTS = frozenset(
    {
        "requested_slot",
        *(slots.MESSAGE_OFFER, slots.MESSAGE, slots.MESSAGE_REFERENCE, slots.OFFER),
        *(slots.CALL_TIME, slots.CALL_TIMES, slots.PHONE, slots.PHONE_CHECK),
        *(slots.CHOICE, slots.CHOICE_OCCASION, slots.SOLVED, slots.SOLVED_QUESTION),
    }
)
# What only forms and rules understand.
_FORM_EVENTS = frozenset({"active_loop", "action_execution_rejected", "followup"})
_NAMED_INTENT = re.compile(rf"(?:{'|'.join(INTENT_PREFIXES)})(\w+)", re.ASCII)


def for_flows(events: list[Event]) -> list[Event]:
    """Return the events of an action for a bot of flows.

    The slot `NEXT` is set by every action, so that nothing remains of an earlier one.
    """
    followups = [event["name"] for event in events if event["event"] == "followup"]
    kept = [event for event in events if not _is_of_a_form(event)]
    # Of two follow-up actions, Rasa takes the last one.
    return [*kept, SlotSet(slots.NEXT, followups[-1] if followups else None)]


def named_intent(text: str) -> tuple[str, float]:
    """Return the intent that a text itself names, as a button's does, and the confidence in it.

    A step that takes every message lets the engine recognise no intent.
    """
    named = _NAMED_INTENT.match(text)
    return (named[1], 1.0) if named else ("", 0.0)


def _is_of_a_form(event: Event) -> bool:
    return event["event"] in _FORM_EVENTS or event.get("name") in FORM_SLOTS
