"""Durations as people write them in settings (90s, 15m, 1h), and the longest of any setting."""

from __future__ import annotations

import re

# A year. Longer is a slip of the pen, and infinity cannot be stored with an expiry.
LONGEST_HOURS = 365 * 24
LONGEST_MINUTES = LONGEST_HOURS * 60
LONGEST_SECONDS = LONGEST_MINUTES * 60

_DURATION = re.compile(r"([1-9][0-9]{0,4})([smh])")
_SECONDS = {"s": 1, "m": 60, "h": 3600}


def seconds_of(text: str) -> int | None:
    """Return a duration in seconds; None if the text is none."""
    found = _DURATION.fullmatch(text)
    return int(found[1]) * _SECONDS[found[2]] if found else None
