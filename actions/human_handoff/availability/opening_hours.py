"""When a desk is open, whatever its vendor says; the rules are OpenStreetMap's, read by a library.

https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from opening_hours import OpeningHours as Rules
from opening_hours import (  # type: ignore[attr-defined] # its stub leaves the errors out
    ParserError,
    State,
    UnknownCountryError,
)

from ..errors import ConfigurationError
from ..pydantic_compat import SettingsModel

# An opening further off than this is nothing to tell a customer.
_AHEAD = timedelta(days=366)
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_COMMENT = re.compile(r'(?:\b(open)\s+)?"[^"]*"', re.IGNORECASE)
# The library takes each of these, and answers something that was not meant.
_REFUSED = {
    r"\bSH\b": "nobody tells us of school holidays. Write their dates, such as 2027 Feb 20-28 off",
    r"\b(sunrise|sunset|dawn|dusk)\b": "the sun is not known here. Write times, such as 09:00",
    r"\b(Feb 3[01]|(Apr|Jun|Sep|Nov) 31)\b": "there is no such date. Write the month's last day",
}


class OpeningHoursSettings(SettingsModel):
    """`opening_hours` of a desk.

    Attributes:
        rules: Such as `Mo-Fr 09:00-12:00,13:00-17:00; PH off; 2026 Dec 24 off`. After a `;`
            a day's rule takes the place of all before it, also of the night that ends on that
            day; after a `, ` (with a space) it is added.
        time_zone: Where the clock hangs that the rules mean, such as Europe/Amsterdam.
        country: Whose public holidays `PH` means, such as NL (ISO 3166).
    """

    rules: str
    time_zone: str
    country: str | None = None


@dataclass(frozen=True)
class Closed:
    """The desk is closed.

    Attributes:
        opens_at: When it opens, in UTC; None if not within a year.
    """

    opens_at: datetime | None


class _Known(NamedTuple):
    since: datetime
    until: datetime
    closed: Closed | None


class OpeningHours:
    """The opening hours of one desk. May be asked from several threads."""

    def __init__(self, settings: OpeningHoursSettings, path: str) -> None:
        """Take the checked section.

        Args:
            settings: The section.
            path: Where it stands, for errors.

        Raises:
            ConfigurationError: Names the setting and what to write.
        """
        self._zone = _zone(settings.time_zone, path)
        self._rules = _rules(settings, path)
        self._known = self._look(datetime.now(timezone.utc))
        if self._known.closed == Closed(None):
            raise ConfigurationError(
                f"{path}.rules is wrong: with {settings.rules!r} nobody is there for a year. "
                'Write when they are; "unknown" and words in quotes alone count as closed.'
            )

    def closed_until(self, now: datetime) -> Closed | None:
        """Tell whether the desk is closed, and until when; None while it is open."""
        now = now.astimezone(timezone.utc)
        known = self._known  # taken once: another thread may put its own in this place
        if not known.since <= now < known.until:
            known = self._known = self._look(now)
        return known.closed

    def _look(self, now: datetime) -> _Known:
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        states = self._states(now, midnight + _AHEAD)
        _, is_open = next(states)
        for begins, opens in states:
            if opens != is_open:
                return _Known(now, begins, None if is_open else Closed(begins))
        # Nothing changes in the year that began last midnight; tomorrow we look further.
        return _Known(now, midnight + _DAY, None if is_open else Closed(None))

    def _states(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, bool]]:
        """Yield when each state begins, and whether it is open.

        The library works on the local clock. Its own time zones miss an opening in the hour
        that comes twice and make one in the hour that does not come (as of 2.1.4), so each
        stretch between two changes of the clock is asked for by itself.
        """
        while start < end:
            local = self._local(start)
            until = self._clock_change(start, end)
            for begins, _, state, comment in self._rules.intervals(local, local + (until - start)):
                # A comment alone means "perhaps", says OpenStreetMap; the library says open.
                yield start + (begins - local), state == State.OPEN and not comment
            start = until

    def _clock_change(self, start: datetime, end: datetime) -> datetime:
        """Return when the local clock is next put forward or back, at most the end."""
        offset = self._offset(start)
        before = after = start
        while self._offset(after) == offset:
            if after >= end:
                return end
            before, after = after, after + _DAY
        while after - before > _SECOND:
            middle = before + (after - before) / 2
            if self._offset(middle) == offset:
                before = middle
            else:
                after = middle
        return min(after.replace(microsecond=0), end)

    def _offset(self, moment: datetime) -> timedelta:
        return self._local(moment) - moment.replace(tzinfo=None)

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self._zone).replace(tzinfo=None)


def _zone(name: str, path: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ConfigurationError(
            f"{path}.time_zone is wrong: {name!r} is not a time zone. Write one such as "
            "Europe/Amsterdam."
        ) from None


def _rules(settings: OpeningHoursSettings, path: str) -> Rules:
    # YAML's longer texts have line ends. `open "phone only"` is open, and the library drops the
    # word `open`; so we drop the comment, and a comment that is left says that nobody knows.
    text = _COMMENT.sub(lambda found: found[1] or found[0], " ".join(settings.rules.split()))
    try:
        plain = _COMMENT.sub("", str(Rules(text)))  # in the library's spelling
    except ParserError:
        raise ConfigurationError(
            f"{path}.rules is wrong: {settings.rules!r} is not how OpenStreetMap writes opening "
            "hours. Write such as Mo-Fr 09:00-17:00; PH off."
        ) from None
    for pattern, why in _REFUSED.items():
        found = re.search(pattern, plain)
        if found:
            raise ConfigurationError(f"{path}.rules is wrong: {found[0]} stands there, and {why}.")
    if settings.country is None and re.search(r"\bPH\b", plain):
        raise ConfigurationError(
            f"{path}.country is missing, and PH stands in the rules. Write whose public holidays "
            "are meant, such as NL."
        )
    try:
        return Rules(text, country=settings.country and settings.country.upper())
    except UnknownCountryError:
        raise ConfigurationError(
            f"{path}.country is wrong: the public holidays of {settings.country!r} are not known. "
            "Write a code of ISO 3166, such as NL."
        ) from None
