"""Handoff events of made-up requests, such as a shop's bot would have in some weeks."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

from actions.human_handoff.handoff_events.event import HandoffEvent
from actions.human_handoff.handoff_events.vocabulary import (
    Because,
    Ending,
    Outcome,
    RequestReason,
    Step,
)
from actions.human_handoff.shift import ShiftStatus

MONDAY = datetime(2025, 11, 3, tzinfo=timezone.utc)
SKILLS = ("orders", "returns", "invoices")
FAILURES = (Outcome.REFUSED, Outcome.UNREACHABLE, Outcome.UNCONFIRMED)


def event(step: Step, seconds: float = 0.0, request: str = "r1", **details: Any) -> HandoffEvent:
    """Make an event, so many seconds after Monday, 9:00, with what is usual for its step."""
    usual: dict[str, Any] = {"channel": "rest", "desk": "liveperson", "skill": "orders"}
    if step is Step.REQUESTED:
        usual |= {"reason": RequestReason.ASKED, "found": ShiftStatus.ON_SHIFT}
        usual |= {"because": Because.REPORTED}
    moment = (MONDAY + timedelta(hours=9, seconds=seconds)).timestamp()
    return HandoffEvent(step, moment, request, "c1", **(usual | details))


def made_events(requests: int, seed: int = 1, days: int = 21) -> Iterator[HandoffEvent]:
    """Make the events of so many requests, request by request."""
    chance = random.Random(seed)
    for number in range(requests):
        yield from _request(chance, f"{seed:04x}{number:036x}", days)


def _request(chance: random.Random, key: str, days: int) -> Iterator[HandoffEvent]:
    day = chance.choices(range(days), [5 if each % 7 < 5 else 2 for each in range(days)])[0]
    hour = chance.choices(range(24), [1] * 7 + [3, 6, 10, 12, 12, 9, 10, 12, 12, 10, 8] + [6] * 6)
    moment = MONDAY + timedelta(days=day, hours=hour[0], seconds=chance.random() * 3600)
    is_open = day % 7 < 5 and 8 <= hour[0] < 20
    begin = HandoffEvent(
        Step.REQUESTED,
        moment.timestamp(),
        key,
        key,
        channel=chance.choices(("webchat", "cm_whatsapp"), (7, 3))[0],
        skill=chance.choices(SKILLS, (6, 3, 1))[0],
        reason=chance.choices(list(RequestReason), (60, 8, 22, 10))[0],
        waited_seconds=chance.uniform(0.2, 1.5),
    )
    if chance.random() < 0.01:
        yield _checked(begin, ShiftStatus.UNKNOWN, Because.VENDOR_ERROR, Outcome.UNKNOWN)
    elif not is_open:
        yield _checked(begin, ShiftStatus.OFF_SHIFT, Because.OPENING_HOURS, Outcome.OFF_SHIFT)
    else:
        begin = _checked(begin, ShiftStatus.ON_SHIFT, Because.REPORTED, desk="liveperson")
        yield begin
        yield from _on_shift(chance, begin)


def _checked(
    begin: HandoffEvent,
    found: ShiftStatus,
    because: Because,
    outcome: Outcome | None = None,
    desk: str | None = None,
) -> HandoffEvent:
    return replace(begin, found=found, because=because, outcome=outcome, desk=desk)


def _on_shift(chance: random.Random, begin: HandoffEvent) -> Iterator[HandoffEvent]:
    step = replace(begin, found=None, because=None)
    luck = chance.random()
    if luck < 0.04:
        later = begin.time + chance.uniform(5, 40)
        yield replace(step, step=Step.CANCELLED, time=later, outcome=Outcome.CANCELLED)
        return
    if luck < 0.09:
        return
    seconds = chance.lognormvariate(3.2, 0.9)
    for desk in ("liveperson", "cm"):
        seconds += 1
        attempt = replace(step, step=Step.ATTEMPTED, time=begin.time + seconds, desk=desk)
        if chance.random() < 0.05:
            yield replace(attempt, outcome=chance.choice(FAILURES))
            continue
        yield replace(attempt, outcome=Outcome.ACCEPTED)
        if chance.random() < 0.004:
            late = replace(attempt, step=Step.FAILED_LATER, outcome=Outcome.FAILED_LATER)
            yield replace(late, time=attempt.time + 30)
            continue
        if chance.random() < 0.9:
            ending = Ending.RETURNED if chance.random() < 0.95 else Ending.EXPIRED
            after = attempt.time + chance.uniform(120, 2400)
            end = replace(attempt, step=Step.ENDED, time=after, outcome=None, ending=ending)
            yield replace(end, first_word_seconds=chance.uniform(5, 120))
        return
