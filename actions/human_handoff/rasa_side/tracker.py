"""What the actions read from Rasa's tracker; every value is checked before it is used."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import takewhile
from typing import Any

from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from ..desk import Contact
from ..handoff_events.vocabulary import Decision, Step
from ..handoff_logic.known_names import KnownNames
from . import slots
from .flows import named_intent
from .slot_values import Event, SlotValues, mapping_of, text_of
from .slots import HANDED_OVER, HandoffState, state_of
from .transfer_message import transfer_message
from .waiting import seconds_before_call

CHECK_ACTION = "action_human_handoff_check_shift_status"
MAX_CHANNEL_LENGTH = 100


class TrackerView:
    """One conversation, as the tracker contains it when an action is called.

    Attributes:
        domain: The bot's domain, where Rasa sends it to the action.
        slots: The slots, each as the type that the plugin expects.
        names: The names that reports may show.
        runs_flows: Whether the bot is one of flows: only their domain has the slot `NEXT`.
        reported: What the action reports, with attributes of each `HandoffEvent`.
    """

    def __init__(
        self, tracker: Tracker, domain: DomainDict, names: KnownNames | None = None
    ) -> None:
        """Take what Rasa passes to an action, and the names that reports may show."""
        self.names = names or KnownNames((), (), ())
        self._tracker = tracker
        self.domain = domain
        self._started = time.monotonic()
        self.slots = SlotValues(tracker.slots)
        self.runs_flows = slots.NEXT in tracker.slots
        self.reported: list[tuple[Step | Decision, Any]] = []

    def report(self, step: Step | Decision, **details: Any) -> None:
        """Report a step or a decision; it is sent, or logged, when the action is over."""
        self.reported.append((step, {"time": time.time(), **self.names.shown(details)}))

    @property
    def state(self) -> HandoffState:
        """How far the handoff has come."""
        return state_of(self.slots.value(slots.STATE))

    @property
    def is_handed_over(self) -> bool:
        """Whether the vendor has accepted the conversation and not given it back."""
        return self.state in HANDED_OVER

    @property
    def seconds_in_state(self) -> float:
        """How long the state has been what it is; 0 if that is not known."""
        since = self.slots.number(slots.STATE_SINCE)
        if not 0 < since <= time.time():  # saved by an earlier version, or set by somebody else
            since = self._state_set_at()
        return max(0.0, time.time() - since) if since else 0.0

    def _state_set_at(self) -> float:
        changes = (each for each in self.newest_first("slot") if each.get("name") == slots.STATE)
        moment = next(changes, {}).get("timestamp")
        return float(moment) if isinstance(moment, (int, float)) else 0.0

    @property
    def channel(self) -> str:
        """Rasa's name of the channel the customer writes on.

        Rasa's `rest` reads it from the request, so it can be anything that JSON can express.
        """
        channel = text_of(self._tracker.get_latest_input_channel()) or ""
        return channel if len(channel) <= MAX_CHANNEL_LENGTH else ""

    @property
    def text(self) -> str:
        """The customer's latest message, cut at `MAX_TEXT_LENGTH` characters."""
        return text_of(self._tracker.latest_message.get("text")) or ""

    @property
    def intent(self) -> tuple[str, float]:
        """The intent of that message and Rasa's confidence in it, 0 to 1."""
        intent = mapping_of(self._tracker.latest_message.get("intent"))
        if self.runs_flows and not intent.get("name"):
            return named_intent(self.text)
        return str(intent.get("name") or ""), float(intent.get("confidence") or 0)

    @property
    def contact(self) -> Contact:
        """The customer's name and e-mail address, as far as they are known."""
        return Contact(self.slots.text(slots.NAME), self.slots.text(slots.EMAIL))

    @property
    def failed_requests(self) -> int:
        """How many requests of this session failed."""
        return int(self.slots.number(slots.ATTEMPTS))

    @property
    def tried_routes(self) -> list[str]:
        """The routes that were tried for the present request."""
        return self.slots.texts(slots.TRIED_ROUTES)

    @property
    def desk(self) -> str | None:
        """The desk of the present request, if there is a request."""
        return self.slots.text(slots.DESK)

    @property
    def requested_skill(self) -> str:
        """The skill of the present request, as it was when the shift was checked."""
        return self.slots.text(slots.REQUESTED_SKILL) or ""

    @property
    def request_number(self) -> int:
        """How many requests this conversation has had."""
        return int(self.slots.number(slots.REQUEST_NUMBER))

    @property
    def began_at(self) -> float:
        """The time of the first event, or of the first one after the latest restart; else 0."""
        times = (event.get("timestamp") for event in self._tracker.events_after_latest_restart())
        return next(times, 0) or 0

    @property
    def seconds_waited(self) -> float:
        """How long the customer has been waiting for this turn's answer."""
        return seconds_before_call(self.events) + time.monotonic() - self._started

    @property
    def events_since(self) -> list[Event]:
        """What has happened since the customer's latest message, the latest first."""
        return list(takewhile(lambda each: each.get("event") != "user", reversed(self.events)))

    @property
    def sender_id(self) -> str:
        """Rasa's id of the conversation."""
        return str(self._tracker.sender_id)

    @property
    def events(self) -> list[Event]:
        """All events, the oldest first."""
        return self._tracker.events

    def newest_first(self, kind: str) -> Iterator[Event]:
        """Yield the events of one kind, the latest first."""
        return (event for event in reversed(self.events) if event.get("event") == kind)

    @property
    def pending_transfer_message(self) -> str | None:
        """The transfer message while it has not been sent; None if nothing is to be sent."""
        if self.slots.value(slots.ANNOUNCED):
            return None
        return transfer_message(self.domain, self.channel, self.slots)

    @property
    def requested_slot(self) -> str | None:
        """The slot that the active form has asked for."""
        return self.slots.text("requested_slot")

    @property
    def active_loop(self) -> str | None:
        """The form or other loop that is open, if there is one."""
        return text_of((self._tracker.active_loop or {}).get("name"))

    def has_response(self, name: str) -> bool:
        """Tell whether the bot's domain has a response."""
        return name in mapping_of(self.domain.get("responses"))

    def answers_form(self, form: str) -> bool:
        """Tell whether the latest message is an answer to a form's question.

        Rasa also validates a form when it starts, and when it continues after another rule.
        """
        if self.active_loop != form:
            return False
        actions = (event.get("name") for event in self.newest_first("action"))
        return next((name for name in actions if name != form), None) == "action_listen"

    @property
    def all_slots(self) -> dict[str, Any]:
        """Every slot of the bot with its value."""
        return dict(self._tracker.current_slot_values())

    @property
    def carries_slots_over(self) -> bool:
        """Whether the bot's domain carries slots over to a new session."""
        session: Any = self.domain.get("session_config") or {}
        return bool(session.get("carry_over_slots_to_new_session", True))
