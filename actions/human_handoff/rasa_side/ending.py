"""The last event of a request: the conversation is the bot's again."""

from __future__ import annotations

import time

from ..handoff_events.vocabulary import Ending, Step
from ..handoff_logic.take_backs import TakeBacks
from .reports import request_of
from .tracker import TrackerView

# The servers' clocks may differ by so much, and the agent may write in the turn of the transfer.
# What was written before that, an agent wrote in an earlier conversation.
TOLERANCE_SECONDS = 5.0


async def report_end(
    tracker: TrackerView, ending: Ending, take_backs: TakeBacks, host: str | None = None
) -> None:
    """Report how the conversation became the bot's, and how soon an agent had written.

    `host` is the vendor's that was asked for it.
    """
    written_at = await take_backs.first_word_at(tracker.sender_id, tracker.channel)
    seconds = _first_word_seconds(tracker, written_at)
    tracker.report(
        Step.ENDED,
        **request_of(tracker),
        ending=ending,
        first_word_seconds=seconds,
        host=host,
    )


def _first_word_seconds(tracker: TrackerView, written_at: float | None) -> float | None:
    """Return the seconds from the acceptance to an agent's first word; None if not known."""
    if written_at is None or not tracker.seconds_in_state:
        return None
    seconds = tracker.seconds_in_state - (time.time() - written_at)
    return round(max(0.0, seconds), 3) if seconds > -TOLERANCE_SECONDS else None
