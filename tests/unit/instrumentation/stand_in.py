"""What the plugin uses of OpenTelemetry's API, for the stack that does not have it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum
from typing import Any

SpanKind = Enum("SpanKind", "INTERNAL CLIENT")
StatusCode = Enum("StatusCode", "UNSET ERROR")


class SpanContext:
    """Tells whether a span belongs to a trace."""

    def __init__(self, is_valid: bool) -> None:
        self.is_valid = is_valid


class Span:
    """A span, and how it has ended."""

    def __init__(self, name: str, kind: SpanKind, attributes: Any, parent: Span | None) -> None:
        self.name = name
        self.kind = kind
        self.attributes = dict(attributes)
        self.parent = parent
        self.status = StatusCode.UNSET

    def set_attributes(self, attributes: Any) -> None:
        self.attributes.update(attributes)

    def set_status(self, code: StatusCode) -> None:
        self.status = code

    def get_span_context(self) -> SpanContext:
        return SpanContext(is_valid=True)


class NoSpan:
    """The present span where there is none."""

    def get_span_context(self) -> SpanContext:
        return SpanContext(is_valid=False)


_current: ContextVar[Span | None] = ContextVar("current", default=None)


class Tracer:
    """Makes spans, and keeps those that have ended."""

    def __init__(self) -> None:
        self.ended: list[Span] = []

    @contextmanager
    def start_as_current_span(
        self,
        name: str,
        kind: SpanKind = SpanKind.INTERNAL,
        attributes: Any = (),
        *,
        record_exception: bool = True,
        set_status_on_exception: bool = True,
    ) -> Iterator[Span]:
        span = Span(name, kind, attributes, _current.get())
        token = _current.set(span)
        try:
            yield span
        finally:
            _current.reset(token)
            self.ended.append(span)


class TracerProvider:
    """A provider that somebody has configured."""

    def __init__(self) -> None:
        self.tracer = Tracer()

    def get_tracer(self, name: str) -> Tracer:
        return self.tracer


class ProxyTracerProvider:
    """What the API answers where nobody has configured a provider."""


class API:
    """The module `opentelemetry.trace`."""

    SpanKind = SpanKind
    StatusCode = StatusCode
    ProxyTracerProvider = ProxyTracerProvider

    def __init__(self) -> None:
        self.provider: Any = ProxyTracerProvider()

    def get_tracer_provider(self) -> Any:
        return self.provider

    def get_current_span(self) -> Any:
        return _current.get() or NoSpan()
