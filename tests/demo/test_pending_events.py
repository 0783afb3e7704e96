"""Whether a customer's message has had all its consequences."""

from typing import Any

import pytest

from demo.pending_events import PendingEvents
from tests.demo.sandbox_events import (
    ACCEPTED,
    ANSWERED,
    BOT_FAILED,
    BOT_INFORMED,
    BOT_SAYS,
    CONVERSATION,
    FAILED,
    HOLD_ON,
    JOINED,
    LEFT,
    WAITING,
    message,
)

UNANNOUNCED = {**ACCEPTED, "announced": False}
FAILED_SILENTLY = {**FAILED, "failure": None}
FAILED_AND_INFORMED = [ACCEPTED, HOLD_ON, FAILED, BOT_INFORMED]


@pytest.mark.parametrize(
    ("events", "settled"),
    [
        ([], True),
        ([message("customer", "bot", "hi"), BOT_SAYS], True),
        ([ACCEPTED], False),
        ([ACCEPTED, JOINED], False),
        ([ACCEPTED, HOLD_ON], False),
        ([ACCEPTED, JOINED, HOLD_ON], True),
        ([ACCEPTED, HOLD_ON, FAILED], False),
        ([ACCEPTED, HOLD_ON, FAILED_SILENTLY], True),
        (FAILED_AND_INFORMED, False),
        ([ACCEPTED, HOLD_ON, FAILED, BOT_SAYS, ANSWERED], False),
        ([ACCEPTED, HOLD_ON, FAILED, BOT_SAYS, ANSWERED, BOT_INFORMED], False),
        ([*FAILED_AND_INFORMED, BOT_SAYS], False),
        ([*FAILED_AND_INFORMED, BOT_SAYS, ANSWERED], True),
        ([*FAILED_AND_INFORMED, ANSWERED], True),
        ([*FAILED_AND_INFORMED, BOT_FAILED], True),
        ([*FAILED_AND_INFORMED, ACCEPTED], False),
        ([*FAILED_AND_INFORMED, ACCEPTED, JOINED, HOLD_ON], False),
        ([*FAILED_AND_INFORMED, ACCEPTED, JOINED, ANSWERED, HOLD_ON], True),
        ([ACCEPTED, JOINED, HOLD_ON, ACCEPTED, HOLD_ON], True),
        ([ACCEPTED, JOINED, HOLD_ON, LEFT, ACCEPTED, HOLD_ON], False),
        ([{**ACCEPTED, "conversation": "another"}], True),
        ([UNANNOUNCED], False),
        ([UNANNOUNCED, WAITING], True),
        ([UNANNOUNCED, WAITING, JOINED], True),
        ([UNANNOUNCED, WAITING, FAILED_SILENTLY], True),
        ([ACCEPTED, HOLD_ON, WAITING, FAILED], False),
        ([UNANNOUNCED, JOINED], True),
        ([UNANNOUNCED, BOT_SAYS, JOINED, message("customer", "agent", "hi")], True),
        ([UNANNOUNCED, BOT_SAYS], False),
        ([UNANNOUNCED, FAILED_SILENTLY, message("customer", "nobody", "hi")], True),
        ([*FAILED_AND_INFORMED, UNANNOUNCED, JOINED], False),
        ([*FAILED_AND_INFORMED, UNANNOUNCED, FAILED_SILENTLY], False),
        ([*FAILED_AND_INFORMED, UNANNOUNCED, JOINED, BOT_SAYS, ANSWERED], True),
    ],
)
def test_everything_is_delivered_when_nothing_more_will_follow(
    events: list[dict[str, Any]], settled: bool
) -> None:
    pending = PendingEvents(CONVERSATION)
    for event in events:
        pending.update(event)

    assert pending.settled is settled
