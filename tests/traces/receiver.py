"""A receiver of spans over OTLP, as an OpenTelemetry Collector is one."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
from google.protobuf.json_format import MessageToDict
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2 as messages
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2_grpc as service

from demo.ports import LOOPBACK, free_port

# rasa-sdk's own span of the request, which ends last.
ROOT_SPAN = "create_app.webhook"
# The spans of rasa-sdk itself are named after its functions; ours begin so, or are calls.
RASA_SDKS = ("create_app.", "ActionExecutor.", "FormValidationAction.", "ValidationAction.")
PATIENCE_SECONDS = 30.0
# Random, and in Base64: they may contain any letters.
IDS = {"traceId", "spanId", "parentSpanId"}


@dataclass(frozen=True)
class Span:
    """One span that has arrived.

    Attributes:
        trace: The id of its trace.
        parent: The id of the span above it; empty if there is none.
        text: All of it as JSON, without the ids.
    """

    name: str
    trace: str
    id: str
    parent: str
    attributes: dict[str, Any]
    status: dict[str, Any]
    text: str

    @property
    def is_ours(self) -> bool:
        """Whether the plugin has made it, not rasa-sdk."""
        return not self.name.startswith(RASA_SDKS)


class Receiver:
    """Keeps every span that it gets."""

    def __init__(self) -> None:
        self.port = free_port()
        self._spans: list[Span] = []
        self._arrived = threading.Condition()

    @contextmanager
    def running(self) -> Iterator[Receiver]:
        """Listen until the block ends."""
        server = grpc.server(ThreadPoolExecutor(2))
        service.add_TraceServiceServicer_to_server(_Servicer(self._take), server)
        server.add_insecure_port(f"{LOOPBACK}:{self.port}")
        server.start()
        try:
            yield self
        finally:
            server.stop(None).wait()

    def _take(self, request: Any) -> None:
        spans = [
            _span(each)
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for each in scope.spans
        ]
        with self._arrived:
            self._spans += spans
            self._arrived.notify_all()

    def spans(self, trace: str | None = None) -> list[Span]:
        """Return all spans so far, or those of one trace."""
        with self._arrived:
            return [each for each in self._spans if trace in (None, each.trace)]

    def wait_until(self, is_so: Callable[[list[Span]], object]) -> list[Span]:
        """Wait until something is true of the spans that have arrived; return them."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: is_so(self._spans), PATIENCE_SECONDS)
            return list(self._spans)

    def trace_of(self, trace: str, requests: int) -> list[Span]:
        """Return the spans of a trace, when that many requests of it have ended."""

        def has_ended(spans: list[Span]) -> bool:
            roots = [each for each in spans if each.trace == trace and each.name == ROOT_SPAN]
            return len(roots) == requests

        return [each for each in self.wait_until(has_ended) if each.trace == trace]


class _Servicer(service.TraceServiceServicer):  # type: ignore[misc]
    def __init__(self, take: Callable[[Any], None]) -> None:
        self._take = take

    def Export(self, request: Any, context: Any) -> Any:  # noqa: N802 - the protocol's name
        self._take(request)
        return messages.ExportTraceServiceResponse()


def _span(span: Any) -> Span:
    attributes = {
        each.key: getattr(each.value, each.value.WhichOneof("value")) for each in span.attributes
    }
    document = MessageToDict(span)
    return Span(
        name=span.name,
        trace=span.trace_id.hex(),
        id=span.span_id.hex(),
        parent=span.parent_span_id.hex(),
        attributes=attributes,
        status=MessageToDict(span.status),
        text=json.dumps({key: value for key, value in document.items() if key not in IDS}),
    )


def write_endpoints(folder: Path, port: int) -> Path:
    """Write an `endpoints.yml` that sends the traces of rasa-sdk to a receiver."""
    file = folder / f"endpoints-{port}.yml"
    tracing = {"type": "otlp", "endpoint": f"{LOOPBACK}:{port}", "insecure": True}
    file.write_text(json.dumps({"tracing": tracing}))
    return file
