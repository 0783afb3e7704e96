"""Fixtures of all unit tests, and settings of the property tests."""

import socket
import threading
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
import responses
from hypothesis import HealthCheck, settings

# Property tests are about rules, not about how busy the machine is.
settings.register_profile(
    "unit",
    deadline=None,
    max_examples=40,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("unit")


@pytest.fixture
def http() -> Iterator[responses.RequestsMock]:
    """Take declared calls and no others."""
    with responses.RequestsMock() as mock:
        yield mock


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Replace the wait before a transfer; return how many seconds each would have taken."""
    seconds_waited: list[float] = []

    async def sleep(seconds: float) -> None:
        seconds_waited.append(seconds)

    monkeypatch.setattr(
        "actions.human_handoff.handoff_logic.handoff.asyncio", SimpleNamespace(sleep=sleep)
    )
    return seconds_waited


@pytest.fixture
def held() -> Iterator[threading.Event]:
    """What a call that hangs waits for; set at the end, so that no thread stays behind."""
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def closed_port() -> Iterator[str]:
    """The URL of a port at which nobody listens."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{closed.getsockname()[1]}/way"
