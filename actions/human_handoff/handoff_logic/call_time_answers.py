"""Read which of the times for a call a customer has chosen. This module does not know Rasa."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from ..availability.call_times import CallTime
from .answer_phrases import plain_words
from .call_time_words import ANY_TIME, BESIDE, PLACE_WORDS, PLACES
from .wanted_times import NOON, WantedTime, wanted_time

_ANY_TIME = re.compile(ANY_TIME)
_NUMBER = re.compile(r"[1-9]")


def chosen_time(
    text: str, offered: Sequence[tuple[str, CallTime]], times: Sequence[CallTime], now: datetime
) -> CallTime | None:
    """Return the time that a customer has chosen; None if the answer is not understood.

    Args:
        text: The customer's answer.
        offered: The times that were offered, with the title of each.
        times: All times that can be chosen, the next one first.
        now: The present moment, in the customers' time zone.
    """
    words = plain_words(text)
    for title, each in offered:
        if words and words == plain_words(title):
            return each
    said = " ".join(words)
    if _ANY_TIME.fullmatch(said):
        return times[0] if times else None
    place = _place(words)
    if place is not None:
        return offered[place][1] if place < len(offered) else None
    wanted = wanted_time(text, now.date())
    return _best(wanted, times) if wanted.is_clear() else None


def _place(words: list[str]) -> int | None:
    """Return the place in the list that an answer names, counted from 0."""
    named = [PLACES[word] for word in words if word in PLACES]
    left = [word for word in words if word not in PLACES and word not in BESIDE]
    if len(left) == 2 and left[0] in PLACE_WORDS and _NUMBER.fullmatch(left[1]):
        return int(left[1]) - 1
    return named[0] if len(named) == 1 and not left else None


def _best(wanted: WantedTime, times: Sequence[CallTime]) -> CallTime | None:
    fitting = [each for each in times if _fits(wanted, each)]
    if not wanted.clock:
        return fitting[0] if fitting else None
    for usually in (True, False):
        clock = [each.meant(usually=usually) for each in wanted.clock]
        for each in fitting:
            if _is_at(wanted, clock, each):
                return each
    return None


def _fits(wanted: WantedTime, time: CallTime) -> bool:
    days = wanted.dates or wanted.days
    middle = sum(_minutes(time)) / 120
    is_in_part = any(first <= middle < last for first, last in wanted.hours)
    return (not days or time.begins.date() in days) and (not wanted.hours or is_in_part)


def _is_at(wanted: WantedTime, clock: list[int], time: CallTime) -> bool:
    begins, ends = _minutes(time)
    if len(clock) == 2:
        first, last = clock
        # The time that contains the middle of "9 to 12"; of "11 to 2", which ends in the afternoon.
        return begins <= (first + last + (NOON if last <= first else 0)) / 2 < ends
    if wanted.is_after:
        return begins >= clock[0]
    if wanted.is_before:
        return ends <= clock[0]
    return begins <= clock[0] < ends


def _minutes(time: CallTime) -> tuple[int, int]:
    """Return when a time begins and ends, in minutes after midnight."""
    ends = time.ends.hour * 60 + time.ends.minute
    return time.begins.hour * 60 + time.begins.minute, ends or 2 * NOON
