"""What becomes known of a transfer: its slots, the event that reports it, the sentence for it."""

from __future__ import annotations

import logging
import time

from rasa_sdk.events import SlotSet

from ..handoff_events.vocabulary import Decision, Outcome, Step
from ..handoff_logic.fallback import Route
from ..handoff_logic.outcome import Failure
from ..handoff_logic.outcome import Outcome as Result
from ..handoff_logic.outcome import Outcome as TransferOutcome
from . import slots
from .log_lines import key_of_conversation
from .slot_values import Event, slot_events
from .slots import HandoffState
from .tracker import TrackerView
from .unknown_names import shown_name

logger = logging.getLogger(__name__)

_OUTCOMES = {
    Failure.SKILL: Outcome.NOT_POSSIBLE,
    Failure.UNREACHABLE: Outcome.UNREACHABLE,
    Failure.REFUSED: Outcome.REFUSED,
    Failure.UNCONFIRMED: Outcome.UNCONFIRMED,
    Failure.LATER: Outcome.FAILED_LATER,
}


def report_attempt(
    tracker: TrackerView, route: Route, failure: Failure | None, host: str | None = None
) -> None:
    """Report an attempt: why it failed, or that the vendor accepted it, and the host asked."""
    outcome = _OUTCOMES[failure] if failure else Outcome.ACCEPTED
    tracker.report(Step.ATTEMPTED, desk=route.desk, skill=route.skill, outcome=outcome, host=host)


def report_no_route_left(tracker: TrackerView, failure: str) -> None:
    """Log that no route is left after this failure, which comes from a slot."""
    known = failure in {each.value for each in Failure}
    tracker.report(Decision.NO_ROUTE_LEFT, because=failure if known else None)


def not_possible(
    tracker: TrackerView, route: Route, tried: list[str], problem: str
) -> tuple[Result, list[Event]]:
    """Report an attempt for which the desk cannot be asked; the log says why."""
    key, desk = key_of_conversation(), tracker.names.desk(route.desk)
    # A name that is not configured comes from a slot.
    name = desk if desk == route.desk else shown_name(route.desk)
    logger.warning("no transfer in the conversation %s: desk %s %s", key, name, problem)
    report_attempt(tracker, route, Failure.SKILL)
    return Result(route, failure=Failure.SKILL), failed(route, tried, Failure.SKILL)


def accepted(outcome: TransferOutcome, state: HandoffState, tried: list[str]) -> list[Event]:
    """Return the events of an attempt that the vendor has accepted."""
    return [
        SlotSet(slots.TRIED_ROUTES, tried),
        SlotSet(slots.DESK, outcome.route.desk),
        *state_events(state),
        SlotSet(slots.FAILURE, None),
        SlotSet(slots.ANNOUNCED, True),
        *slot_events(outcome.slots),
    ]


def failed(route: Route, tried: list[str], failure: Failure) -> list[Event]:
    """Return the events of a failed attempt."""
    return [
        SlotSet(slots.TRIED_ROUTES, tried),
        SlotSet(slots.DESK, route.desk),
        *state_events(HandoffState.FAILED),
        SlotSet(slots.FAILURE, failure.value),
    ]


def no_route_left(
    state: HandoffState, failures: int, failure: str, tried: list[str]
) -> list[Event]:
    """Return the events of a request that has failed on every route."""
    return [
        *state_events(state),
        SlotSet(slots.ATTEMPTS, failures),
        SlotSet(slots.FAILURE, failure),
        SlotSet(slots.TRIED_ROUTES, tried),
        SlotSet(slots.DESK, None),
    ]


def failure_response(is_last: bool, is_unconfirmed: bool) -> str:
    """Return what the customer reads when no route is left.

    Args:
        is_last: Whether no desk is asked again for now.
        is_unconfirmed: Whether a desk may have accepted, so that "not able to transfer" may be
            untrue.
    """
    if is_unconfirmed:
        which = "gave_up_unconfirmed" if is_last else "unconfirmed"
    else:
        which = "gave_up" if is_last else "failed"
    return f"utter_human_handoff_{which}"


def state_events(state: HandoffState) -> list[Event]:
    """Return the events of a state that begins now."""
    return slot_events(slots.state_values(state, time.time()))
