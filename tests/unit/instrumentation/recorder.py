"""Spans that were recorded: by OpenTelemetry's SDK where it is installed, else by a stand-in."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest

from actions.human_handoff.instrumentation import spans
from tests.unit.instrumentation import stand_in

IS_INSTALLED = importlib.util.find_spec("opentelemetry") is not None


@dataclass(frozen=True)
class Recorded:
    """A span that has ended."""

    name: str
    kind: str
    attributes: dict[str, Any]
    failed: bool
    parent: str | None


@dataclass(frozen=True)
class Recorder:
    """A tracer provider, and the spans it was given."""

    provider: Any
    ended: Callable[[], list[Recorded]]

    @property
    def tracer(self) -> Any:
        return self.provider.get_tracer("test")

    @property
    def names(self) -> list[str]:
        return [span.name for span in self.ended()]


def recorder() -> Recorder:
    """Return a recorder of this stack."""
    return _of_sdk() if IS_INSTALLED else _of_stand_in()


def _of_sdk() -> Recorder:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))

    def ended() -> list[Recorded]:
        spans = exporter.get_finished_spans()
        names = {span.context.span_id: span.name for span in spans}
        assert not [span for span in spans if span.events or span.status.description]
        return [
            Recorded(
                span.name,
                span.kind.name,
                dict(span.attributes),
                span.status.status_code.name == "ERROR",
                names.get(span.parent.span_id) if span.parent else None,
            )
            for span in spans
        ]

    return Recorder(provider, ended)


def _of_stand_in() -> Recorder:
    provider = stand_in.TracerProvider()

    def ended() -> list[Recorded]:
        return [
            Recorded(
                span.name,
                span.kind.name,
                span.attributes,
                span.status is stand_in.StatusCode.ERROR,
                span.parent.name if span.parent else None,
            )
            for span in provider.tracer.ended
        ]

    return Recorder(provider, ended)


@contextmanager
def installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Have OpenTelemetry's API, without a provider; give what `get_tracer_provider` belongs to."""
    if IS_INSTALLED:
        from opentelemetry import trace as api
    else:
        api = stand_in.API()
        package = ModuleType("opentelemetry")
        package.trace = api  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "opentelemetry", package)
    forget()
    yield api
    monkeypatch.undo()
    forget()


@contextmanager
def missing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Do without OpenTelemetry, also where it is installed."""
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    forget()
    yield
    monkeypatch.undo()
    forget()


def forget() -> None:
    """Forget whether OpenTelemetry is installed, what was logged, and whose tracer is used."""
    spans.take_tracer_from(lambda: None)
    for remembered in (spans._installed_api, spans._tracer_of, spans.log_once):
        remembered.cache_clear()
