"""When the next shift begins, in the customer's words: "Monday at 09:00"."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from ..handoff_settings.settings import NextShiftSettings


def in_words(opens_at: datetime, now: datetime, settings: NextShiftSettings) -> str:
    """Write a moment for a customer; both moments carry their zone."""
    # A bare weekday is clear for six days; on the seventh it could be today.
    soon = opens_at - now < timedelta(days=6)
    pattern = settings.within_a_week if soon else settings.later
    zone = ZoneInfo(settings.time_zone)
    return str(format_datetime(opens_at.astimezone(zone), pattern, locale=settings.locale))
