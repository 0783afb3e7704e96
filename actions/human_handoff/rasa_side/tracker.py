"""What the plugin reads from Rasa's tracker, and the slots it writes."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import takewhile
from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from ..desk import Contact

Event = dict[str, Any]

PREFIX = "human_handoff_"
CHECK_ACTION = "action_human_handoff_check_shift_status"
TRANSFER_RESPONSE = "utter_human_handoff_transfer"
BLANK_MESSAGE = "BLANK_MESSAGE"
HANDED_OVER_STATES = frozenset({"requested", "with_agent"})
_SLOT_REFERENCE = re.compile(r"\{(\w+)\}")


def slot(name: str, value: Any) -> Event:
    """Return the event that sets one of our slots; the prefix is added."""
    return SlotSet(PREFIX + name, value)


class Conversation:
    """One conversation as the tracker has it when an action is called."""

    def __init__(self, tracker: Tracker, domain: DomainDict) -> None:
        """Take what Rasa hands to an action."""
        self._tracker = tracker
        self._domain = domain

    def value(self, name: str) -> Any:
        """Return one of our slots; the prefix is added."""
        return self._tracker.slots.get(PREFIX + name)

    def others(self, values: Mapping[str, Any]) -> list[Event]:
        """Return the events that set slots, less those that would change nothing."""
        slots = self._tracker.slots
        return [
            SlotSet(name, value)
            for name, value in values.items()
            if slots.get(name) not in (None, value)
        ]

    @property
    def channel(self) -> str:
        """Rasa's name of the channel the customer writes on."""
        return self._tracker.get_latest_input_channel() or ""

    @property
    def text(self) -> str:
        """What the customer said last."""
        return str(self._tracker.latest_message.get("text") or "")

    @property
    def intent(self) -> tuple[str, float]:
        """What Rasa understood of it, and how surely, 0 to 1."""
        intent = self._tracker.latest_message.get("intent") or {}
        return str(intent.get("name") or ""), float(intent.get("confidence") or 0)

    @property
    def is_handed_over(self) -> bool:
        """Whether the vendor has accepted the conversation and not given it back."""
        return self.value("state") in HANDED_OVER_STATES

    @property
    def contact(self) -> Contact:
        """What is known of the customer."""
        return Contact(self.value("name"), self.value("email"))

    @property
    def failures(self) -> int:
        """Requests of this session that failed."""
        return int(self.value("attempts") or 0)

    @property
    def tried(self) -> list[str]:
        """The routes tried for the present request."""
        return list(self.value("tried") or [])

    @property
    def desk(self) -> str | None:
        """The desk of the present request, if there is one."""
        return self.value("desk") or None

    @property
    def requested_skill(self) -> str:
        """The skill of the present request, as it was when somebody was found on shift."""
        return str(self.value("requested_skill") or "")

    @property
    def mark(self) -> str:
        """A name of the present request that every repetition of it shares.

        Rasa saves a turn when it is over: after a crash the same message is handled again on
        the same tracker, and counts up to the same request. The first event's time keeps a
        conversation that starts anew under an old id apart, or after a restart, which empties
        the slot that counts.
        """
        events = self._tracker.events_after_latest_restart()
        first = next((event.get("timestamp") for event in events), 0)
        return f"{self._tracker.sender_id}/{first}/{int(self.value('request') or 0)}"

    @property
    def seconds_since_spoken(self) -> float:
        """How long the customer has been waiting for this turn's answer."""
        spoken = self.spoken[0].get("timestamp") if self.spoken else None
        return max(0.0, time.time() - float(spoken)) if spoken else 0.0

    @property
    def messages_since_spoken(self) -> int:
        """How many messages the bot has said since the customer spoke."""
        kinds = (event.get("event") for event in reversed(self.events))
        return list(takewhile(lambda kind: kind != "user", kinds)).count("bot")

    @cached_property
    def spoken(self) -> list[Event]:
        """The customer's messages, the latest first."""
        return list(self.backwards("user"))

    @property
    def latest_answer(self) -> Event:
        """The bot's latest answer, as the tracker keeps it."""
        return next(self.backwards("bot"), {})

    @property
    def sender_id(self) -> str:
        """What Rasa calls the customer."""
        return str(self._tracker.sender_id)

    @property
    def events(self) -> list[Event]:
        """Everything that has happened, as the tracker keeps it."""
        return self._tracker.events

    @cached_property
    def transfer_message(self) -> str | None:
        """The last words before the transfer, from the domain; None where it says nothing."""
        responses = (self._domain.get("responses") or {}).get(TRANSFER_RESPONSE) or []
        for_channel = [each for each in responses if each.get("channel") == self.channel]
        for_all = [each for each in responses if not each.get("channel")]
        text = str(next(iter(for_channel + for_all), {}).get("text") or "").strip()
        if text in ("", BLANK_MESSAGE):
            return None
        return _SLOT_REFERENCE.sub(lambda found: self._word(found[1]), text)

    @property
    def pending_transfer_message(self) -> str | None:
        """The transfer message where it has not been said; None where nothing is to be said."""
        return None if self.value("announced") else self.transfer_message

    def answers_form(self, form: str) -> bool:
        """Tell whether the latest message is an answer to a form's question.

        Rasa also calls a form's validation when the form begins and when it goes on after
        something else was answered; the message is none of the form's then.
        """
        if (self._tracker.active_loop or {}).get("name") != form:
            return False
        actions = (event.get("name") for event in self.backwards("action"))
        return next((name for name in actions if name != form), None) == "action_listen"

    @property
    def requested_slot(self) -> str | None:
        """The slot a form has asked for."""
        return self._tracker.get_slot("requested_slot")

    @property
    def all_slots(self) -> dict[str, Any]:
        """Every slot of the bot with its value."""
        return dict(self._tracker.current_slot_values())

    @property
    def keeps_slots(self) -> bool:
        """Whether the bot's domain carries slots over to a new session."""
        session: Any = self._domain.get("session_config") or {}
        return bool(session.get("carry_over_slots_to_new_session", True))

    def _word(self, name: str) -> str:
        value = self._tracker.get_slot(name)
        return "" if value is None else str(value)

    def backwards(self, kind: str) -> Iterator[Event]:
        """Return the events of one kind, the latest first."""
        return (event for event in reversed(self.events) if event.get("event") == kind)
