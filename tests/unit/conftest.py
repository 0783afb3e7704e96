"""Fixtures of all unit tests, and settings of the property tests."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from types import SimpleNamespace
from typing import Any

import pytest
import requests
import responses
from hypothesis import HealthCheck, settings

from actions.human_handoff.vendor_http.deadline import current_request
from tests.unit.clock import Clock
from tests.unit.lost_store import LostStore
from tests.unit.pauses import after_all_pauses

# Property tests are about rules, not about how busy the machine is.
settings.register_profile(
    "unit",
    deadline=None,
    max_examples=40,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
# The same rules on another SDK, which do not need as many examples (`--hypothesis-profile`).
settings.register_profile("sdk", settings.get_profile("unit"), max_examples=8)
settings.load_profile("unit")


class Network(responses.RequestsMock):
    """Takes declared calls and no others; a request leaves, unless there was no connection.

    Attributes:
        is_connected: Whether requests leave at all.
    """

    is_connected = True

    def _on_request(self, *args: Any, **options: Any) -> Any:
        try:
            response = super()._on_request(*args, **options)
        except requests.ConnectTimeout:
            raise
        except Exception:
            self._send()
            raise
        self._send()
        return response

    def _send(self) -> None:
        if self.is_connected and (request := current_request.get(None)):
            request.begin_sending()


@pytest.fixture
def http() -> Iterator[Network]:
    """The network, on which only declared calls are answered."""
    network = Network()
    with network:
        yield network


@pytest.fixture
def pauses_end() -> Iterator[Callable[[], None]]:
    """Let all pauses after failures be over, from the call of it on."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(after_all_pauses())


@pytest.fixture
def clock() -> Clock[float]:
    """A clock that stands still, in seconds."""
    return Clock(1000.0)


@pytest.fixture
def store(clock: Clock[float]) -> LostStore:
    """A state store that can be lost, and whose time that clock tells."""
    return LostStore(clock, is_lost=False)


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Replace the wait before a transfer; return how many seconds each would have taken."""
    seconds_waited: list[float] = []

    async def sleep(seconds: float) -> None:
        seconds_waited.append(seconds)

    monkeypatch.setattr(
        "actions.human_handoff.handoff_logic.transfers.asyncio", SimpleNamespace(sleep=sleep)
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
