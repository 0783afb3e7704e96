"""Make reports of events, as the command does."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import closing
from typing import Any
from zoneinfo import ZoneInfo

from actions.human_handoff.handoff_events.event import HandoffEvent
from actions.human_handoff.handoff_report.document import report_document
from actions.human_handoff.handoff_report.groups import By, Counted
from actions.human_handoff.handoff_report.reading import Reading, events_from_lines
from actions.human_handoff.handoff_report.request_events import RequestEvents


def lines(events: Iterable[HandoffEvent]) -> list[str]:
    """Return the events as JSON lines."""
    return [json.dumps(event.document()) for event in events]


def document_of(
    given: Iterable[str], by: By | None = None, since: float | None = None, zone: str = "UTC"
) -> dict[str, Any]:
    """Return the report's document of JSON lines."""
    reading = Reading()
    counted = Counted(ZoneInfo(zone), since, by)
    with closing(RequestEvents(events_from_lines(given, "events", reading))) as requests:
        counted.count(requests)
        return report_document(counted, reading, requests.repeated)


def figures_of(events: Iterable[HandoffEvent]) -> dict[str, Any]:
    """Return the figures of all requests."""
    figures: dict[str, Any] = document_of(lines(events))["all"]
    return figures
