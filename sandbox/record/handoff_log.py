"""What became of every request for a person since the last reset, as the bot reports it."""

import math
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from .event_log import EventLog, now_ms
from .handoff_report import HandoffReport, reports_in
from .handoff_request import HandoffRequest, handoff_request

# The newest requests are kept, so that memory and the work for the figures have a limit.
KEPT = 5000
# A request has a handful of steps. More come from a program that is out of order.
MAX_REPORTS = 50
# So many requests of one conversation are shown.
SHOWN = 20


@dataclass
class _Reported:
    """One request: the sandbox's id of the conversation, the bot's key of it, and the reports."""

    conversation: str
    customer: str
    reports: dict[str, HandoffReport] = field(default_factory=dict)
    request: HandoffRequest | None = None


class HandoffLog:
    """The requests of all conversations; each report counts once."""

    def __init__(self, events: EventLog) -> None:
        """`events` is told of every new report."""
        self._events = events
        self.reset()

    def reset(self) -> None:
        """Delete all requests; those from before this moment do not count from now on."""
        self._requests: dict[str, _Reported] = {}
        self._since = now_ms() / 1000

    def add(self, conversation: str, rasa_events: object) -> None:
        """Add what the bot reports.

        Args:
            conversation: The sandbox's id of the conversation.
            rasa_events: Events of Rasa's tracker, or of an action server's answer.
        """
        for report in reports_in(rasa_events):
            if report.time >= self._since and self._is_new(conversation, report):
                words = ("step", "desk", "skill", "reason", "found", "because", "outcome", "ending")
                told = {name: getattr(report, name) for name in words}
                self._events.add("handoff_reported", conversation=conversation, **told)

    def move(self, old: str, new: str) -> None:
        """Change the id of a conversation."""
        for reported in self._requests.values():
            if reported.conversation == old:
                reported.conversation = new

    def requests_of(self, conversation: str) -> list[dict[str, Any]]:
        """Return the newest requests of a conversation, the oldest of them first."""
        requests = self._current()
        shown = [each.as_json() for of, each in requests if of == conversation]
        return shown[-SHOWN:]

    def figures(self) -> dict[str, Any]:
        """Return the figures of all requests, as `human-handoff report` defines them."""
        requests = [request for _, request in self._current()]
        outcomes = Counter(each.outcome for each in requests)
        reached, undecided = outcomes.pop("accepted", 0), outcomes.pop(None, 0)
        promises = [promise for each in requests for promise in each.promises]
        return {
            "requests": len(requests),
            "reached": reached,
            "median_seconds": _median(
                [each.seconds for each in requests if each.seconds is not None]
            ),
            "not_reached": dict(outcomes.most_common()),
            "undecided": undecided,
            "promises": len(promises),
            "untrue_promises": promises.count("failed_later"),
            "with_agents": sum(each.with_agents for each in requests),
        }

    def _current(self) -> list[tuple[str, HandoffRequest]]:
        """Return the requests, the oldest first, each with its conversation.

        A customer who has asked again was the bot's again, even where nobody has reported that.
        """
        told = [(each, each.request) for each in self._requests.values() if each.request]
        told.sort(key=lambda pair: pair[1].at)
        latest = {reported.customer: reported for reported, _ in told}
        return [
            (
                each.conversation,
                request if latest[each.customer] is each else replace(request, with_agents=False),
            )
            for each, request in told
        ]

    def _is_new(self, conversation: str, report: HandoffReport) -> bool:
        reported = self._requests.setdefault(
            report.request, _Reported(conversation, report.customer)
        )
        if report.id in reported.reports or len(reported.reports) >= MAX_REPORTS:
            return False
        reported.reports[report.id] = report
        reported.request = handoff_request(reported.reports.values())
        if len(self._requests) > KEPT:
            del self._requests[next(iter(self._requests))]
        return True


def _median(seconds: list[float]) -> float | None:
    # The nearest rank, as in the report: a time that a customer really waited.
    return sorted(seconds)[math.ceil(len(seconds) / 2) - 1] if seconds else None
