"""The client of the sandbox's control: its connection."""

import os
import signal
import threading
from types import FrameType

import httpx
import pytest
from sse_starlette import EventSourceResponse

from sandbox import Control, running_sandbox
from sandbox.client.control import ControlError


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


class _InterruptedError(BaseException):
    """What the signal raises, as Ctrl-C raises KeyboardInterrupt, which is no Exception either.

    `Thread.start` takes an Exception for a sign that no thread has been started.
    """


def test_a_signal_in_a_request_leaves_the_connection_usable() -> None:
    """The exception would otherwise leave a lock of httpx locked in one request of eight."""
    interrupted, in_request = 0, False

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        if in_request:
            raise _InterruptedError

    before = signal.signal(signal.SIGUSR1, interrupt)
    try:
        with running_sandbox() as running, Control(running.control) as control:
            for number in range(200):
                later = threading.Timer(number % 20 / 10_000, _send_signal)
                later.start()
                try:
                    in_request = True
                    control.setup()
                    in_request = False
                except _InterruptedError:
                    in_request = False
                    interrupted += 1
                later.join()
            assert control.agents() == "accept"
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert interrupted > 20


def _send_signal() -> None:
    os.kill(os.getpid(), signal.SIGUSR1)


def test_the_error_of_a_request_is_raised_where_it_was_sent() -> None:
    with (
        running_sandbox() as running,
        Control(running.control) as control,
        pytest.raises(ControlError, match="GET /transfers/nothing"),
    ):
        control.ask("GET", "/transfers/nothing")
    with pytest.raises(httpx.ConnectError):
        Control("http://127.0.0.1:9").setup()
