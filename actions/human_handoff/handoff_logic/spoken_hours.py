"""Hours that customers write in words, English or Dutch: "at ten", "half past two", "half drie"."""

from __future__ import annotations

import re
from functools import partial

from .call_time_words import DUTCH_HOURS, ENGLISH_HOURS

_HOURS = {**ENGLISH_HOURS, **DUTCH_HOURS}
_NUMBER = r"\d{1,2}"
_EN, _NL = "|".join([*ENGLISH_HOURS, _NUMBER]), "|".join([*DUTCH_HOURS, _NUMBER])
# "One" and "een" are other words as well.
_CLEAR = "|".join(each for each in _HOURS if each not in ("one", "een"))
_BEFORE_HOUR = (
    "at|around|about|after|from|before|by|between|and|until|till|to"
    "|om|rond|na|vanaf|van|voor|tussen|en|tot"
)
# Each with the minutes after the hour that is named; a British "half two" is not a Dutch "half 2",
# so neither is guessed with a number.
_MINUTES = (
    (re.compile(rf"\bhalf past ({_EN})\b"), 30),
    (re.compile(rf"\b(?:a )?quarter past ({_EN})\b"), 15),
    (re.compile(rf"\b(?:a )?quarter to ({_EN})\b"), -15),
    (re.compile(rf"\bkwart over ({_NL})\b"), 15),
    (re.compile(rf"\bkwart voor ({_NL})\b"), -15),
    (re.compile(rf"\bhalf ({'|'.join(DUTCH_HOURS)})\b"), -30),
)
_WITH_UNIT = re.compile(rf"\b({'|'.join(_HOURS)})(?= (?:uur|o.?clock|[ap]\.?m\b))")
_FROM = re.compile(rf"\b({_CLEAR})(?= (?:to|till|until|tot) )")
_PLACED = re.compile(rf"\b({_BEFORE_HOUR}) ({_CLEAR})\b")
_AT_ONE = re.compile(r"\bat one\b")
_NOON = re.compile(r"\b(noon|midday|middaguur)\b")


def with_digits(text: str) -> str:
    """Return a text in small letters with its hours in digits; what is no hour stays."""
    for pattern, minutes in _MINUTES:
        text = pattern.sub(partial(_clock, minutes), text)
    text = _NOON.sub("12:00", text)
    text = _AT_ONE.sub("at 1", text)
    for pattern in (_WITH_UNIT, _FROM):
        text = pattern.sub(lambda match: str(_HOURS[match[1]]), text)
    return _PLACED.sub(lambda match: f"{match[1]} {_HOURS[match[2]]}", text)


def _clock(minutes: int, hour: re.Match[str]) -> str:
    """Return a time of day: so many minutes after an hour that is a number or a word."""
    number = _HOURS.get(hour[1]) or int(hour[1])
    if minutes < 0:
        number, minutes = (number - 1) or 12, minutes + 60
    return f"{number}:{minutes}"
