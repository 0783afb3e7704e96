"""What all tests of the Rasa side share."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.unit.rasa_side.rasa_tracker import NOW
from tests.unit.rasa_side.when_said import WHEN_SAID, said_so_far


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the customer's clock at `NOW`."""
    clock = SimpleNamespace(time=lambda: NOW, monotonic=time.monotonic)
    monkeypatch.setattr("actions.human_handoff.rasa_side.tracker.time", clock)
    monkeypatch.setattr("actions.human_handoff.rasa_side.transfer_events.time", clock)
    monkeypatch.setattr("actions.human_handoff.rasa_side.return_memory.time", clock)
    monkeypatch.setattr("actions.human_handoff.rasa_side.ending.time", clock)


@pytest.fixture(scope="session", autouse=True)
def every_sentence_is_said(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail after a run of all these tests in which the bot has not said each of its sentences.

    A condition that no test has met is held to nothing.
    """
    yield
    session, options = request.session, request.config.option
    are_all_run = {item.path for item in session.items} >= set(Path(__file__).parent.glob("test_*"))
    are_chosen = (
        options.keyword or options.markexpr or any("::" in each for each in options.file_or_dir)
    )
    if are_all_run and not are_chosen and not session.testsfailed:
        assert set(WHEN_SAID) - said_so_far == set(), "sentences that no test has made the bot say"
