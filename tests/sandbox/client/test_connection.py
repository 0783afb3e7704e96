"""The client of the sandbox's control: its connection."""

import pytest
from sse_starlette import EventSourceResponse

from sandbox import Control, running_sandbox


def test_a_quiet_quarter_of_a_minute_does_not_end_the_events(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The server sends a comment now and then, which httpx-sse takes for an event without data."""
    monkeypatch.setattr(EventSourceResponse, "DEFAULT_PING_INTERVAL", 0.05)
    with running_sandbox() as running, Control(running.control) as control:
        control.reset()
        events = list(control.events(seconds=0.5))
        control.reset()

        assert len(events) >= 1
        assert control.wait_for(lambda event: event["id"] > events[-1]["id"])
