"""Where the forms begin that note something for colleagues: at a button, a rule, or a question.

The form for a callback begins at the offer as well.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
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


class NotingQuestion(HandoffAction, ABC):
    """Ask a question that offers to note a message, and a call only where it can be noted.

    Attributes:
        with_message: The question.
        with_call: The question that offers a call as well.
    """

    with_message: ClassVar[str]
    with_call: ClassVar[str]

    async def act(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Ask; where no message can be noted, since the server was started again, recover."""
        if self.handoff.messages is None:
            return self.recover(dispatcher, tracker)
        has_calls = self.handoff.callbacks is not None
        dispatcher.utter_message(response=self.with_call if has_calls else self.with_message)
        return []


def begin_callback() -> list[Event]:
    """Return the events that begin the form for a callback."""
    return [*emptied(EMPTY_CALLBACK), dict(FollowupAction(CALLBACK_FORM))]
