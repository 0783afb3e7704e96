"""The two forms: one asks for the customer's name and address, one keeps the bot silent."""

from __future__ import annotations

from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from ..handoff_events.vocabulary import Outcome, Step
from ..handoff_logic.contact_answers import INTENT_PREFIXES, Asked, ContactAnswer, read_answer
from ..handoff_logic.leave_answers import leaves_queue
from ..handoff_logic.take_back_calls import TakeBack
from . import slots
from .base import AGENT_LOOP, CONTACT_FORM, HandoffAction
from .platform_messages import PLATFORM_INTENTS, PLATFORM_MESSAGES, RETURN_ACTION
from .reports import request_of
from .slot_values import Event
from .take_back import LEAVE_ACTION
from .tracker import TrackerView

_SLOTS: dict[Asked, str] = {"name": slots.NAME, "email": slots.EMAIL}


class ValidateHandoffForm(HandoffAction):
    """Read the customer's answers to the contact form, and ask only for what is not known."""

    action_name = f"validate_{CONTACT_FORM}"

    async def act(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Fill the slots from the latest answer and name the next question."""
        asked = self._asked(tracker)
        if asked is None or not tracker.answers_form(CONTACT_FORM):
            return [self._next_question(tracker, ContactAnswer())]
        settings = self.handoff.settings.contact
        bad_answers = int(tracker.slots.number(slots.BAD_ANSWERS))
        answer = read_answer(asked, tracker.text, tracker.intent, settings, bad_answers)
        if answer.interrupts:
            return []  # if no slot is filled, Rasa lets another rule handle the message
        if answer.stops:
            tracker.report(Step.CANCELLED, **request_of(tracker), outcome=Outcome.CANCELLED)
        if answer.say:
            dispatcher.utter_message(response=f"utter_human_handoff_{answer.say}")
        events = _answer_events(tracker, asked, answer)
        # A name beside an address is only taken if the name is still to be asked for.
        if answer.name and asked != "name" and "name" in self._missing(tracker, ContactAnswer()):
            events.append(SlotSet(slots.NAME, answer.name))
        return [*events, self._next_question(tracker, answer), *_end_events(answer)]

    def recover(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Go on without the rest of the contact data."""
        return [
            SlotSet(slots.WITHHELD, list(self.handoff.settings.contact.ask)),
            SlotSet("requested_slot", None),
        ]

    def _asked(self, tracker: TrackerView) -> Asked | None:
        for each in self.handoff.settings.contact.ask:
            if tracker.requested_slot == _SLOTS[each]:
                return each
        return None

    def _next_question(self, tracker: TrackerView, answer: ContactAnswer) -> Event:
        missing = [] if answer.stops else self._missing(tracker, answer)
        return SlotSet("requested_slot", _SLOTS[missing[0]] if missing else None)

    def _missing(self, tracker: TrackerView, answer: ContactAnswer) -> list[Asked]:
        ask = self.handoff.settings.contact.ask
        done = {*tracker.slots.texts(slots.WITHHELD), answer.withheld}
        done |= {each for each in ask if tracker.slots.text(_SLOTS[each]) or getattr(answer, each)}
        return [each for each in ask if each not in done]


class ValidateWithAgentLoop(HandoffAction):
    """Accept every message and send nothing, because an agent has the conversation."""

    action_name = f"validate_{AGENT_LOOP}"

    async def act(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Let a rule handle a message of the platform; for any other the loop goes on."""
        if tracker.answers_form(AGENT_LOOP):
            is_platform_text = tracker.text.strip() in PLATFORM_MESSAGES
            is_platform_intent = tracker.intent[0] in PLATFORM_INTENTS
            # A customer's text that Rasa takes for the platform's must not end an agent's chat.
            if is_platform_intent and (
                is_platform_text or tracker.text.startswith(INTENT_PREFIXES)
            ):
                return []
            follow_up = await self.follow_up(tracker)
            if follow_up is not None:
                return [SlotSet(slots.SILENCE, None), dict(FollowupAction(follow_up))]
        return self.recover(dispatcher, tracker)

    async def follow_up(self, tracker: TrackerView) -> str | None:
        """Return the action that follows a message; None where the bot stays silent."""
        follow_up = PLATFORM_MESSAGES.get(tracker.text.strip())
        if tracker.seconds_in_state > self.handoff.settings.handed_over_seconds:
            follow_up = follow_up or RETURN_ACTION  # for too long to be believed
        if follow_up is None and await self._leaves(tracker):
            follow_up = LEAVE_ACTION
        if follow_up is None:
            await self._note_agent(tracker)
        return follow_up

    async def _leaves(self, tracker: TrackerView) -> bool:
        """Tell whether the customer does not want to wait, as far as no agent has written."""
        if not self.handoff.take_backs.hears_agents_on(tracker.channel):
            return False  # what the customer types may be for an agent
        if not leaves_queue(tracker.text, tracker.intent[0]):
            return False
        found = await self.handoff.take_backs.waiting(tracker.sender_id)
        return found is not TakeBack.AGENT_WROTE

    async def _note_agent(self, tracker: TrackerView) -> None:
        """Note what a platform tells that has no channel of ours."""
        is_told = tracker.intent[0] == slots.AGENT_WROTE_INTENT
        if is_told and tracker.text.startswith(INTENT_PREFIXES):
            await self.handoff.take_backs.note_agent(tracker.sender_id)

    def recover(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Stay silent."""
        return [SlotSet(slots.SILENCE, None), SlotSet("requested_slot", slots.SILENCE)]


def _answer_events(tracker: TrackerView, asked: Asked, answer: ContactAnswer) -> list[Event]:
    slot = _SLOTS[asked]
    # At least one slot is set, if only to its own value: Rasa takes no slot for a rejection.
    events = [SlotSet(slot, getattr(answer, asked) or tracker.slots.text(slot))]
    if answer.email and asked != "email":
        events.append(SlotSet(slots.EMAIL, answer.email))
    if answer.withheld:
        withheld = [*tracker.slots.texts(slots.WITHHELD), answer.withheld]
        events.append(SlotSet(slots.WITHHELD, withheld))
    is_settled = bool(getattr(answer, asked) or answer.withheld)
    bad_answers = int(tracker.slots.number(slots.BAD_ANSWERS)) + answer.bad
    return [*events, SlotSet(slots.BAD_ANSWERS, 0 if is_settled else bad_answers)]


def _end_events(answer: ContactAnswer) -> list[Event]:
    # The rule that transfers must not run at the end of a form that was given up.
    return [dict(FollowupAction("action_listen"))] if answer.stops else []
