"""The form in which a customer chooses: wait, leave a message, be called, or go on."""

from __future__ import annotations

from collections.abc import Mapping

from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from ..handoff_events.vocabulary import Choice, Occasion, Outcome, Step
from ..handoff_logic.choice_answers import Unchosen, read_choice
from . import slots
from .base import CONTACT_FORM, HandoffAction
from .form_events import closed, emptied, stepped_aside
from .message_form import begin_message
from .noting_start import NotingQuestion, begin_callback
from .reports import present_outcome, request_of
from .slot_values import Event
from .tracker import CHECK_ACTION, TrackerView

CHOICE_FORM = "human_handoff_choice_form"
_EMPTY = {slots.CHOICE: None, slots.CHOICE_OCCASION: None, slots.BAD_ANSWERS: 0}
# So often the question is asked again.
_UNCLEAR_ANSWERS = 2
# What follows where the customer chooses to wait.
AFTER_WAIT: Mapping[Occasion, str] = {
    Occasion.LONG_WAIT: CONTACT_FORM,
    Occasion.NOBODY_CAME: CHECK_ACTION,
}


def offer_choice(occasion: Occasion) -> list[Event]:
    """Return the events that ask the customer whether to wait."""
    return [
        *emptied(_EMPTY),
        SlotSet(slots.CHOICE_OCCASION, occasion.value),
        dict(FollowupAction(CHOICE_FORM)),
    ]


def has_chosen_to_wait(tracker: TrackerView) -> bool:
    """Tell whether the customer's latest message is the choice to wait."""
    chosen = (slots.CHOICE, Choice.WAIT.value)
    return any((each.get("name"), each.get("value")) == chosen for each in tracker.events_since)


class AskChoice(NotingQuestion):
    """Ask the question of the form."""

    action_name = f"action_ask_{slots.CHOICE}"
    with_message = "utter_human_handoff_choose"
    with_call = "utter_human_handoff_choose_or_call"

    def recover(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Ask without the message."""
        dispatcher.utter_message(response="utter_human_handoff_choose_without_message")
        return []


class ValidateChoiceForm(HandoffAction):
    """Read what the customer chooses, and do it."""

    action_name = f"validate_{CHOICE_FORM}"

    async def act(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Read the latest answer; one that does not tell which is asked for once more."""
        ask = SlotSet("requested_slot", slots.CHOICE)
        if not tracker.answers_form(CHOICE_FORM):
            return [ask]
        occasion = Occasion(tracker.slots.text(slots.CHOICE_OCCASION))
        contact = self.handoff.settings.contact
        choice = read_choice(tracker.text, tracker.intent, contact.refusals, contact.certainty)
        if not_possible := self._not_possible(choice):
            dispatcher.utter_message(response=not_possible)
            choice = Unchosen.UNCLEAR
        unclear_answers = int(tracker.slots.number(slots.BAD_ANSWERS)) + 1
        if choice is Unchosen.UNCLEAR and unclear_answers < _UNCLEAR_ANSWERS:
            return [SlotSet(slots.BAD_ANSWERS, unclear_answers), ask]
        if not isinstance(choice, Choice):
            _report(tracker, occasion, Choice.SOMETHING_ELSE)
            return stepped_aside(CHOICE_FORM, _EMPTY)
        _report(tracker, occasion, choice)
        return [
            *emptied(_EMPTY),
            SlotSet(slots.CHOICE, choice.value),
            *self._follow(dispatcher, choice, occasion),
        ]

    def recover(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """End the form: no transfer follows."""
        dispatcher.utter_message(response="utter_human_handoff_failed")
        return closed(_EMPTY)

    def _not_possible(self, choice: Choice | Unchosen | None) -> str | None:
        """Return what is said where a choice cannot be noted, so that it was not offered."""
        if choice is Choice.MESSAGE and self.handoff.messages is None:
            return "utter_human_handoff_message_not_possible"
        if choice is Choice.CALLBACK and self.handoff.callbacks is None:
            return "utter_human_handoff_callback_not_possible"
        return None

    def _follow(
        self, dispatcher: CollectingDispatcher, choice: Choice, occasion: Occasion
    ) -> list[Event]:
        if choice is Choice.WAIT:
            return [dict(FollowupAction(AFTER_WAIT[occasion]))]
        if choice is Choice.MESSAGE:
            return begin_message()
        if choice is Choice.CALLBACK:
            return begin_callback()
        dispatcher.utter_message(response="utter_human_handoff_cancelled")
        return [dict(FollowupAction("action_listen"))]


def _report(tracker: TrackerView, occasion: Occasion, choice: Choice) -> None:
    """Report the choice; who does not wait for a transfer has cancelled the request."""
    is_cancelled = occasion is Occasion.LONG_WAIT and choice is not Choice.WAIT
    outcome = Outcome.CANCELLED if is_cancelled else present_outcome(tracker)
    tracker.report(
        Step.CHOSEN, **request_of(tracker), occasion=occasion, choice=choice, outcome=outcome
    )
