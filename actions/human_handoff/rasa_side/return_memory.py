"""What the bot remembers of the time in which agents had the conversation."""

from __future__ import annotations

import time
from typing import Any

from ..handoff_events.vocabulary import Ending
from ..handoff_logic.contact_answers import INTENT_PREFIXES
from .platform_messages import PLATFORM_MESSAGES
from .reports import request_of
from .slot_values import text_of
from .tracker import TrackerView

# Of what the customer wrote meanwhile, so many messages are remembered, each up to this length.
MAX_MESSAGES = 20
MAX_LENGTH = 500


def memory_of(tracker: TrackerView, ending: Ending) -> dict[str, Any]:
    """Return the value of the slot that a bot builder may read.

    The messages were meant for the agents, and are not answered. Platforms that deliver nothing to
    the bot while agents have the conversation leave them out.
    """
    now, seconds = time.time(), tracker.seconds_in_state
    return {
        **request_of(tracker),
        "began": now - seconds,
        "ended": now,
        "ending": ending.value,
        "customer_messages": _messages_since(tracker, now - seconds),
    }


def _messages_since(tracker: TrackerView, began: float) -> list[str]:
    texts: list[str] = []
    for event in tracker.newest_first("user"):
        written_at, text = event.get("timestamp"), (text_of(event.get("text")) or "").strip()
        if not isinstance(written_at, (int, float)) or written_at <= began:
            break
        if text and text not in PLATFORM_MESSAGES and not text.startswith(INTENT_PREFIXES):
            texts.append(text[:MAX_LENGTH])
    return texts[:MAX_MESSAGES][::-1]
