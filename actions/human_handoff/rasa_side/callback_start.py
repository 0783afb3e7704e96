"""Where the form for a callback begins: at the offer, at a button, or by a rule of the bot."""

from __future__ import annotations

from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from . import slots
from .base import HandoffAction
from .form_events import emptied
from .slot_values import Event
from .tracker import TrackerView

CALLBACK_FORM = "human_handoff_callback_form"
# The form's slots before it has asked anything; the telephone number is kept.
EMPTY_CALLBACK = {**slots.NO_CALLBACK, slots.BAD_ANSWERS: 0}


class CallBack(HandoffAction):
    """Ask for what a callback needs: the customer would like to be called."""

    action_name = "action_human_handoff_call_back"

    async def act(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Begin the form."""
        if self.handoff.callbacks is None:
            return self.recover(dispatcher, tracker)
        return begin_callback()

    def recover(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Say that it is not possible."""
        dispatcher.utter_message(response="utter_human_handoff_callback_not_possible")
        return []


def begin_callback() -> list[Event]:
    """Return the events that begin the form."""
    return [*emptied(EMPTY_CALLBACK), dict(FollowupAction(CALLBACK_FORM))]
