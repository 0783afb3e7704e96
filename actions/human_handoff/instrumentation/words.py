"""What is observed, and what each attribute is called on a span; `docs/traces.md` explains them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TypeAlias

# None stands for an attribute that has no value.
Value: TypeAlias = "str | int | float | None"


class Kind(str, Enum):
    """What is observed."""

    CHECK = "check"  # the action that finds out whether somebody is on shift
    TRANSFER = "transfer"  # one attempt: a desk is asked for the transfer, or cannot be asked
    FAILURE_REPORT = "failure_report"  # the platform reported that an accepted transfer failed
    SHIFT = "shift"  # one desk's answer, from its opening hours, the cache or the vendor
    SHIFT_REPORT = "shift_report"  # a new report of one desk, from the vendor or another server
    WAITING = "waiting"  # how long customers wait, from the vendor or another server
    VENDOR_CALL = "vendor_call"  # one HTTP request, to a vendor or to the webhook
    STATE_STORE = "state_store"  # one access
    WEBHOOK = "webhook"  # one handoff event is posted


# Only these attributes are on spans: what is not listed never leaves, whatever it contains.
SPAN_ATTRIBUTES = {
    "desk": "human_handoff.desk",
    "skill": "human_handoff.skill",
    "vendor": "human_handoff.vendor",
    "reason": "human_handoff.reason",
    "outcome": "human_handoff.outcome",
    "status": "human_handoff.shift_status",
    "because": "human_handoff.because",
    "age_seconds": "human_handoff.report_age_seconds",
    "operation": "human_handoff.operation",
    "result": "human_handoff.call_result",
    # https://opentelemetry.io/docs/specs/semconv/http/http-spans/
    "method": "http.request.method",
    "http_status": "http.response.status_code",
    "address": "server.address",
    "port": "server.port",
    # https://opentelemetry.io/docs/specs/semconv/database/database-spans/
    "system": "db.system.name",
    "command": "db.operation.name",
}
ERROR_TYPE = "error.type"


def span_name(kind: Kind, attributes: Mapping[str, Value]) -> str:
    """Return the name of a span; it has few different values, as the conventions ask for."""
    if kind is Kind.VENDOR_CALL:
        return f"{attributes['method']} {attributes['operation']}"
    if kind is Kind.STATE_STORE:
        return f"{attributes['command']} {kind.value}"
    return f"human_handoff.{kind.value}"


def span_attributes(attributes: Mapping[str, Value], error: str | None) -> dict[str, Value]:
    """Return a span's attributes, by the names of OpenTelemetry's conventions where there are some.

    `error` is the kind of error with which it ended. For an HTTP status that is a failure, the
    status itself is the kind.
    """
    named = {
        SPAN_ATTRIBUTES[name]: value.value if isinstance(value, Enum) else value
        for name, value in attributes.items()
        if value is not None and name in SPAN_ATTRIBUTES
    }
    if error is not None:
        named[ERROR_TYPE] = str(named.get(SPAN_ATTRIBUTES["http_status"], error))
    return named
