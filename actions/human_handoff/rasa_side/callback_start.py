"""Where the form for a callback begins: at the offer, at a button, or by a rule of the bot."""

from __future__ import annotations

from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from . import slots
from .base import HandoffAction
from .slot_values import Event
from .tracker import TrackerView

CALLBACK_FORM = "human_handoff_callback_form"


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
    return [*empty_callback(), dict(FollowupAction(CALLBACK_FORM))]


def empty_callback() -> list[Event]:
    """Return the events that end the form, or begin it anew; the telephone number is kept."""
    return [
        dict(ActiveLoop(None)),
        *forgotten(),
        SlotSet(slots.BAD_ANSWERS, 0),
        SlotSet("requested_slot", None),
    ]


def forgotten() -> list[Event]:
    """Return the events that empty the slots of one callback."""
    of_one = (
        slots.MESSAGE_OFFER,
        slots.MESSAGE,
        slots.PHONE_CHECK,
        slots.CALL_TIME,
        slots.CALL_TIMES,
    )
    return [SlotSet(name, None) for name in of_one]
