"""Times at which a customer can ask to be called: parts of a desk's opening hours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple

from .opening_hours import OpeningHours

# A call is not offered sooner than this: somebody has to read of it.
NOTICE = timedelta(hours=1)
# Times further away than this are neither offered nor understood.
HORIZON = timedelta(days=14)
# What is left of an opening is not a time of its own if it is shorter.
_SHORTEST = timedelta(hours=1)


class CallTime(NamedTuple):
    """A time within which a call is wanted; both ends are in the customers' time zone."""

    begins: datetime
    ends: datetime


def call_times(
    hours: OpeningHours, zone: tzinfo, now: datetime, length: timedelta
) -> list[CallTime]:
    """Return the times that can be chosen, the next one first.

    Args:
        hours: When the desk is open.
        zone: The customers' time zone; no time goes beyond midnight there.
        now: The present moment.
        length: How long a time is, if the desk is open for so long.
    """
    local = now.astimezone(zone)
    # From midnight on, so that the times of a day are the same whenever they are asked for.
    today = local.replace(hour=0, minute=0, second=0, microsecond=0)
    found: list[CallTime] = []
    for begins, ends in hours.open_between(today, now + HORIZON + timedelta(days=1)):
        for part in _days(begins.astimezone(zone), ends.astimezone(zone)):
            found += _parts(part, length)
    return [each for each in found if now + NOTICE <= each.begins <= now + HORIZON]


def _days(begins: datetime, ends: datetime) -> Iterator[CallTime]:
    """Divide an opening at midnight."""
    while begins < ends:
        midnight = (begins + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        until = min(midnight, ends)
        yield CallTime(begins, until)
        begins = until


def _parts(opening: CallTime, length: timedelta) -> Iterator[CallTime]:
    begins, ends = opening
    while ends - begins >= length + _SHORTEST:
        yield CallTime(begins, begins + length)
        begins += length
    yield CallTime(begins, ends)
