"""Read the options of the report that are about time."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from ..errors import ConfigurationError

_AGO = re.compile(r"([1-9][0-9]{0,3})([hdw])")
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}


def beginning(since: str, zone: tzinfo, now: datetime) -> datetime:
    """Return the moment that `--since` means: a date, a date and a time, or so long ago.

    Raises:
        ConfigurationError: It is none of them.
    """
    ago = _AGO.fullmatch(since)
    if ago is not None:
        return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    try:
        moment = datetime.fromisoformat(since)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        # A moment at either end of the calendar is outside of it in another time zone.
        return datetime.fromtimestamp(moment.timestamp(), zone)
    except (ValueError, OverflowError):
        raise ConfigurationError(
            f"--since {since} is wrong: write it like 2026-11-01, 2026-11-01T08:00, 7d, 12h or 4w."
        ) from None


def time_zone(name: str) -> ZoneInfo:
    """Return the time zone of days, weekdays and hours.

    Raises:
        ConfigurationError: There is no such time zone.
    """
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise ConfigurationError(
            f"--time-zone {name} is wrong: write a name of the IANA list, such as Europe/Amsterdam."
        ) from None
