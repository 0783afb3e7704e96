"""The bot's actions for `benchmarks.rasa_turns`: `rasa_sdk --actions benchmarks.handoff_actions`.

For customers whose names begin with `NOTHING` the actions do nothing: they return only what leads
Rasa through the same rules, and ask neither a vendor nor the state store.
"""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import ActionExecuted, SessionStarted, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.human_handoff import actions
from actions.human_handoff.rasa_side import slots
from actions.human_handoff.rasa_side.base import HandoffAction
from actions.human_handoff.rasa_side.slots import HandoffState
from actions.human_handoff.shift import ShiftStatus

NOTHING = "nothing-"
REQUESTED_SLOT = "requested_slot"
# The form's next question, after each of its questions.
_NEXT_QUESTION = {None: slots.NAME, slots.NAME: slots.EMAIL, slots.EMAIL: None}
# The events of the actions that always return the same ones.
_EVENTS: dict[str, list[Any]] = {
    actions.SessionStart.action_name: [SessionStarted(), ActionExecuted("action_listen")],
    actions.CheckShiftStatus.action_name: [
        SlotSet(slots.SHIFT_STATUS, ShiftStatus.ON_SHIFT.value),
    ],
    actions.Escalate.action_name: [SlotSet(slots.STATE, HandoffState.REQUESTED.value)],
    actions.Returned.action_name: [
        {"event": "active_loop", "name": None},
        SlotSet(slots.STATE, HandoffState.NONE.value),
    ],
}


def _or_nothing(action: type[HandoffAction]) -> type[HandoffAction]:
    """Return a subclass under the same name; rasa-sdk registers it after the action itself."""

    class Compared(action):  # type: ignore[valid-type, misc] # mypy needs a constant base class
        async def run(
            self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
        ) -> list[Any]:
            if not tracker.sender_id.startswith(NOTHING):
                events: list[Any] = await super().run(dispatcher, tracker, domain)
                return events
            return _events(self.action_name, tracker)

    return Compared


def _events(action: str, tracker: Tracker) -> list[Any]:
    """Return the events that lead Rasa through the same rules."""
    if action == actions.ValidateHandoffForm.action_name:
        asked = tracker.slots.get(REQUESTED_SLOT)
        answer = [SlotSet(asked, tracker.latest_message.get("text"))] if asked else []
        return [*answer, SlotSet(REQUESTED_SLOT, _NEXT_QUESTION[asked])]
    if action == actions.ValidateWithAgentLoop.action_name:
        if tracker.get_intent_of_latest_message() == slots.RETURNED_INTENT:
            return []  # a rule handles it
        return [SlotSet(slots.SILENCE, None), SlotSet(REQUESTED_SLOT, slots.SILENCE)]
    return _EVENTS.get(action, [])


# A reference to each class, because Python deletes a class to which there is none.
COMPARED_ACTIONS = [_or_nothing(getattr(actions, name)) for name in actions.__all__]
