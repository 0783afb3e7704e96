"""What became of one request, from its events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from ..handoff_events.vocabulary import Outcome, Step
from .recorded_event import NOT_KNOWN, RecordedEvent


class Result(str, Enum):
    """What became of a request in the end: exactly one word for each."""

    REACHED = "reached"  # a desk accepted it, and did not report afterwards that this failed
    FAILED = "failed"  # desks were asked, and none confirmed that it has it
    CANCELLED = "cancelled"  # the customer changed their mind before the transfer
    ABANDONED = "abandoned"  # a desk could have been asked; the customer wrote no more
    OFF_SHIFT = "off_shift"  # nobody was on shift
    UNKNOWN = "unknown"  # nobody could tell whether somebody was on shift
    NOT_POSSIBLE = "not_possible"  # no desk takes customers of this channel, or has the skill
    GAVE_UP = "gave_up"  # too many transfers had failed before; nobody was asked


# What the check of the shift decided already. Any other outcome there means nobody could tell.
_DECIDED = {
    Outcome.OFF_SHIFT.value: Result.OFF_SHIFT,
    Outcome.NOT_POSSIBLE.value: Result.NOT_POSSIBLE,
    Outcome.GAVE_UP.value: Result.GAVE_UP,
    Outcome.CANCELLED.value: Result.CANCELLED,
}
_STEPS_OF_AN_OFFER = {Step.OFFERED.value, Step.OFFER_DECLINED.value}
_SOLVED = frozenset({Step.SOLVED.value, Step.NOT_SOLVED.value})
# The customer was told that a person comes.
_PROMISES = frozenset({Outcome.ACCEPTED.value, Outcome.FAILED_LATER.value})


@dataclass(frozen=True)
class RequestRecord:
    """One request.

    Attributes:
        asked_at: When the customer sent the message that began it, in seconds since 1970.
        desk: The desk that has it or was asked last; else the one the check chose; else empty.
        skill: The skill, likewise.
        reason: Why it was made.
        found: Whether somebody was on shift.
        because: Why `found` is what it is.
        result: What became of it.
        attempts: Desk and outcome of each attempt. What was accepted and failed later has the
            outcome `failed_later`.
        accepted: How many attempts the vendors accepted, those that failed later included.
        seconds: From the customer's message to the acceptance, where a desk has it.
        first_word_seconds: From the customer's message to the agent's first word, where a desk has
            it, the conversation has ended, and the bot was told when the agent wrote.
        ending: How the conversation became the bot's again; empty if that was not reported.
        solved: The customer's answer to whether it was solved; empty if there is none.
    """

    asked_at: float
    channel: str
    desk: str
    skill: str
    reason: str
    found: str
    because: str
    result: Result
    attempts: Sequence[tuple[str, str]]
    accepted: int
    seconds: float | None
    first_word_seconds: float | None
    ending: str
    solved: str


def request_record(events: Sequence[RecordedEvent]) -> RequestRecord | None:
    """Fold the events of one request.

    Args:
        events: Its events, each once, the earliest first.

    Returns:
        The record; None if the event with which a request begins is not among them.
    """
    begin = _first(events, Step.REQUESTED)
    if begin is None:
        return None
    asked_at = begin.time - begin.waited
    attempts = _of(events, Step.ATTEMPTED)
    accepted = [each for each in attempts if each.outcome in _PROMISES]
    failed_later = {(each.desk, each.skill) for each in _of(events, Step.FAILED_LATER)}
    standing = [
        each
        for each in accepted
        if each.outcome == Outcome.ACCEPTED.value and (each.desk, each.skill) not in failed_later
    ]
    last = next(iter(standing), attempts[-1] if attempts else begin)
    end = _first(events, Step.ENDED)
    # Two servers' clocks can differ a little.
    seconds = max(0.0, standing[0].time - asked_at) if standing else None
    return RequestRecord(
        asked_at=asked_at,
        channel=begin.channel,
        desk=last.desk,
        skill=last.skill,
        reason=begin.reason,
        found=begin.found,
        because=begin.because,
        result=_result(events, begin, bool(attempts), bool(standing)),
        attempts=[
            (each.desk, _outcome(each, each in accepted and each not in standing))
            for each in attempts
        ],
        accepted=len(accepted),
        seconds=seconds,
        first_word_seconds=_first_word(seconds, end),
        ending=end.ending if end else "",
        solved=_solved(events),
    )


def _first_word(seconds: float | None, end: RecordedEvent | None) -> float | None:
    if seconds is None or end is None or end.first_word == NOT_KNOWN:
        return None
    return seconds + end.first_word


def is_offer(events: Sequence[RecordedEvent]) -> bool:
    """Tell whether the events are of an offer that the bot has made by itself: of no request."""
    return {event.step for event in events} <= _STEPS_OF_AN_OFFER


def _solved(events: Sequence[RecordedEvent]) -> str:
    """Return the customer's latest answer to whether it was solved; empty if there is none."""
    answers = [each.step for each in events if each.step in _SOLVED]
    return answers[-1] if answers else ""


def _of(events: Sequence[RecordedEvent], step: Step) -> list[RecordedEvent]:
    return [event for event in events if event.step == step.value]


def _first(events: Sequence[RecordedEvent], step: Step) -> RecordedEvent | None:
    return next(iter(_of(events, step)), None)


def _outcome(attempt: RecordedEvent, has_failed_later: bool) -> str:
    if has_failed_later:
        return Outcome.FAILED_LATER.value
    return attempt.outcome or Outcome.UNCONFIRMED.value


def _result(
    events: Sequence[RecordedEvent], begin: RecordedEvent, is_attempted: bool, is_standing: bool
) -> Result:
    if is_attempted:
        return Result.REACHED if is_standing else Result.FAILED
    if begin.outcome:
        return _DECIDED.get(begin.outcome, Result.UNKNOWN)
    chosen = [each.outcome for each in _of(events, Step.CHOSEN)]
    is_cancelled = _of(events, Step.CANCELLED) or Outcome.CANCELLED.value in chosen
    return Result.CANCELLED if is_cancelled else Result.ABANDONED
