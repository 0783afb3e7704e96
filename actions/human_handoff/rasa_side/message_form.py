"""The form in which a customer leaves a message where no person can be reached."""

from __future__ import annotations

from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from ..handoff_logic.callback_answers import leaves_open_which, wants_call, wants_message
from ..handoff_logic.handoff import Handoff
from ..handoff_logic.offer_answers import read_offer
from . import slots
from .form_events import closed, emptied
from .noting_form import CONTACT_SLOTS, NotingForm
from .noting_start import NotingQuestion, NotingStart, begin_callback
from .slot_values import Event
from .tracker import TrackerView

MESSAGE_FORM = "human_handoff_message_form"
_EMPTY = {**slots.NO_MESSAGE, slots.BAD_ANSWERS: 0}


def offer_message(handoff: Handoff) -> list[Event]:
    """Return the events that offer to note a message; none where no message can be noted."""
    if handoff.messages is None:
        return []
    return [*emptied(_EMPTY), dict(FollowupAction(MESSAGE_FORM))]


def begin_message() -> list[Event]:
    """Return the events that ask for a message which the customer wants to leave."""
    offer = SlotSet(slots.MESSAGE_OFFER, True)
    return [*emptied(_EMPTY), offer, dict(FollowupAction(MESSAGE_FORM))]


class LeaveMessage(NotingStart):
    """Ask for a message, where one can be noted: the customer wants to leave one."""

    action_name = "action_human_handoff_leave_message"
    not_possible = "utter_human_handoff_message_not_possible"

    def begun(self) -> list[Event]:
        """Return the events that begin the form after its first question."""
        return [] if self.handoff.messages is None else begin_message()


class AskMessageOffer(NotingQuestion):
    """Offer to note a message."""

    action_name = f"action_ask_{slots.MESSAGE_OFFER}"
    with_message = "utter_human_handoff_offer_message"
    with_call = "utter_human_handoff_offer_message_or_call"

    def recover(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """End the form, as where its validation fails."""
        dispatcher.utter_message(response=ValidateMessageForm.not_possible)
        return closed(_EMPTY)


class ValidateMessageForm(NotingForm):
    """Ask whether the customer wants to leave a message, and for what belongs to one."""

    action_name = f"validate_{MESSAGE_FORM}"
    form = MESSAGE_FORM
    empty = _EMPTY
    declined = "utter_human_handoff_message_declined"
    not_possible = "utter_human_handoff_message_not_possible"

    @property
    def is_possible(self) -> bool:
        """Whether messages can be noted."""
        return self.handoff.messages is not None

    def order(self) -> list[str]:
        """Return the slots that the form asks for, in order."""
        contact = [CONTACT_SLOTS[each] for each in self.contact.ask]
        return [slots.MESSAGE_OFFER, slots.MESSAGE, *contact]

    def read(
        self, dispatcher: CollectingDispatcher, tracker: TrackerView, asked: str
    ) -> list[Event]:
        """Read the answer to the offer."""
        contact = self.handoff.settings.contact
        offers_call = self.handoff.callbacks is not None
        if offers_call and wants_call(tracker.text, tracker.intent, contact.certainty):
            return begin_callback()
        is_accepted = read_offer(tracker.text, tracker.intent, contact.refusals, contact.certainty)
        if wants_message(tracker.text):
            is_accepted = True
        if is_accepted is None:
            return self.stepped_aside()
        if not is_accepted:
            return self.ended(dispatcher)
        is_first = self.bad_answers(tracker) == 1
        if offers_call and is_first and leaves_open_which(tracker.text, tracker.intent):
            which = "utter_human_handoff_message_or_call"
            return self.bad_answer(dispatcher, tracker, asked, which)
        return [
            SlotSet(slots.MESSAGE_OFFER, True),
            SlotSet(slots.BAD_ANSWERS, 0),
            self.next_question(tracker, slots.MESSAGE_OFFER),
        ]
