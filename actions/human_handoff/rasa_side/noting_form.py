"""What the forms share that note something for colleagues: a message, or the wish to be called."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from ..handoff_logic.contact_answers import INTENT_PREFIXES, Asked, ContactAnswer, read_answer
from ..handoff_logic.offer_answers import DECLINE_INTENT, stops
from ..handoff_settings.contact_settings import ContactSettings
from ..messages.message import MAX_MESSAGE_LENGTH, printed
from . import slots
from .base import HandoffAction
from .form_events import closed, stepped_aside
from .slot_values import Event
from .tracker import TrackerView

# So often a question is asked again.
BAD_ANSWERS = 3
CONTACT_SLOTS: dict[Asked, str] = {"name": slots.NAME, "email": slots.EMAIL}
_ASKED = {slot: asked for asked, slot in CONTACT_SLOTS.items()}
# What the contact form says of a transfer, said of a message.
SAID_OF_A_MESSAGE = {
    "still_asking": "message_still_asking",
    "needs_name": "message_needs_name",
    "needs_email": "message_needs_email",
    "cancelled": "message_declined",
}


class NotingForm(HandoffAction):
    """Read the customer's answers to a form, and ask only for what is not known.

    Attributes:
        form: The form's name.
        empty: The values of its slots before it has asked anything.
        declined: The response to a customer who does not want anything to be noted.
        not_possible: The response where nothing of the kind can be noted, or the form breaks.
    """

    form: ClassVar[str]
    empty: ClassVar[Mapping[str, Any]]
    declined: ClassVar[str]
    not_possible: ClassVar[str]

    @property
    @abstractmethod
    def is_possible(self) -> bool:
        """Whether the configuration has what the form is for."""

    @abstractmethod
    def order(self) -> list[str]:
        """Return the slots that the form asks for, in order."""

    @abstractmethod
    def read(
        self, dispatcher: CollectingDispatcher, tracker: TrackerView, asked: str
    ) -> list[Event]:
        """Read the answer to a question that this form alone asks."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Fill the slots from the latest answer and name the next question."""
        if not self.is_possible:  # since the server was started again
            return self.recover(dispatcher, tracker)
        asked = tracker.requested_slot
        if not tracker.answers_form(self.form) or asked not in self.order():
            return [self.next_question(tracker)]
        if tracker.intent[0] == DECLINE_INTENT:
            return self.ended(dispatcher)
        if asked == slots.MESSAGE:
            return self._read_message(dispatcher, tracker)
        if asked in _ASKED:
            return self._read_contact(dispatcher, tracker, _ASKED[asked])
        return self.read(dispatcher, tracker, asked)

    def recover(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """End the form: nothing was noted, and that is certain, as the store was not asked."""
        dispatcher.utter_message(response=self.not_possible)
        return self.over()

    def ended(self, dispatcher: CollectingDispatcher) -> list[Event]:
        """End the form: the customer does not want anything to be noted."""
        dispatcher.utter_message(response=self.declined)
        return self.over()

    def over(self) -> list[Event]:
        """Return the events that end the form; the rule that notes something must not run."""
        return closed(self.empty)

    def stepped_aside(self) -> list[Event]:
        """Return the events with which the form ends, and the answer is an ordinary message."""
        return stepped_aside(self.form, self.empty)

    def next_question(
        self, tracker: TrackerView, answered: str = "", answer: ContactAnswer | None = None
    ) -> Event:
        """Return the next question; `answered` is the slot that is filled now."""
        order = self.order()
        known = {answered, *(each for each in order if tracker.slots.value(each))}
        withheld = {*tracker.slots.texts(slots.WITHHELD), answer.withheld if answer else None}
        for asked, slot in CONTACT_SLOTS.items():
            if asked in withheld or (answer and getattr(answer, asked)):
                known.add(slot)
        missing = [each for each in order if each not in known]
        return SlotSet("requested_slot", missing[0] if missing else None)

    def bad_answer(
        self, dispatcher: CollectingDispatcher, tracker: TrackerView, asked: str, response: str
    ) -> list[Event]:
        """Say what is wrong with an answer, and ask again."""
        dispatcher.utter_message(response=response)
        return [SlotSet(slots.BAD_ANSWERS, self.bad_answers(tracker)), _asks(asked)]

    def bad_answers(self, tracker: TrackerView) -> int:
        """Return how many answers to the present question were bad, with the latest one."""
        return int(tracker.slots.number(slots.BAD_ANSWERS)) + 1

    @property
    def contact(self) -> ContactSettings:
        """What is asked about the customer; nothing in these forms ends for want of it."""
        messages, contact = self.handoff.settings.messages, self.handoff.settings.contact
        return ContactSettings(
            ask=messages.ask if messages else [],
            may_refuse=contact.may_refuse,
            refusals=contact.refusals,
            certainty=contact.certainty,
            bad_emails=contact.bad_emails,
        )

    def _read_message(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        text = printed(tracker.text)
        if text.startswith(INTENT_PREFIXES):
            return self.stepped_aside()
        if text and stops(text):
            return self.ended(dispatcher)
        if text and len(tracker.text) <= MAX_MESSAGE_LENGTH:
            noted = SlotSet(slots.MESSAGE, text), SlotSet(slots.BAD_ANSWERS, 0)
            return [*noted, self.next_question(tracker, slots.MESSAGE)]
        if self.bad_answers(tracker) >= BAD_ANSWERS:
            return self.recover(dispatcher, tracker)
        if not text:
            not_text = "utter_human_handoff_message_not_text"
            return self.bad_answer(dispatcher, tracker, slots.MESSAGE, not_text)
        dispatcher.utter_message(
            response="utter_human_handoff_message_too_long", limit=MAX_MESSAGE_LENGTH
        )
        return [SlotSet(slots.BAD_ANSWERS, self.bad_answers(tracker)), _asks(slots.MESSAGE)]

    def _read_contact(
        self, dispatcher: CollectingDispatcher, tracker: TrackerView, asked: Asked
    ) -> list[Event]:
        bad_answers = int(tracker.slots.number(slots.BAD_ANSWERS))
        answer = read_answer(asked, tracker.text, tracker.intent, self.contact, bad_answers)
        if answer.stops:
            return self.ended(dispatcher)
        if answer.say:
            said = SAID_OF_A_MESSAGE.get(answer.say, answer.say)
            dispatcher.utter_message(response=f"utter_human_handoff_{said}")
        name, email = answer.name, answer.email
        withheld = tracker.slots.texts(slots.WITHHELD)
        is_settled = bool(getattr(answer, asked) or answer.withheld)
        return [
            SlotSet(slots.NAME, tracker.slots.text(slots.NAME) or name),
            # The latest address: the customer is told that it is noted.
            SlotSet(slots.EMAIL, email or tracker.slots.text(slots.EMAIL)),
            SlotSet(slots.WITHHELD, [*withheld, *([answer.withheld] if answer.withheld else [])]),
            SlotSet(slots.BAD_ANSWERS, 0 if is_settled else bad_answers + answer.bad),
            self.next_question(tracker, answer=answer),
        ]


def _asks(slot: str) -> Event:
    return SlotSet("requested_slot", slot)
