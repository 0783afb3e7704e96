"""What all tests of the Rasa side share; the stage itself is in rasa_stage.py."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest
from rasa_stage import NOW


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the customer's clock at `NOW`."""
    clock = SimpleNamespace(time=lambda: NOW, monotonic=time.monotonic)
    monkeypatch.setattr("actions.human_handoff.conversation.time", clock)


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Sleep no moment before a transfer, and keep how long it would have been."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr("actions.human_handoff.handoff.asyncio", SimpleNamespace(sleep=sleep))
    return waits
