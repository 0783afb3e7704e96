"""Whether a customer's message has had all its consequences."""

import pytest

from demo.pending_events import PendingEvents
from tests.demo import sandbox_events

INFORMED = "ACCEPTED HOLD_ON FAILED INFORMED"


@pytest.mark.parametrize(
    ("events", "settled"),
    [
        ("", True),
        ("TO_BOT SAYS", True),
        ("ACCEPTED", False),
        ("ACCEPTED JOINED", False),
        ("ACCEPTED HOLD_ON", False),
        ("ACCEPTED JOINED HOLD_ON", True),
        ("ACCEPTED HOLD_ON FAILED", False),
        ("ACCEPTED HOLD_ON FAILED_SILENTLY", True),
        (INFORMED, False),
        ("ACCEPTED HOLD_ON FAILED SAYS ANSWERED", False),
        ("ACCEPTED HOLD_ON FAILED SAYS ANSWERED INFORMED", False),
        (f"{INFORMED} SAYS", False),
        (f"{INFORMED} SAYS ANSWERED", True),
        (f"{INFORMED} ANSWERED", True),
        (f"{INFORMED} BOT_FAILED", True),
        (f"{INFORMED} ACCEPTED", False),
        (f"{INFORMED} ACCEPTED JOINED HOLD_ON", False),
        (f"{INFORMED} ACCEPTED JOINED ANSWERED HOLD_ON", True),
        ("ACCEPTED JOINED HOLD_ON ACCEPTED HOLD_ON", True),
        ("ACCEPTED JOINED HOLD_ON LEFT ACCEPTED HOLD_ON", False),
        ("ELSEWHERE", True),
        ("UNANNOUNCED", False),
        ("UNANNOUNCED WAITING", True),
        ("UNANNOUNCED WAITING JOINED", True),
        ("UNANNOUNCED WAITING FAILED_SILENTLY", True),
        ("ACCEPTED HOLD_ON WAITING FAILED", False),
        ("UNANNOUNCED JOINED", True),
        ("UNANNOUNCED SAYS JOINED TO_AGENT", True),
        ("UNANNOUNCED SAYS", False),
        ("UNANNOUNCED FAILED_SILENTLY TO_NOBODY", True),
        (f"{INFORMED} UNANNOUNCED JOINED", False),
        (f"{INFORMED} UNANNOUNCED FAILED_SILENTLY", False),
        (f"{INFORMED} UNANNOUNCED JOINED SAYS ANSWERED", True),
    ],
)
def test_everything_is_delivered_when_nothing_more_will_follow(events: str, settled: bool) -> None:
    pending = PendingEvents(sandbox_events.CONVERSATION)
    for name in events.split():
        pending.update(getattr(sandbox_events, name))

    assert pending.settled is settled
