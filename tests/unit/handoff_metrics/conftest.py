"""Metrics of a bot with two desks, in one process or in the files that workers share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import values

from actions.human_handoff.handoff_metrics import exposition
from actions.human_handoff.handoff_metrics.metrics import MetricsSink
from actions.human_handoff.handoff_metrics.worker_files import FOLDER_VARIABLE
from actions.human_handoff.state_store import StoreHealth, health
from tests.unit.lost_store import LostStore

DESKS = ("here", "there")
HOUR = 3600.0


@pytest.fixture
def create(store: LostStore, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    monkeypatch.setattr(exposition, "KEPT_SECONDS", -1)
    monkeypatch.setattr(health, "KEPT_SECONDS", -1)
    sinks: list[MetricsSink] = []

    def create(**others: Any) -> MetricsSink:
        known = {"desks": DESKS, "with_agent_seconds": HOUR, "webhook": None, **others}
        sinks.append(MetricsSink(store=store, health=StoreHealth(store), **known))
        return sinks[-1]

    yield create
    for sink in sinks:
        sink.stop()


@pytest.fixture
def sink(create: Callable[..., MetricsSink]) -> MetricsSink:
    return create()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of the workers' files; prometheus-client writes there as in one of them."""
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    shared: Any = values.MultiProcessValue()
    monkeypatch.setattr(values, "ValueClass", shared)
    yield tmp_path
    shared.close_all_files()
