"""Where the forms begin that note something for colleagues: at a button, or by a rule of the bot.

The form for a callback begins at the offer as well.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

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


class NotingStart(HandoffAction):
    """Begin a form, because the customer wants something to be noted.

    Attributes:
        not_possible: The response where nothing of the kind can be noted.
    """

    not_possible: ClassVar[str]

    @abstractmethod
    def begun(self) -> list[Event]:
        """Return the events that begin the form; none where nothing of the kind can be noted."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Begin the form."""
        return self.begun() or self.recover(dispatcher, tracker)

    def recover(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Say that it is not possible."""
        dispatcher.utter_message(response=self.not_possible)
        return []


class CallBack(NotingStart):
    """Ask for what a callback needs: the customer would like to be called."""

    action_name = "action_human_handoff_call_back"
    not_possible = "utter_human_handoff_callback_not_possible"

    def begun(self) -> list[Event]:
        """Return the events that begin the form; none where no callback can be noted."""
        return [] if self.handoff.callbacks is None else begin_callback()


def begin_callback() -> list[Event]:
    """Return the events that begin the form for a callback."""
    return [*emptied(EMPTY_CALLBACK), dict(FollowupAction(CALLBACK_FORM))]
