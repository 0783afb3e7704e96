"""Send what an action has reported of a request, as handoff events."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from rasa_sdk.events import SlotSet

from ..handoff_events.event import HandoffEvent
from ..handoff_events.hidden_ids import HiddenIds
from ..handoff_events.sinks import Sinks, log_document
from ..handoff_events.vocabulary import Decision, Outcome, RequestReason, Step
from ..handoff_logic.fallback import Route
from . import slots
from .idempotency import shift_checks
from .session_messages import FALLBACK_ACTIONS, NLU_FALLBACK, answers_offer, offers_before
from .slot_values import Event, mapping_of
from .tracker import TrackerView

TRIGGER_ACTION = "action_human_handoff_follow_trigger"
FALLBACK_INTENTS = frozenset({NLU_FALLBACK, "out_of_scope"})
ACCEPTING_INTENTS = frozenset({"affirm"})
_KEY = re.compile("[0-9a-f]{40}")


def send_reports(tracker: TrackerView, sinks: Sinks, hidden: HiddenIds) -> list[Event]:
    """Send what an action has reported; return the slots that tell of the last event."""
    events: list[Event] = []
    latest = dict(mapping_of(tracker.slots.value(slots.EVENT)))
    for step, details in tracker.reported:
        if isinstance(step, Decision):
            log_document("handoff decision", _decision(tracker, step, details, hidden))
            continue
        latest = sinks.send(_event(tracker, step, latest, details, hidden))
        events += [
            SlotSet(slots.REASON, latest["reason"]),
            SlotSet(slots.OUTCOME, latest["outcome"]),
            SlotSet(slots.EVENT, latest),
        ]
    return events


def request_of(tracker: TrackerView) -> dict[str, Any]:
    """Return desk and skill of the present request, or of its latest attempt."""
    tried = tracker.tried_routes
    if tried:
        return Route.parsed(tried[-1])._asdict()
    return {"desk": tracker.desk, "skill": tracker.requested_skill or None}


def _decision(
    tracker: TrackerView, decision: Decision, details: dict[str, Any], hidden: HiddenIds
) -> dict[str, Any]:
    """Return what the log has of a decision that is no step of a request."""
    reason = reason_of_request(tracker)
    return {
        "decision": decision.value,
        "conversation": conversation_key(tracker, hidden),
        "channel": tracker.names.channel(tracker.channel),
        **tracker.names.shown(request_of(tracker)),
        "reason": reason.value if reason else None,
        "because": details.get("because"),
        "host": details.get("host"),
    }


def conversation_key(tracker: TrackerView, hidden: HiddenIds) -> str:
    """Return the key of the conversation, from which nobody can find the customer's id."""
    return hidden.conversation(tracker.sender_id)


def _event(
    tracker: TrackerView,
    step: Step,
    latest: dict[str, Any],
    details: dict[str, Any],
    hidden: HiddenIds,
) -> HandoffEvent:
    begins = step is Step.REQUESTED
    request = None if begins else _known_key(latest.get("request"))
    if step is Step.OFFERED:  # of no request so far
        offers = offers_before(tracker)
        request = hidden("offer", tracker.sender_id, tracker.began_at, offers)
    event = HandoffEvent(
        step=step,
        time=details["time"],
        request=request or _request_key(tracker, hidden, begins=begins),
        conversation=conversation_key(tracker, hidden),
        channel=tracker.names.channel(tracker.channel),
        reason=reason_of(tracker) if begins else _known_reason(latest.get("reason")),
        waited_seconds=tracker.seconds_waited,
    )
    return replace(event, **details)


def present_outcome(tracker: TrackerView) -> Outcome | None:
    """Return what has become of the present request so far, as its events say."""
    value = mapping_of(tracker.slots.value(slots.EVENT)).get("outcome")
    try:
        return Outcome(value)
    except ValueError:
        return None


def reason_of(tracker: TrackerView) -> RequestReason:
    """Return why a request is made that begins now."""
    events = tracker.events_since
    actions = {each.get("name") for each in events if each.get("event") == "action"}
    intent, _ = tracker.intent
    if answers_offer(tracker):
        return RequestReason.OFFERED
    if TRIGGER_ACTION in actions:
        return RequestReason.TRIGGER_EVENT
    if intent in FALLBACK_INTENTS or actions & FALLBACK_ACTIONS:
        return RequestReason.MISUNDERSTOOD
    return RequestReason.OFFERED if intent in ACCEPTING_INTENTS else RequestReason.ASKED


def reason_of_request(tracker: TrackerView) -> RequestReason | None:
    """Return why the present request was made, as its events say; None if they are lost."""
    return _known_reason(mapping_of(tracker.slots.value(slots.EVENT)).get("reason"))


def _known_key(value: object) -> str | None:
    return value if isinstance(value, str) and _KEY.fullmatch(value) else None


def _known_reason(value: object) -> RequestReason | None:
    try:
        return RequestReason(value)
    except ValueError:
        return None


def _request_key(tracker: TrackerView, hidden: HiddenIds, *, begins: bool) -> str:
    """Return the key of a request; a repetition after a crash gets the same.

    `begins`: the shift is being checked now; else the latest check is in the tracker.
    """
    checks = shift_checks(tracker) - (not begins)
    return hidden("request", tracker.sender_id, tracker.began_at, checks)
