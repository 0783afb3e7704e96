"""The question whether agents have solved it, which the customer is free to leave unanswered."""

from __future__ import annotations

from rasa_sdk.events import ActionExecutionRejected, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from ..handoff_events.vocabulary import Step
from ..handoff_logic.solved_answers import read_solved
from ..handoff_settings.channel_names import OWN_CHANNELS
from . import slots
from .base import HandoffAction
from .form_events import closed, emptied, stepped_aside
from .slot_values import Event, mapping_of, text_of
from .tracker import TrackerView

SOLVED_FORM = "human_handoff_solved_form"
_EMPTY = {slots.SOLVED: None, slots.SOLVED_QUESTION: None}
# The question's slot: on the vendors' own channels the return is learned from the customer's next
# message. So the question is put off until that message is answered.
_PUT_OFF, _ASKED = "put_off", "asked"
# What comes sooner after the question was written before it.
READING_SECONDS = 2.0


def ask_if_solved() -> list[Event]:
    """Return the events that ask the question."""
    return [*emptied(_EMPTY), dict(FollowupAction(SOLVED_FORM))]


class AskIfSolved(HandoffAction):
    """Ask the question of the form, once the customer's message is answered."""

    action_name = f"action_ask_{slots.SOLVED}"

    async def act(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Ask, or put it off."""
        is_put_off = tracker.slots.value(slots.SOLVED_QUESTION) == _PUT_OFF
        if tracker.channel in OWN_CHANNELS and not is_put_off:
            return [SlotSet(slots.SOLVED_QUESTION, _PUT_OFF)]
        return self.recover(dispatcher, tracker)

    def recover(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Ask."""
        dispatcher.utter_message(response="utter_human_handoff_was_it_solved")
        return [SlotSet(slots.SOLVED_QUESTION, _ASKED)]


class ValidateSolvedForm(HandoffAction):
    """Read whether it was solved; anything else is answered as any other message."""

    action_name = f"validate_{SOLVED_FORM}"

    async def act(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Report the answer, and say what fits."""
        if not tracker.answers_form(SOLVED_FORM):
            return [SlotSet("requested_slot", slots.SOLVED)]
        if tracker.slots.value(slots.SOLVED_QUESTION) == _PUT_OFF:
            # The bot's rules answer the message, and Rasa goes on with the form.
            return [dict(ActionExecutionRejected(SOLVED_FORM))]
        contact = self.handoff.settings.contact
        is_solved = None
        if _seconds_to_answer(tracker) >= READING_SECONDS:
            is_solved = read_solved(
                tracker.text, tracker.intent, contact.refusals, contact.certainty
            )
        if is_solved is None:
            return stepped_aside(SOLVED_FORM, _EMPTY)
        memory = mapping_of(tracker.slots.value(slots.LAST_HANDOFF))
        desk, skill = text_of(memory.get("desk")), text_of(memory.get("skill"))
        tracker.report(Step.SOLVED if is_solved else Step.NOT_SOLVED, desk=desk, skill=skill)
        dispatcher.utter_message(
            response="utter_human_handoff_solved" if is_solved else "utter_human_handoff_not_solved"
        )
        return closed({**_EMPTY, slots.SOLVED: is_solved})

    def recover(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Leave the question unanswered, and the message to the bot's other rules."""
        return stepped_aside(SOLVED_FORM, _EMPTY)


def _seconds_to_answer(tracker: TrackerView) -> float:
    asked = next(tracker.newest_first("bot"), {}).get("timestamp") or 0.0
    answered = next(tracker.newest_first("user"), {}).get("timestamp") or 0.0
    return float(answered) - float(asked)
