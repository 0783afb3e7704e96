"""What `GET /metrics` tells, read as Prometheus reads it."""

from __future__ import annotations

import asyncio
from typing import Any, TypeAlias

from prometheus_client import openmetrics
from prometheus_client.openmetrics.parser import (
    text_string_to_metric_families as parsed_openmetrics,
)
from prometheus_client.parser import text_string_to_metric_families as parsed_text

from actions.human_handoff.handoff_events.event import HandoffEvent
from actions.human_handoff.handoff_events.vocabulary import Step
from actions.human_handoff.handoff_metrics.metrics import MetricsSink

Sample: TypeAlias = "tuple[str, frozenset[tuple[str, str]]]"
PREFIX = "human_handoff_"
OPENMETRICS = openmetrics.exposition.CONTENT_TYPE_LATEST


def text(sink: MetricsSink, accept: str = "") -> str:
    """Return what is answered."""
    return asyncio.run(sink.exposition(accept))[0].decode()


def figures(sink: MetricsSink, accept: str = "") -> dict[Sample, float]:
    """Return the value of each sample."""
    parsed = parsed_openmetrics if accept else parsed_text
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in parsed(text(sink, accept))
        for sample in family.samples
    }


def sample(name: str, **labels: str) -> Sample:
    """Return the key of one of the figures; the prefix of all names is added."""
    return PREFIX + name, frozenset(labels.items())


def counted(sink: MetricsSink) -> dict[Sample, float]:
    """Return the counters that are not zero."""
    return {
        key: value for key, value in figures(sink).items() if value and key[0].endswith("_total")
    }


def document(step: Step, **details: Any) -> dict[str, Any]:
    """Return the document of an event."""
    values = {"time": 1_790_000_000.0, "request": "a" * 40, "conversation": "b" * 40, **details}
    return HandoffEvent(step, **values).document()


def written(sink: MetricsSink) -> None:
    """Wait until the marks of the conversations are in the store, and are read anew."""
    assert sink._marks.writer.written(10)
