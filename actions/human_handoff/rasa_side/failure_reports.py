"""Recognise a platform's failure report that was delivered before.

Some channels, such as Rasa's `rest`, have no ids by which a second delivery is recognised.
"""

from __future__ import annotations

from collections.abc import Callable

from . import slots
from .slots import HandoffState
from .tracker import TrackerView

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
    if tracker.seconds_in_state < REPEATED_SECONDS:
        return True
    # Where only the platform of an earlier desk reports failures, the report is about that desk.
    desks = [route.partition("/")[0] for route in tracker.tried_routes]
    present, earlier = desks[-1:], desks[:-1]
    is_of_earlier_desk = any(map(tells_of_failures, earlier)) and not any(
        map(tells_of_failures, present)
    )
    return tracker.is_handed_over and is_of_earlier_desk
