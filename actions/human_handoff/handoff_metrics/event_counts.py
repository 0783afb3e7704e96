"""Count handoff events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..handoff_events.vocabulary import Step
from .instruments import Instruments


class EventCounts:
    """Counts the events of this process; it takes microseconds."""

    def __init__(self, instruments: Instruments) -> None:
        """Take the metrics."""
        self._metrics = instruments
        self._counts = {
            Step.REQUESTED.value: self._requested,
            Step.ATTEMPTED.value: self._attempted,
            Step.FAILED_LATER.value: self._failed_later,
            Step.CANCELLED.value: self._cancelled,
            Step.MESSAGE_NOTED.value: self._message,
            Step.MESSAGE_NOT_NOTED.value: self._message,
            Step.CALLBACK_NOTED.value: self._message,
            Step.CALLBACK_NOT_NOTED.value: self._message,
            Step.CHOSEN.value: self._chosen,
            Step.OFFERED.value: self._offer,
            Step.OFFER_DECLINED.value: self._offer,
            Step.SOLVED.value: self._solved,
            Step.NOT_SOLVED.value: self._solved,
            Step.ENDED.value: self._ended,
        }

    def count(self, document: Mapping[str, Any]) -> None:
        """Count an event."""
        self._counts[document["step"]](document)

    def _requested(self, event: Mapping[str, Any]) -> None:
        self._metrics.requests.labels(event["reason"], event["found"], event["because"]).inc()

    def _attempted(self, event: Mapping[str, Any]) -> None:
        self._metrics.attempts.labels(self._desk(event), event["outcome"]).inc()

    def _failed_later(self, event: Mapping[str, Any]) -> None:
        self._metrics.failed_later.labels(self._desk(event)).inc()

    def _cancelled(self, _: Mapping[str, Any]) -> None:
        self._metrics.cancelled.inc()

    def _message(self, event: Mapping[str, Any]) -> None:
        self._metrics.messages.labels(event["step"]).inc()

    def _chosen(self, event: Mapping[str, Any]) -> None:
        self._metrics.choices.labels(event["occasion"], event["choice"]).inc()

    def _offer(self, event: Mapping[str, Any]) -> None:
        self._metrics.offers.labels(event["step"]).inc()

    def _solved(self, event: Mapping[str, Any]) -> None:
        self._metrics.solved.labels(self._desk(event), event["step"]).inc()

    def _ended(self, event: Mapping[str, Any]) -> None:
        self._metrics.endings.labels(self._desk(event), event["ending"]).inc()

    def _desk(self, event: Mapping[str, Any]) -> str:
        # A slot may name a desk that is not configured any more.
        return self._metrics.known_desk(event["desk"])
