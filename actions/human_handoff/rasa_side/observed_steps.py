"""What is observed of a request, in the words of its handoff events."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ..handoff_events.vocabulary import Outcome, RequestReason, Step
from ..handoff_logic.fallback import Route
from ..instrumentation import Kind, Observation, observed
from .reports import reason_of, reason_of_request, request_of
from .tracker import TrackerView


@contextmanager
def observed_check(tracker: TrackerView) -> Iterator[Observation]:
    """Observe the check of the shift; the block reports what it found."""
    with observed(Kind.CHECK) as check:
        yield check
        for found in (found for step, found in tracker.reported if step is Step.REQUESTED):
            check.set(
                reason=reason_of(tracker).value,
                desk=found.get("desk"),
                skill=found.get("skill"),
                status=found["found"].value,
                because=found["because"].value,
                outcome=_value(found["outcome"]),
            )


@contextmanager
def observed_transfer(tracker: TrackerView, route: Route) -> Iterator[None]:
    """Observe one attempt; the block reports what became of it."""
    reason, outcome = _value(reason_of_request(tracker)), Outcome.UNCONFIRMED
    with observed(Kind.TRANSFER, desk=route.desk, skill=route.skill, reason=reason) as attempt:
        try:
            yield
            reported = tracker.reported[-1][1]
            outcome = reported["outcome"]
            # A repetition tells what became of the first delivery, at whichever desk.
            attempt.set(desk=reported["desk"], skill=reported["skill"])
        finally:
            attempt.set(outcome=outcome.value)


def report_later_failure(tracker: TrackerView) -> None:
    """Report that the platform has reported the failure of an accepted transfer."""
    request, outcome = tracker.names.shown(request_of(tracker)), Outcome.FAILED_LATER
    reason = _value(reason_of_request(tracker))
    with observed(Kind.FAILURE_REPORT, **request, reason=reason, outcome=outcome.value):
        tracker.report(Step.FAILED_LATER, **request, outcome=outcome)


def _value(word: RequestReason | Outcome | None) -> str | None:
    return None if word is None else word.value
