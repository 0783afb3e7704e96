"""The form in which a customer asks to be called: what about, on which number, and when."""

from __future__ import annotations

from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from ..handoff_logic.answer_meaning import AnswerMeaning, meaning_of
from ..handoff_logic.call_time_answers import chosen_time
from ..handoff_logic.callbacks import Callbacks
from ..handoff_logic.contact_answers import INTENT_PREFIXES
from ..handoff_logic.offer_answers import read_offer, stops
from ..messages.message import MAX_LINE_LENGTH, one_line
from . import slots
from .call_time_slots import as_value, offered_in
from .form_events import emptied
from .message_form import MESSAGE_FORM
from .noting_form import BAD_ANSWERS, CONTACT_SLOTS, NotingForm
from .noting_start import CALLBACK_FORM, EMPTY_CALLBACK
from .slot_values import Event
from .tracker import TrackerView


class ValidateCallbackForm(NotingForm):
    """Ask for what belongs to a callback."""

    action_name = f"validate_{CALLBACK_FORM}"
    form = CALLBACK_FORM
    empty = EMPTY_CALLBACK
    declined = "utter_human_handoff_callback_declined"
    not_possible = "utter_human_handoff_callback_not_possible"

    @property
    def is_possible(self) -> bool:
        """Whether callbacks can be noted."""
        return self.handoff.callbacks is not None

    def order(self) -> list[str]:
        """Return the slots that the form asks for, in order."""
        name = [CONTACT_SLOTS["name"]] if "name" in self.contact.ask else []
        return [slots.MESSAGE, slots.PHONE, slots.PHONE_CHECK, slots.CALL_TIME, *name]

    def read(
        self, dispatcher: CollectingDispatcher, tracker: TrackerView, asked: str
    ) -> list[Event]:
        """Read the answer to the question for the number, for its check, or for the time."""
        text, callbacks = one_line(tracker.text), self.handoff.callbacks
        assert callbacks is not None  # noqa: S101 - for mypy: `act` has asked
        if text.startswith(INTENT_PREFIXES):
            return self.stepped_aside()
        if asked == slots.CALL_TIME:
            return self._read_time(dispatcher, tracker, text, callbacks)
        number = callbacks.number_in(text)
        if number is not None:
            new = SlotSet(slots.PHONE, number), SlotSet(slots.BAD_ANSWERS, 0)
            return [*new, SlotSet("requested_slot", slots.PHONE_CHECK)]
        if asked == slots.PHONE_CHECK:
            return self._read_check(dispatcher, tracker)
        return self._read_no_number(dispatcher, tracker, text)

    def _read_check(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        contact = self.handoff.settings.contact
        is_right = read_offer(tracker.text, tracker.intent, contact.refusals, contact.certainty)
        if is_right:
            checked = SlotSet(slots.PHONE_CHECK, True), SlotSet(slots.BAD_ANSWERS, 0)
            return [*checked, self.next_question(tracker, slots.PHONE_CHECK)]
        if meaning_of(tracker.text) is AnswerMeaning.CANCELS:
            return self.ended(dispatcher)
        if is_right is None and self.bad_answers(tracker) < BAD_ANSWERS:
            return self.bad_answer(
                dispatcher, tracker, slots.PHONE_CHECK, "utter_human_handoff_phone_not_checked"
            )
        return [SlotSet(slots.PHONE, None), SlotSet("requested_slot", slots.PHONE)]

    def _read_no_number(
        self, dispatcher: CollectingDispatcher, tracker: TrackerView, text: str
    ) -> list[Event]:
        meaning = meaning_of(text)
        if meaning is AnswerMeaning.CANCELS:
            return self.ended(dispatcher)
        if meaning is not AnswerMeaning.REFUSES and self.bad_answers(tracker) < BAD_ANSWERS:
            return self.bad_answer(
                dispatcher, tracker, slots.PHONE, "utter_human_handoff_bad_phone"
            )
        # It goes on as a message, so that what the customer has written is not lost.
        dispatcher.utter_message(response="utter_human_handoff_callback_needs_phone")
        return [
            *emptied(self.empty),
            SlotSet(slots.MESSAGE_OFFER, True),
            SlotSet(slots.MESSAGE, tracker.slots.text(slots.MESSAGE)),
            dict(FollowupAction(MESSAGE_FORM)),
        ]

    def _read_time(
        self,
        dispatcher: CollectingDispatcher,
        tracker: TrackerView,
        text: str,
        callbacks: Callbacks,
    ) -> list[Event]:
        if stops(text):
            return self.ended(dispatcher)
        offered = offered_in(tracker.slots.value(slots.CALL_TIMES))
        times = callbacks.times(self.skill(tracker)) if offered else []
        chosen = chosen_time(text, offered, times, callbacks.local_now()) if offered else None
        if chosen is not None and chosen.begins > callbacks.now():
            return self._noted_time(tracker, as_value(chosen))
        if not text or len(tracker.text) > MAX_LINE_LENGTH:
            if self.bad_answers(tracker) >= BAD_ANSWERS:
                return self.recover(dispatcher, tracker)
            return self.bad_answer(
                dispatcher, tracker, slots.CALL_TIME, "utter_human_handoff_callback_time_not_text"
            )
        if offered and self.bad_answers(tracker) == 1:
            return self.bad_answer(
                dispatcher, tracker, slots.CALL_TIME, "utter_human_handoff_callback_time_unclear"
            )
        return self._noted_time(tracker, {"said": text})

    def _noted_time(self, tracker: TrackerView, value: dict[str, str]) -> list[Event]:
        noted = SlotSet(slots.CALL_TIME, value), SlotSet(slots.BAD_ANSWERS, 0)
        return [*noted, self.next_question(tracker, slots.CALL_TIME)]
