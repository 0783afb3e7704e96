"""What all tests of the Rasa side share."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest

from tests.unit.rasa_side.rasa_tracker import NOW


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the customer's clock at `NOW`."""
    clock = SimpleNamespace(time=lambda: NOW, monotonic=time.monotonic)
    monkeypatch.setattr("actions.human_handoff.rasa_side.tracker.time", clock)
    monkeypatch.setattr("actions.human_handoff.rasa_side.transfer_events.time", clock)
