"""When the next shift begins, written for a customer: "today at 09:00", "Monday at 09:00"."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_datetime

from ..errors import ConfigurationError, Problems
from ..pydantic_compat import SettingsModel

# The word between the weekday and the time, for the languages in which the plugin has texts. In
# all others it is what Unicode's CLDR has there, such as a comma.
_BEFORE_TIME = {"en": "at", "nl": "om"}
# The same day and the next one, for these languages. Babel has no such words of the CLDR, so all
# others have the weekday.
_NEAR_DAYS = {"en": ("today", "tomorrow"), "nl": ("vandaag", "morgen")}
# CLDR's names of patterns: weekday, month and day; hours and minutes of a day of 24 hours.
_DATE, _TIME = "MMMEd", "Hm"


class NextShiftSettings(SettingsModel):
    """`next_shift`: how "open again Monday at 09:00" is written.

    Attributes:
        time_zone: The customers' time zone, such as Europe/Amsterdam. In any other one they read a
            wrong hour, and on some days a wrong day.
        locale: The customers' language, such as en or nl; by default that of `language`.
        within_a_week: Unicode date pattern (CLDR) for a moment less than six days away; by default
            "today" or "tomorrow" in English and Dutch, else the weekday, and the time, as the
            language has them.
        later: The same for all other moments; by default also with the date.
    """

    time_zone: str = "UTC"
    locale: str | None = None
    within_a_week: str | None = None
    later: str | None = None


class TimeStyle(NamedTuple):
    """How times are written in one language: as `NextShiftSettings`, whose locale is known."""

    time_zone: str
    locale: str
    within_a_week: str | None = None
    later: str | None = None


def format_opening(opens_at: datetime, now: datetime, style: TimeStyle) -> str:
    """Write a moment for a customer; both moments have a time zone."""
    zone = ZoneInfo(style.time_zone)
    there, here = opens_at.astimezone(zone), now.astimezone(zone)
    days = (there.date() - here.date()).days
    # Up to six days ahead a weekday alone is clear; on the seventh it could mean today. Where the
    # clock is put forward, less than six times 24 hours can end on the seventh.
    soon = opens_at - now < timedelta(days=6) and days < 7
    written = style.within_a_week if soon else style.later
    if written is None:
        written = _pattern_of(style.locale, _near_day(style.locale, days), soon)
    return str(format_datetime(there, written, locale=style.locale))


def _near_day(locale: str, days: int) -> str | None:
    """Return the language's word for the day that is so many days away, such as "tomorrow"."""
    words = _NEAR_DAYS.get(Locale.parse(locale).language, ())
    return words[days] if 0 <= days < len(words) else None


def _pattern_of(locale: str, near_day: str | None, soon: bool) -> str:
    """Return a language's own way to write a near day or a weekday, or a date, and a time."""
    language = Locale.parse(locale)
    word = _BEFORE_TIME.get(language.language)
    if word is not None:
        day = f"'{near_day}'" if near_day else "EEEE" if soon else "EEEE d MMMM"
        return f"{day} '{word}' HH:mm"
    known = language.datetime_skeletons
    # CLDR has the order of an abbreviated weekday and month; ours are written out.
    date = re.sub("[Ec]+", "EEEE", re.sub("M+", "MMMM", known[_DATE].pattern))
    day = "EEEE" if soon else date
    together = str(language.datetime_formats["medium"])
    return together.replace("{1}", day).replace("{0}", known[_TIME].pattern)


def check_next_shift(settings: NextShiftSettings, path: str) -> None:
    """Check what the types cannot express.

    Args:
        settings: The section.
        path: The section's path, for errors.

    Raises:
        ConfigurationError: The time zone, the locale or a pattern does not exist.
    """
    problems = Problems()
    problems.collect(lambda: check_time_zone(settings.time_zone, path))
    locale = problems.collect(_locale_of, settings, f"{path}.locale") or "en"
    for name in ("within_a_week", "later"):
        problems.collect(_check_pattern, settings, name, locale, f"{path}.{name}")
    problems.raise_all()


def _locale_of(settings: NextShiftSettings, path: str) -> str:
    return "en" if settings.locale is None else check_locale(settings.locale, path)


def check_locale(locale: str, path: str) -> str:
    """Return a locale.

    Args:
        locale: Its name, such as en or nl_NL.
        path: The setting's path, for the error.

    Raises:
        ConfigurationError: There is no such locale.
    """
    try:
        Locale.parse(locale)
        return locale
    except (UnknownLocaleError, ValueError):
        raise ConfigurationError(
            f"{path} is wrong: {locale!r} is not a language. Write one such as en or nl_NL."
        ) from None


def _check_pattern(settings: NextShiftSettings, name: str, locale: str, path: str) -> None:
    pattern = getattr(settings, name)
    if pattern is None:
        return
    try:
        format_datetime(datetime.now(timezone.utc), pattern, locale=locale)
    except (ValueError, KeyError):
        raise ConfigurationError(
            f"{path} is wrong: {pattern!r} is not a date pattern. Write one such as EEEE HH:mm."
        ) from None


def check_time_zone(name: str, path: str) -> ZoneInfo:
    """Return the time zone of a section.

    Args:
        name: The zone's name, such as Europe/Amsterdam.
        path: The section's path, for the error.

    Raises:
        ConfigurationError: There is no such time zone.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ConfigurationError(
            f"{path}.time_zone is wrong: {name!r} is not a time zone. Write one such as "
            "Europe/Amsterdam."
        ) from None
