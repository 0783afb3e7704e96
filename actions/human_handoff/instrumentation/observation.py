"""One place where operations are timed, for traces, for metrics, and at almost no cost for neither.

    with observed(Kind.VENDOR_CALL, vendor="Parley", method="GET", operation="transfer") as call:
        response = send()
        call.set(http_status=response.status)

Nothing that a customer typed, and no id of theirs, may be an attribute.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextvars import ContextVar, Token
from types import TracebackType
from typing import TypeAlias

from .spans import RunningSpan, end_span, log_once, start_span
from .words import Kind, Value

Observer: TypeAlias = "Callable[[Observation], None]"

_observers: tuple[Observer, ...] = ()
_lock = threading.Lock()
# A thread that runs a call gets a copy of the context, and so this one and OpenTelemetry's.
_enclosing: ContextVar[Kind | None] = ContextVar("enclosing_kind", default=None)


class Observation:
    """An operation that is timed while its block runs.

    Attributes:
        kind: What it is.
        attributes: What is known of it, by the names in `SPAN_ATTRIBUTES`.
        seconds: How long it took; known when it has ended.
        error: The kind of error with which it ended, None if it did not fail.
    """

    __slots__ = ("_began", "_span", "_token", "attributes", "error", "kind", "seconds")

    def __init__(self, kind: Kind, attributes: dict[str, Value]) -> None:
        """Take what is known at the start."""
        self.kind = kind
        self.attributes = attributes
        self.seconds = 0.0
        self.error: str | None = None
        self._span: RunningSpan | None = None
        self._token: Token[Kind | None] | None = None
        self._began = 0.0

    def set(self, **attributes: Value) -> None:
        """Set what is known only now; None for an attribute that has no value."""
        self.attributes.update(attributes)

    def fail(self, error: BaseException) -> None:
        """Count the operation as failed, although its block raises nothing.

        Of the error only the kind is kept: its text may contain what a customer typed.
        """
        self.error = type(error).__name__

    def __enter__(self) -> Observation:
        """Start the time, and a span where somebody traces."""
        self._span = start_span(self.kind, self.attributes)
        if self._span is not None or _observers:
            self._token = _enclosing.set(self.kind)
            self._began = time.perf_counter()
        return self

    def __exit__(
        self,
        _: type[BaseException] | None,
        error: BaseException | None,
        __: TracebackType | None,
    ) -> None:
        """End the span, and tell every observer."""
        if self._token is None:
            return
        self.seconds = time.perf_counter() - self._began
        if error is not None:
            self.fail(error)
        _enclosing.reset(self._token)
        if self._span is not None:
            end_span(self._span, self.attributes, self.error)
        for observer in _observers:
            try:
                observer(self)
            except Exception as failure:  # noqa: BLE001 - no customer waits for a figure
                log_once("an observer failed", type(failure).__name__)


def observed(kind: Kind, **attributes: Value) -> Observation:
    """Return a context manager that times an operation; see the module's docstring."""
    return Observation(kind, attributes)


def enclosing_kind() -> Kind | None:
    """Return what the present operation is a part of, also in the thread of a blocking call.

    It is known only while somebody observes.
    """
    return _enclosing.get()


def on_end(observer: Observer) -> Callable[[], None]:
    """Call an observer at the end of every operation, in the operation's thread.

    Returns:
        What ends that again.
    """
    global _observers
    with _lock:
        _observers = (*_observers, observer)
    return lambda: _remove(observer)


def _remove(observer: Observer) -> None:
    global _observers
    with _lock:
        _observers = tuple(each for each in _observers if each is not observer)
