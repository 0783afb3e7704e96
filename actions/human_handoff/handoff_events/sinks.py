"""Where handoff events are sent."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any, Protocol, runtime_checkable

from .event import HandoffEvent, as_json

logger = logging.getLogger(__name__)

# The attribute of a log record that has the document of its line.
DOCUMENT = "human_handoff"


def log_document(what: str, document: dict[str, Any]) -> None:
    """Write a document to the log, as one line of JSON behind the words that say what it is."""
    logger.info("%s: %s", what, as_json(document), extra={DOCUMENT: document})


class Sink(Protocol):
    """Takes events, and returns at once."""

    def send(self, document: dict[str, Any]) -> None:
        """Take an event; whatever goes wrong is the sink's own trouble."""


@runtime_checkable
class BackgroundSink(Sink, Protocol):
    """A sink that does something beside the requests."""

    def start(self) -> None:
        """Begin it; called in the process that serves."""

    def stop(self) -> None:
        """End it, because the server ends; it may take some seconds."""


class LogSink:
    """Writes each event to the log, as one line of JSON."""

    def send(self, document: dict[str, Any]) -> None:
        """Write the event."""
        log_document("handoff event", document)


class Sinks:
    """All sinks of a server."""

    def __init__(self, sinks: Iterable[Sink] = ()) -> None:
        """Take the sinks that are configured."""
        self._sinks = list(sinks)
        self._background = [sink for sink in self._sinks if isinstance(sink, BackgroundSink)]

    def send(self, event: HandoffEvent) -> dict[str, Any]:
        """Send an event to every sink; return its document."""
        document = event.document()
        for sink in self._sinks:
            sink.send(document)
        return document

    def start(self) -> None:
        """Begin what sinks do beside the requests; called in the process that serves."""
        for sink in self._background:
            sink.start()

    def stop(self) -> None:
        """End it, because the server ends; it may take some seconds."""
        for sink in self._background:
            sink.stop()
