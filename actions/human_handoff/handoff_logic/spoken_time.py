"""A duration as people speak of it: "5 minutes", "1 hour and 30 minutes", in any language."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from babel.dates import format_timedelta
from babel.lists import format_list

MINUTE, HOUR, DAY = 60, 3600, 86400
# Below so many seconds, people speak in steps of so many.
_STEPS = ((10 * MINUTE, MINUTE), (HOUR, 5 * MINUTE), (3 * HOUR, HOUR // 2), (2 * DAY, HOUR))


def rounded(seconds: float) -> int:
    """Return a duration of at least a minute, rounded as people speak; in seconds."""
    step = next((step for limit, step in _STEPS if seconds < limit), DAY)
    return int(seconds / step + 0.5) * step


def spoken(seconds: float, locale: str) -> str:
    """Write a duration of at least a minute in a language, such as "20 minutes"."""
    total = rounded(seconds)
    if total >= 2 * DAY:
        return _counted(total, "day", locale)
    hours, rest = divmod(total, HOUR)
    parts = []
    if hours:
        parts.append(_counted(hours * HOUR, "hour", locale))
    if rest:
        parts.append(_counted(rest, "minute", locale))
    return str(format_list(parts, locale=locale))


def _counted(seconds: int, unit: Literal["day", "hour", "minute"], locale: str) -> str:
    # No duration reaches the threshold for a larger unit than this one.
    duration = timedelta(seconds=seconds)
    return str(format_timedelta(duration, granularity=unit, threshold=1e12, locale=locale))
