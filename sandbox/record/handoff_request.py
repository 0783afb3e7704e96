"""One request for a person: why it was made, what was tried, and what became of it."""

from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from .handoff_report import HandoffReport

# The customer was told that a person comes.
PROMISES = frozenset({"accepted", "failed_later"})


@dataclass(frozen=True)
class Attempt:
    """A desk was asked for the transfer, or could not be asked; the vendor's last word counts."""

    desk: str | None
    skill: str | None
    outcome: str | None


@dataclass(frozen=True)
class HandoffRequest:
    """One request.

    Attributes:
        at: When the customer sent the message that began it, in epoch milliseconds.
        reason: Why it was made.
        found: Whether somebody was on shift.
        because: Why `found` is what it is.
        attempts: What was tried, in order.
        outcome: What became of it in the end; None while nothing is decided.
        seconds: From the customer's message to the acceptance, where a desk has accepted it.
        ending: How the conversation became the bot's again.
        with_agents: Whether a desk has the customer, as far as the bot knows.
    """

    at: int
    reason: str | None
    found: str | None
    because: str | None
    attempts: tuple[Attempt, ...]
    outcome: str | None
    seconds: float | None
    ending: str | None
    with_agents: bool

    @property
    def promises(self) -> list[str | None]:
        """The outcome of each attempt after which the customer was told that a person comes."""
        return [each.outcome for each in self.attempts if each.outcome in PROMISES]

    def as_json(self) -> dict[str, Any]:
        """Return what the control interface shows."""
        return asdict(self)


def handoff_request(reports: Collection[HandoffReport]) -> HandoffRequest | None:
    """Fold the reports of one request, each once; None if its beginning is not among them."""
    ordered = sorted(reports, key=lambda each: each.time)
    begin = next(_of(ordered, "requested"), None)
    if begin is None:
        return None
    began = begin.time - begin.waited
    failed_later = {_route(each) for each in _of(ordered, "failed_later")}
    tried = list(_of(ordered, "attempted"))
    attempts = tuple(
        Attempt(each.desk, each.skill, _outcome(each, _route(each) in failed_later))
        for each in tried
    )
    accepted = next(
        (each for each, made in zip(tried, attempts, strict=True) if made.outcome == "accepted"),
        None,
    )
    end = next(_of(ordered, "ended"), None)
    return HandoffRequest(
        at=round(began * 1000),
        reason=begin.reason,
        found=begin.found,
        because=begin.because,
        attempts=attempts,
        outcome="accepted" if accepted else _last_outcome(ordered, attempts),
        # Two servers' clocks can differ a little.
        seconds=max(0.0, accepted.time - began) if accepted else None,
        ending=end.ending if end else None,
        with_agents=accepted is not None and end is None,
    )


def _last_outcome(reports: Collection[HandoffReport], attempts: Collection[Attempt]) -> str | None:
    if attempts:
        return list(attempts)[-1].outcome
    ends = (each.outcome for each in _of(reports, "requested", "cancelled", "chosen"))
    return next((outcome for outcome in ends if outcome), None)


def _outcome(attempt: HandoffReport, has_failed_later: bool) -> str | None:
    is_broken_promise = has_failed_later and attempt.outcome in PROMISES
    return "failed_later" if is_broken_promise else attempt.outcome


def _route(report: HandoffReport) -> tuple[str | None, str | None]:
    return report.desk, report.skill


def _of(reports: Collection[HandoffReport], *steps: str) -> Iterator[HandoffReport]:
    return (each for each in reports if each.step in steps)
