"""Read what an answer says of the time of a call: days, parts of the day, times of day.

What is not understood word by word is not guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from .answer_phrases import MAX_COMPARED_LENGTH, plain_words
from .call_time_words import (
    AFTER,
    AT,
    BEFORE,
    BESIDE,
    BETWEEN,
    DAYS_AHEAD,
    DUTCH_PARTS,
    MONTHS,
    PARTS,
    WEEKDAYS,
)
from .spoken_hours import with_digits

NOON = 12 * 60
# Who says "3" means the afternoon, unless nobody is there then.
_EARLY = 7 * 60
_WEEKDAYS, _MONTHS = "|".join(WEEKDAYS), "|".join(MONTHS)
# What is written together or in two words, and what it says.
_SPELLINGS = (
    (re.compile(rf"\b(?:this |van)(morning|afternoon|evening|{DUTCH_PARTS})\b"), r"vandaag \1"),
    (re.compile(rf"\b({_WEEKDAYS}|morgen|overmorgen)({DUTCH_PARTS})\b"), r"\1 \2"),
    (re.compile(rf"\b({_WEEKDAYS}|morgen|vandaag|overmorgen) morgen\b"), r"\1 ochtend"),
    (re.compile(r"\b(the )?day after tomorrow\b"), "overmorgen"),
)
_CLOCK = re.compile(
    r"\b(\d{1,2})(?:[:.hu](\d\d))?(?![\w:.]*\d)\s*"
    r"(a\.?m\b\.?|p\.?m\b\.?|uur\b|u\b|h\b|o.?clock\b)?"
)
_DATE = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th|e)? (?:of )?({_MONTHS})\b"
    rf"|\b({_MONTHS}) (\d{{1,2}})(?:st|nd|rd|th)?\b"
)
_IN_SO_LONG = re.compile(r"\b(in|within|over|binnen)\s+\d")


class TimeOfDay(NamedTuple):
    """A time of day as it was said.

    Attributes:
        minutes: After midnight.
        is_hour: Whether it can be nothing else: "9 am", "09:00", "14 uur".
        is_certain: Whether it cannot mean twelve hours later.
    """

    minutes: int
    is_hour: bool
    is_certain: bool

    def meant(self, *, usually: bool) -> int:
        """Return the minutes that are meant usually, or the others."""
        if self.is_certain or self.minutes >= NOON:
            return self.minutes
        return self.minutes + (NOON if usually == (self.minutes < _EARLY) else 0)


@dataclass
class WantedTime:
    """What an answer says of the time.

    Attributes:
        dates: The days that are named by a date.
        days: Those that are named in another way.
        hours: Parts of the day, in hours.
        clock: Times of day.
        is_at: Whether the time of day is meant, and not a place in a list: "at 3".
        is_after: Whether a later time is meant.
        is_before: Whether an earlier time is meant.
        is_known: Whether every word was understood.
    """

    dates: set[date] = field(default_factory=set)
    days: set[date] = field(default_factory=set)
    hours: list[tuple[int, int]] = field(default_factory=list)
    clock: list[TimeOfDay] = field(default_factory=list)
    is_at: bool = False
    is_after: bool = False
    is_before: bool = False
    is_known: bool = True

    def is_clear(self) -> bool:
        """Tell whether the answer names a time, and nothing that was not understood."""
        names_day = bool(self.dates or self.days or self.hours)
        # A number alone may be an hour, or the place of a time in the list.
        names_hour = len(self.clock) == 2 or any(each.is_hour for each in self.clock)
        names_hour |= self.is_at or self.is_after or self.is_before
        return self.is_known and len(self.clock) <= 2 and (names_day or names_hour)


def wanted_time(text: str, today: date) -> WantedTime:
    """Return what an answer says of the time; `today` is the customer's."""
    plain = with_digits(text[:MAX_COMPARED_LENGTH].casefold())
    # "In 2 hours" is no time of day.
    wanted = WantedTime(is_known=not _IN_SO_LONG.search(plain))
    for spelling, said in _SPELLINGS:
        plain = spelling.sub(said, plain)
    plain = _DATE.sub(lambda match: _take_date(match, wanted, today), plain)
    plain = _CLOCK.sub(lambda match: _take_clock(match, wanted), plain)
    for word in plain_words(plain):
        _take_word(word, wanted, today)
    return wanted


def _take_date(match: re.Match[str], wanted: WantedTime, today: date) -> str:
    number, month = int(match[1] or match[4]), MONTHS[match[2] or match[3]]
    for year in (today.year, today.year + 1):
        try:
            day = date(year, month, number)
        except ValueError:  # 31 November
            continue
        if day >= today:
            wanted.dates.add(day)
            return " "
    wanted.is_known = False
    return " "


def _take_clock(match: re.Match[str], wanted: WantedTime) -> str:
    hour, minute, unit = int(match[1]), int(match[2] or 0), (match[3] or "").replace(".", "")
    wanted.is_known &= hour <= 24 and minute < 60
    if unit in ("am", "pm"):
        hour = hour % 12 + (12 if unit == "pm" else 0)
    is_certain = unit in ("am", "pm") or match[1].startswith("0")
    wanted.clock.append(TimeOfDay(hour * 60 + minute, bool(unit or match[2]), is_certain))
    return " "


def _take_word(word: str, wanted: WantedTime, today: date) -> None:
    if word in WEEKDAYS:
        ahead = (WEEKDAYS[word] - today.weekday()) % 7
        # Today is meant, or the same day of next week.
        wanted.days |= {today + timedelta(days=ahead), today + timedelta(days=ahead + 7)}
    elif word in DAYS_AHEAD:
        wanted.days.add(today + timedelta(days=DAYS_AHEAD[word]))
    elif word not in PARTS and word not in BESIDE | AT | AFTER | BEFORE | BETWEEN:
        wanted.is_known = False
    if word in PARTS:
        wanted.hours.append(PARTS[word])
    wanted.is_at |= word in AT
    wanted.is_after |= word in AFTER
    wanted.is_before |= word in BEFORE
