"""What has happened in a conversation before an action is called: events as Rasa stores them."""

from __future__ import annotations

import re
import time
from typing import Any

Event = dict[str, Any]

FORM = "human_handoff_form"
REQUEST = "I want to talk to a human."
_WORD = re.compile(r"\S+")
_INTENTS = "human_handoff faq greet ask_invoice ask_account ask_offers thank deny affirm goodbye"
# Long enough ago for a chat, and within the hour after which Rasa starts a new session.
_STARTED_AGO_SECONDS = 300.0
_SECONDS_PER_EVENT = 2.0


class Timeline:
    """The events of one conversation, added one by one."""

    def __init__(self) -> None:
        """Start a session."""
        self._events: list[Event] = []
        self.action("action_session_start").add("session_started").action("action_listen")

    def add(self, kind: str, **values: Any) -> Timeline:
        """Add an event."""
        age = _STARTED_AGO_SECONDS - _SECONDS_PER_EVENT * len(self._events)
        self._events.append({"event": kind, "timestamp": time.time() - age, **values})
        return self

    def action(self, name: str) -> Timeline:
        """Add that the bot has run an action."""
        rest = {"action_text": None, "hide_rule_turn": False}
        return self.add("action", name=name, policy="policy_1_RulePolicy", confidence=1.0, **rest)

    def slots(self, **values: Any) -> Timeline:
        """Add values of slots, which are named here without the prefix."""
        for name, value in values.items():
            self.add("slot", name=f"human_handoff_{name}", value=value)
        return self

    def customer(self, text: str, intent: str) -> Timeline:
        """Add a message of the customer."""
        ranking = [{"name": name, "confidence": 0.0123456789} for name in _INTENTS.split()]
        message_id = "d1b2c7f0a9e84a3f8f60f4b7f2a4c1de"
        parse_data = {
            "intent": {"name": intent, "confidence": 0.9876543210},
            "entities": [],
            "text": text,
            "message_id": message_id,
            "metadata": {},
            "text_tokens": [list(word.span()) for word in _WORD.finditer(text)],
            "intent_ranking": ranking,
        }
        self.add(
            "user",
            text=text,
            parse_data=parse_data,
            input_channel="rest",
            message_id=message_id,
            metadata={},
        )
        return self.add("user_featurization", use_text_for_featurization=False)

    def bot(self, text: str, response: str) -> Timeline:
        """Add a message of the bot, which then waits for the customer."""
        self.add("bot", text=text, data={}, metadata={"utter_action": response})
        return self.action("action_listen")

    def events(self, now: Any) -> list[Event]:
        """Return all events; those since the customer's last message have the timestamp `now`."""
        last = max(i for i, event in enumerate(self._events) if event["event"] == "user")
        return self._events[:last] + [{**event, "timestamp": now} for event in self._events[last:]]


def request_for_a_person() -> Timeline:
    """Return a chat of five turns, and then the request; 30 events."""
    timeline = Timeline()
    for turn in range(5):
        timeline.customer(f"And what about my invoice number {turn}?", "ask_invoice")
        timeline.action("utter_invoice")
        timeline.bot("Your invoices are in the app, under Account.", "utter_invoice")
    return timeline.customer("This does not help, I want to talk to a human.", "human_handoff")


def answered_form(desk: str, answer: str) -> Timeline:
    """Return a request, the form's first question and the customer's answer; 22 events."""
    timeline = _asked_form(desk, REQUEST)
    return timeline.customer(answer, "inform")


def filled_form(desk: str, request: str = REQUEST) -> Timeline:
    """Return the request and the form's two answers, up to the transfer to a desk; 33 events."""
    timeline = _asked_form(desk, request)
    timeline.customer("My name is Ada Example.", "inform").action(FORM).slots(name="Ada Example")
    timeline.bot("And your e-mail address?", "utter_ask_human_handoff_email")
    timeline.customer("ada@example.org", "inform").action(FORM).slots(email="ada@example.org")
    timeline.add("active_loop", name=None).add("slot", name="requested_slot", value=None)
    return timeline.action("action_human_handoff_announce")


def _asked_form(desk: str, request: str) -> Timeline:
    timeline = Timeline().customer(request, "human_handoff")
    timeline.action("action_human_handoff_check_shift_status")
    timeline.slots(shift_status="on_shift", state="none", desk=desk, requested_skill="human")
    timeline.slots(request=1, tried=[], withheld=[], announced=False, bad_answers=0)
    timeline.action(FORM).add("active_loop", name=FORM)
    timeline.add("slot", name="requested_slot", value="human_handoff_name")
    return timeline.bot("What is your name?", "utter_ask_human_handoff_name")
