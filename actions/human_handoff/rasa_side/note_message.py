"""Note a message, or the wish to be called, and say so only where it is so."""

from __future__ import annotations

from typing import Any, ClassVar

from rasa_sdk.executor import CollectingDispatcher

from ..availability.call_times import CallTime
from ..handoff_events.vocabulary import Step
from ..messages.records import NoRoomError
from ..state_store import hashed
from . import slots
from .base import HandoffAction
from .call_time_slots import time_in
from .conversation_language import style_of
from .reports import present_outcome
from .slot_values import Event, mapping_of, slot_events, text_of
from .tracker import TrackerView


class NoteMessage(HandoffAction):
    """Put the message into the state store, from where it is delivered."""

    action_name = "action_human_handoff_note_message"
    steps: ClassVar[tuple[Step, Step]] = Step.MESSAGE_NOTED, Step.MESSAGE_NOT_NOTED
    not_possible: ClassVar[str] = "utter_human_handoff_message_not_possible"
    not_noted: ClassVar[str] = "utter_human_handoff_message_not_noted"
    no_room: ClassVar[str] = "utter_human_handoff_message_no_room"

    async def act(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Tell the customer the reference, after the store has the message."""
        text, messages = tracker.slots.text(slots.MESSAGE), self.handoff.messages
        content = self.content(tracker)
        if text is None or messages is None or content is None:
            dispatcher.utter_message(response=self.not_possible)
            return slot_events(slots.NO_CALLBACK)
        skill = self.skill(tracker)
        try:
            reference = await messages.note(
                _idempotency_key(tracker, text),
                skill,
                self.seconds_left(tracker),
                text=text,
                channel=tracker.channel,
                name=tracker.contact.name,
                email=tracker.contact.email,
                **content,
            )
        except NoRoomError:
            return self._say_not_noted(dispatcher, tracker, self.no_room)
        if reference is None:
            return self.recover(dispatcher, tracker)
        tracker.report(self.steps[0], skill=skill, outcome=present_outcome(tracker))
        self.say_noted(dispatcher, tracker, reference)
        return slot_events({**slots.NO_CALLBACK, slots.MESSAGE_REFERENCE: reference})

    def recover(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Say that nobody knows whether it was noted."""
        return self._say_not_noted(dispatcher, tracker, self.not_noted)

    def _say_not_noted(
        self, dispatcher: CollectingDispatcher, tracker: TrackerView, response: str
    ) -> list[Event]:
        tracker.report(self.steps[1], outcome=present_outcome(tracker))
        dispatcher.utter_message(response=response)
        return slot_events({**slots.NO_CALLBACK, slots.MESSAGE_REFERENCE: None})

    def content(self, tracker: TrackerView) -> dict[str, Any] | None:
        """Return what is noted beside the message; None if something is missing."""
        return {}

    def say_noted(
        self, dispatcher: CollectingDispatcher, tracker: TrackerView, reference: str
    ) -> None:
        """Say that the message was noted."""
        dispatcher.utter_message(response="utter_human_handoff_message_noted", reference=reference)


class NoteCallback(NoteMessage):
    """Put the wish to be called into the state store, from where it is delivered."""

    action_name = "action_human_handoff_note_callback"
    steps = Step.CALLBACK_NOTED, Step.CALLBACK_NOT_NOTED
    not_possible = "utter_human_handoff_callback_not_possible"
    not_noted = "utter_human_handoff_callback_not_noted"
    no_room = "utter_human_handoff_callback_no_room"

    def content(self, tracker: TrackerView) -> dict[str, Any] | None:
        """Return the telephone number and the time; None if one of them is missing."""
        callbacks, phone = self.handoff.callbacks, tracker.slots.text(slots.PHONE)
        time, said = _time_of(tracker)
        if callbacks is None or phone is None:
            return None
        if time is not None:
            begins, ends = time.begins.isoformat(), time.ends.isoformat()
            times = {"call_from": begins, "call_until": ends}
            return {"phone": phone, "call_at": callbacks.for_agents(time)} | times
        return {"phone": phone, "call_at": said} if said else None

    def say_noted(
        self, dispatcher: CollectingDispatcher, tracker: TrackerView, reference: str
    ) -> None:
        """Say what was noted: the number and the time, and not that anybody will call."""
        callbacks, number = self.handoff.callbacks, tracker.slots.text(slots.PHONE)
        assert callbacks is not None and number is not None  # noqa: S101, PT018 - see `content`
        time, said = _time_of(tracker)
        phone = callbacks.shown(number)
        if time is None:
            dispatcher.utter_message(
                response="utter_human_handoff_callback_noted_as_said",
                phone=phone,
                call_at=said,
                reference=reference,
            )
            return
        locale = style_of(self.handoff.settings, tracker).locale
        words = callbacks.words(time, locale, with_date=True)
        dispatcher.utter_message(
            response="utter_human_handoff_callback_noted",
            phone=phone,
            reference=reference,
            day=words.day,
            begins=words.begins,
            ends=words.ends,
            zone=words.zone,
        )


_NOTE_ACTIONS = frozenset({NoteMessage.action_name, NoteCallback.action_name})


def _time_of(tracker: TrackerView) -> tuple[CallTime | None, str | None]:
    """Return the time that was chosen, or what the customer has said of it."""
    value = tracker.slots.value(slots.CALL_TIME)
    return time_in(value), text_of(mapping_of(value).get("said"))


def _idempotency_key(tracker: TrackerView, text: str) -> str:
    """Return the key of a message, which every repetition of it shares.

    As that of a request: after a crash, the same message is handled again on the same tracker.
    """
    actions = (event.get("name") for event in tracker.newest_first("action"))
    noted_before = sum(name in _NOTE_ACTIONS for name in actions)
    return hashed(tracker.sender_id, tracker.began_at, noted_before, text)
