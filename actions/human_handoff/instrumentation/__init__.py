"""Operations that are timed, such as a vendor's call: for OpenTelemetry's spans and for figures."""

from .observation import Observation, enclosing_kind, observed, on_end
from .spans import take_tracer_from
from .words import Kind, Value

__all__ = [
    "Kind",
    "Observation",
    "Value",
    "enclosing_kind",
    "observed",
    "on_end",
    "take_tracer_from",
]
