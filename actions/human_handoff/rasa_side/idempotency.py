"""The idempotency key of a request, which every repetition of it shares."""

from __future__ import annotations

from .slot_values import Event
from .tracker import CHECK_ACTION, TrackerView


def idempotency_key(tracker: TrackerView) -> str:
    """Return the key of the present request.

    Rasa saves a turn when it is over. After a crash the same message is handled again on the same
    tracker, and its request gets the same numbers. The time of the first event keeps a
    conversation apart that starts anew under an old id, or after a restart. The number of shift
    checks keeps requests apart whose own number was lost, because a bot reset all slots.
    """
    numbers = (tracker.began_at, tracker.request_number, shift_checks(tracker))
    return "/".join([tracker.sender_id, *map(str, numbers)])


def shift_checks(tracker: TrackerView) -> int:
    """Return how often the shift was checked before."""
    return sum(map(is_shift_check, tracker.events))


def is_shift_check(event: Event) -> bool:
    """Tell whether a request began with this event of the tracker."""
    return event.get("event") == "action" and event.get("name") == CHECK_ACTION
