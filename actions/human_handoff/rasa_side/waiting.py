"""How long a customer has been waiting when an action is called."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from .slot_values import Event

logger = logging.getLogger(__name__)

# Rasa abandons a turn after 60 seconds; a longer wait comes from clocks that differ.
MAX_WAIT_SECONDS = 60.0


def seconds_before_call(events: Sequence[Event]) -> float:
    """Return the seconds between the customer's latest message and the latest event.

    Both times are Rasa's own, so that the clocks of two machines need not agree.
    """
    messages = (each for each in reversed(events) if each.get("event") == "user")
    sent = next(messages, {}).get("timestamp")
    latest = events[-1].get("timestamp") if events else None
    seconds = float(latest) - float(sent) if sent and latest else 0.0
    if not 0 <= seconds <= MAX_WAIT_SECONDS:
        logger.warning("the waiting time of %.0f s is ignored: it cannot be", seconds)
        return 0.0
    return seconds
