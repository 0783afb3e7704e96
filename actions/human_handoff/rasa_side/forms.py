"""The two forms: one asks who the customer is, one keeps the bot silent."""

from __future__ import annotations

from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from ..handoff_logic.contact_answers import Asked, ContactAnswer, understand
from .base import AGENT_LOOP, INTAKE_FORM, SILENCE, HandoffAction
from .tracker import PREFIX, Conversation, Event, slot

# The platforms' own messages, should the bot's NLU ever take them for something else.
PLATFORM_MESSAGES = {
    "__agent_escalation_failed__": "action_human_handoff_transfer_failed",
    "__agent_returned__": "action_human_handoff_returned",
}
# How Rasa spells an intent that was sent as one: in a message, and through its HTTP API.
INTENT_MARKS = ("/", "EXTERNAL: ")
PLATFORM_INTENTS = frozenset({"human_handoff_failed", "human_handoff_returned"})


class ValidateHandoffForm(HandoffAction):
    """Read the customer's answers; ask for nothing that is known."""

    def name(self) -> str:
        """Return the name under which Rasa validates the form."""
        return f"validate_{INTAKE_FORM}"

    async def act(self, dispatcher: CollectingDispatcher, talk: Conversation) -> list[Event]:
        """Fill the slots from the latest answer and name the next question."""
        asked = self._asked(talk)
        if asked is None or not talk.answers_form(INTAKE_FORM):
            return [self._next(talk, ContactAnswer())]
        contact = self.handoff.settings.contact
        bad_answers = int(talk.value("bad_answers") or 0)
        answer = understand(asked, talk.text, talk.intent, contact, bad_answers)
        if answer.interrupts:
            return []  # nothing filled: Rasa lets another rule have the turn
        if answer.say:
            dispatcher.utter_message(response=f"utter_human_handoff_{answer.say}")
        events = _slots(talk, asked, answer)
        # Around an address stands many a word that is no name: nothing is taken that is not asked.
        if answer.name and asked != "name" and "name" in self._open(talk, ContactAnswer()):
            events.append(slot("name", answer.name))
        return [*events, self._next(talk, answer), *_end(answer)]

    def _asked(self, talk: Conversation) -> Asked | None:
        requested = talk.requested_slot or ""
        for each in self.handoff.settings.contact.ask:
            if requested == PREFIX + each:
                return each
        return None

    def _next(self, talk: Conversation, answer: ContactAnswer) -> Event:
        left = [] if answer.stops else self._open(talk, answer)
        return dict(SlotSet("requested_slot", PREFIX + left[0] if left else None))

    def _open(self, talk: Conversation, answer: ContactAnswer) -> list[Asked]:
        done = {*(talk.value("withheld") or []), answer.withheld}
        ask = self.handoff.settings.contact.ask
        done |= {each for each in ask if talk.value(each) or getattr(answer, each)}
        return [each for each in ask if each not in done]


class ValidateWithAgentLoop(HandoffAction):
    """Accept every message and say nothing: an agent has the conversation."""

    def name(self) -> str:
        """Return the name under which Rasa validates the loop."""
        return f"validate_{AGENT_LOOP}"

    async def act(self, dispatcher: CollectingDispatcher, talk: Conversation) -> list[Event]:
        """Leave the turn to a rule if the platform speaks; else keep the loop going."""
        if talk.answers_form(AGENT_LOOP):
            follow_up = PLATFORM_MESSAGES.get(talk.text.strip())
            understood = talk.intent[0] in PLATFORM_INTENTS
            # A customer's words that Rasa takes for the platform's must not end an agent's chat.
            if understood and (follow_up or talk.text.startswith(INTENT_MARKS)):
                return []
            if follow_up is not None:
                return [dict(SlotSet(SILENCE, None)), dict(FollowupAction(follow_up))]
        return [dict(SlotSet(SILENCE, None)), dict(SlotSet("requested_slot", SILENCE))]


def _slots(talk: Conversation, asked: Asked, answer: ContactAnswer) -> list[Event]:
    # At least one slot is set, if only to what it was: Rasa takes none for a rejection.
    events = [slot(asked, getattr(answer, asked) or talk.value(asked))]
    if answer.email and asked != "email":
        events.append(slot("email", answer.email))
    if answer.withheld:
        events.append(slot("withheld", [*(talk.value("withheld") or []), answer.withheld]))
    moved_on = bool(getattr(answer, asked) or answer.withheld)
    bad_answers = int(talk.value("bad_answers") or 0) + answer.bad
    return [*events, slot("bad_answers", 0 if moved_on else bad_answers)]


def _end(answer: ContactAnswer) -> list[Event]:
    # The rule that transfers must not see the end of a form that was given up.
    return [dict(FollowupAction("action_listen"))] if answer.stops else []
