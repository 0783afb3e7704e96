"""What has happened in a conversation before an action is called: events as Rasa keeps them."""

from __future__ import annotations

import time
from typing import Any

Event = dict[str, Any]

FORM = "human_handoff_form"
_INTENTS = "human_handoff faq greet ask_invoice ask_account ask_offers thank deny affirm goodbye"
# Long ago enough for a chat, within the hour after which Rasa begins a new session.
_AGO_SECONDS = 300.0
_SECONDS_PER_EVENT = 2.0


class Story:
    """One conversation, told event by event."""

    def __init__(self) -> None:
        """Begin a session."""
        self._events: list[Event] = []
        self.action("action_session_start").add("session_started").action("action_listen")

    def add(self, kind: str, **values: Any) -> Story:
        """Let an event happen."""
        moment = time.time() - _AGO_SECONDS + _SECONDS_PER_EVENT * len(self._events)
        self._events.append({"event": kind, "timestamp": moment, **values})
        return self

    def action(self, name: str) -> Story:
        """Let the bot run an action."""
        rest = {"action_text": None, "hide_rule_turn": False}
        return self.add("action", name=name, policy="policy_1_RulePolicy", confidence=1.0, **rest)

    def slot(self, **values: Any) -> Story:
        """Set slots; the prefix is added."""
        for name, value in values.items():
            self.add("slot", name=f"human_handoff_{name}", value=value)
        return self

    def customer(self, text: str, intent: str) -> Story:
        """Let the customer speak."""
        ranking = [{"name": name, "confidence": 0.0123456789} for name in _INTENTS.split()]
        message_id = "d1b2c7f0a9e84a3f8f60f4b7f2a4c1de"
        understood = {
            "intent": {"name": intent, "confidence": 0.9876543210},
            "entities": [],
            "text": text,
            "message_id": message_id,
            "metadata": {},
            "text_tokens": [[place, place + 4] for place in range(0, len(text), 5)],
            "intent_ranking": ranking,
        }
        self.add(
            "user",
            text=text,
            parse_data=understood,
            input_channel="rest",
            message_id=message_id,
            metadata={},
        )
        return self.add("user_featurization", use_text_for_featurization=False)

    def bot(self, text: str, response: str) -> Story:
        """Let the bot speak and wait for the customer."""
        self.add("bot", text=text, data={}, metadata={"utter_action": response})
        return self.action("action_listen")

    def until(self, now: Any) -> list[Event]:
        """Return the events; what the customer said last, and what came after, is `now`."""
        places = [place for place, event in enumerate(self._events) if event["event"] == "user"]
        past, present = self._events[: places[-1]], self._events[places[-1] :]
        return past + [{**event, "timestamp": now} for event in present]


def asked_for_a_human() -> Story:
    """A chat of five turns, and then the request; 30 events."""
    story = Story()
    for turn in range(5):
        story.customer(f"And what about my invoice number {turn}?", "ask_invoice")
        story.action("utter_invoice")
        story.bot("Your invoices are in the app, under Account.", "utter_invoice")
    return story.customer("This does not help, I want to talk to a human.", "human_handoff")


def form_filled(desk: str) -> Story:
    """The request and the form's two answers, up to the transfer to a desk; 31 events."""
    story = Story().customer("I want to talk to a human.", "human_handoff")
    story.action("action_human_handoff_check_shift_status")
    story.slot(shift_status="on_shift", state="none", desk=desk, requested_skill="human")
    story.slot(request=1, tried=[], withheld=[], announced=False, bad_answers=0)
    story.action(FORM).add("active_loop", name=FORM)
    story.bot("What is your name?", "utter_ask_human_handoff_name")
    story.customer("My name is Ada Example.", "inform").action(FORM).slot(name="Ada Example")
    story.bot("And your e-mail address?", "utter_ask_human_handoff_email")
    story.customer("ada@example.org", "inform").action(FORM).slot(email="ada@example.org")
    story.add("active_loop", name=None)
    return story.action("action_human_handoff_announce")
