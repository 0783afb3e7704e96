"""Spans of OpenTelemetry, where it is installed and somebody has configured a tracer provider.

The tracer is the one of rasa-sdk if rasa-sdk traces, else that of the process's own provider.
Whatever fails here, such as an exporter of a bot's own, fails nothing else; also what it raises to
end a thread or a task. No `await` is in here, so no cancellation of the event loop can arrive here:
that one comes at an `await` in the block of an operation, and goes on after the end of the span.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from .words import Kind, Value, span_attributes, span_name

logger = logging.getLogger(__name__)

# The name under which the spans come where rasa-sdk does not trace.
TRACER_NAME = "rasa_human_handoff"
_CALLS_OF_SERVERS = {Kind.VENDOR_CALL, Kind.STATE_STORE}
# What is done without a customer, such as the search for events to deliver, is no trace of its own.
_ONLY_IN_A_TRACE = {Kind.STATE_STORE}


class RunningSpan:
    """A span that is the current one until its end."""

    __slots__ = ("_scope", "_span")

    def __init__(self, scope: Any) -> None:
        """Take what makes a span the current one, and begin it."""
        self._scope = scope
        self._span = scope.__enter__()

    def end(self, attributes: Mapping[str, Value], error: str | None) -> None:
        """End the span; `error` is the kind of error with which its operation ended."""
        try:
            # No description, and no event: the text of an error may contain what a customer typed.
            self._span.set_attributes(span_attributes(attributes, error))
            if error is not None:
                self._span.set_status(_installed_api().StatusCode.ERROR)
        finally:
            self._scope.__exit__(None, None, None)


def take_tracer_from(source: Callable[[], Any]) -> None:
    """Take the tracer from here, each time; None where nobody traces."""
    global _source
    _source = source


def start_span(kind: Kind, attributes: Mapping[str, Value]) -> RunningSpan | None:
    """Start a span; None where nobody traces."""
    try:
        tracer = _source() or _tracer_of_process()
        if tracer is None or (kind in _ONLY_IN_A_TRACE and not _is_in_a_trace()):
            return None
        kinds = _installed_api().SpanKind
        return RunningSpan(
            tracer.start_as_current_span(
                span_name(kind, attributes),
                kind=kinds.CLIENT if kind in _CALLS_OF_SERVERS else kinds.INTERNAL,
                attributes=span_attributes(attributes, None),
                record_exception=False,
                set_status_on_exception=False,
            )
        )
    except KeyboardInterrupt:  # the operator's, wherever it arrives
        raise
    except BaseException as failure:  # noqa: BLE001 - whatever a sampler or a processor raises
        log_once("a span was not started", type(failure).__name__)
        return None


def end_span(span: RunningSpan, attributes: Mapping[str, Value], error: str | None) -> None:
    """End a span; `error` is the kind of error with which its operation ended."""
    try:
        span.end(attributes, error)
    except KeyboardInterrupt:
        raise
    except BaseException as failure:  # noqa: BLE001 - whatever a processor or an exporter raises
        log_once("a span was not ended", type(failure).__name__)


@lru_cache(maxsize=32)
def log_once(problem: str, error: str) -> None:
    """Log what failed; the same is not logged again for every customer."""
    logger.error("%s: %s", problem, error)


def _no_tracer() -> None:
    """Return no tracer: rasa-sdk has not been asked."""


_source: Callable[[], Any] = _no_tracer


def _tracer_of_process() -> Any:
    api = _installed_api()
    if api is None:
        return None
    provider = api.get_tracer_provider()
    # Nobody has configured one.
    if isinstance(provider, api.ProxyTracerProvider):
        return None
    return _tracer_of(provider)


@lru_cache(maxsize=1)
def _tracer_of(provider: Any) -> Any:
    return provider.get_tracer(TRACER_NAME)


def _is_in_a_trace() -> bool:
    return bool(_installed_api().get_current_span().get_span_context().is_valid)


@lru_cache(maxsize=1)
def _installed_api() -> Any:
    """Return OpenTelemetry's API; None where it is not installed.

    It is not imported with this module: rasa-sdk imports every module, also where it is missing.
    """
    try:
        from opentelemetry import trace
    except ImportError:
        return None
    return trace
