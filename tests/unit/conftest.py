"""Property tests are about rules, not about how busy the machine is."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
import responses
from hypothesis import HealthCheck, settings

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
