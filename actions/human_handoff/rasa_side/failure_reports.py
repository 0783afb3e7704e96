"""Recognise a platform's failure report that was delivered before.

Some channels, such as Rasa's `rest`, have no ids by which a second delivery is recognised.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import dropwhile

from ..handoff_logic.fallback import Route
from . import slots
from .slot_values import Event, mapping_of, text_of
from .slots import HandoffState
from .tracker import TrackerView

FAILED_MESSAGE = "__agent_escalation_failed__"

# A platform that gets no response in time delivers its report again within this time.
REPEATED_SECONDS = 10.0


def is_repeated_failure(tracker: TrackerView, tells_of_failures: Callable[[str], bool]) -> bool:
    """Tell whether a failure report belongs to an earlier transfer than the present one.

    Args:
        tracker: The conversation.
        tells_of_failures: Whether the platform of a desk reports later failures.
    """
    is_first_route = tracker.is_handed_over and len(tracker.tried_routes) <= 1
    is_time_known = tracker.slots.number(slots.STATE_SINCE) > 0
    if tracker.state is HandoffState.NONE or is_first_route or not is_time_known:
        return False
    if tracker.seconds_in_state < REPEATED_SECONDS and _follows_report(tracker):
        return True
    # Where only the platform of an earlier desk reports failures, the report is about that desk.
    desks = [Route.parsed(route).desk for route in tracker.tried_routes]
    present, earlier = desks[-1:], desks[:-1]
    is_of_earlier_desk = any(map(tells_of_failures, earlier)) and not any(
        map(tells_of_failures, present)
    )
    return tracker.is_handed_over and is_of_earlier_desk


def _follows_report(tracker: TrackerView) -> bool:
    """Tell whether the present state began in a turn that a failure report began.

    A report before that turn does not count: it can be about a transfer of an earlier request
    whose fate was unknown.
    """
    until = dropwhile(lambda event: not _begins_state(event), reversed(tracker.events))
    turns = (event for event in until if event.get("event") == "user")
    return _is_failure_report(next(turns, {}))


def _begins_state(event: Event) -> bool:
    return event.get("event") == "slot" and event.get("name") == slots.STATE_SINCE


def _is_failure_report(event: Event) -> bool:
    intent = mapping_of(mapping_of(event.get("parse_data")).get("intent")).get("name")
    text = (text_of(event.get("text")) or "").strip()
    return intent == slots.FAILED_INTENT or text == FAILED_MESSAGE
