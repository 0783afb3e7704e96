"""Tracing that is switched on, and what it has recorded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from actions.human_handoff.instrumentation import take_tracer_from
from tests.unit.instrumentation.recorder import Recorder, installed, recorder


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """OpenTelemetry's API; nobody traces."""
    with installed(monkeypatch) as api:
        yield api


@pytest.fixture
def recorded(api: Any) -> Recorder:
    """The spans of a tracer that rasa-sdk offers."""
    recorded = recorder()
    take_tracer_from(lambda: recorded.tracer)
    return recorded
