"""When a desk is open, whatever its vendor reports. The syntax is OpenStreetMap's.

https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from opening_hours import OpeningHours as Rules
from opening_hours import (  # type: ignore[attr-defined] # its stub leaves the errors out
    ParserError,
    State,
    UnknownCountryError,
)

from ..errors import ConfigurationError, Problems
from ..pydantic_compat import SettingsModel
from .next_opening import check_time_zone

# It is of no use to tell a customer of an opening that is further away than this.
_HORIZON = timedelta(days=366)
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_COMMENT = re.compile(r'(?:\b(open)\s+)?"[^"]*"', re.IGNORECASE)
# The library accepts each of these and returns something else than what was meant.
_UNSUPPORTED = {
    r"\bSH\b": "school holidays are not known here. Write their dates, such as 2027 Feb 20-28 off",
    r"\b(sunrise|sunset|dawn|dusk)\b": "the sun is not known here. Write times, such as 09:00",
    r"\b(Feb 3[01]|(Apr|Jun|Sep|Nov) 31)\b": "there is no such date. Write the month's last day",
}


class OpeningHoursSettings(SettingsModel):
    """`opening_hours` of a desk.

    Attributes:
        rules: Such as `Mo-Fr 09:00-12:00,13:00-17:00; PH off; 2026 Dec 24 off`. After a `;`, a
            rule for a day replaces all rules before it, also the night that ends on that day;
            after a `, ` (with a space) it is added to them.
        time_zone: The time zone of the rules, such as Europe/Amsterdam.
        country: The country whose public holidays `PH` means, such as NL (ISO 3166).
    """

    rules: str
    time_zone: str
    country: str | None = None

    def check_values(self, path: str) -> None:
        """Check each setting, so that all mistakes are named; `path` is that of the section.

        Raises:
            ConfigurationError: Names the settings and what to write.
        """
        problems = Problems()
        problems.collect(lambda: check_time_zone(self.time_zone, path))
        problems.collect(lambda: _read_rules(self.rules, path))
        problems.collect(lambda: _parsed_rules("24/7", self.country, path))
        problems.raise_all()


@dataclass(frozen=True)
class Closed:
    """The desk is closed.

    Attributes:
        opens_at: When it opens, in UTC; None if it does not open within a year.
    """

    opens_at: datetime | None


class _Period(NamedTuple):
    since: datetime
    until: datetime
    closed: Closed | None


class OpeningHours:
    """The opening hours of one desk; thread-safe."""

    def __init__(self, settings: OpeningHoursSettings, path: str) -> None:
        """Read the rules.

        Args:
            settings: The checked section.
            path: Where the section is, for errors.

        Raises:
            ConfigurationError: Names the setting and what to write.
        """
        self._zone = check_time_zone(settings.time_zone, path)
        self._rules = _parsed_rules(settings.rules, settings.country, path)
        self._period = self._period_at(datetime.now(timezone.utc))
        if self._period.closed == Closed(None):
            raise ConfigurationError(
                f"{path}.rules is wrong: with {settings.rules!r} nobody is there for a year. "
                'Write when they are; "unknown" and words in quotes alone count as closed.'
            )

    def closed_until(self, now: datetime) -> Closed | None:
        """Tell whether the desk is closed, and until when; None while it is open."""
        now = now.astimezone(timezone.utc)
        period = self._period  # read once, because another thread may replace it
        if not period.since <= now < period.until:
            period = self._period = self._period_at(now)
        return period.closed

    def _period_at(self, now: datetime) -> _Period:
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        states = self._states(now, midnight + _HORIZON)
        _, is_open = next(states)
        for begins, opens in states:
            if opens != is_open:
                return _Period(now, begins, None if is_open else Closed(begins))
        # Nothing changes within the year that began last midnight; look again tomorrow.
        return _Period(now, midnight + _DAY, None if is_open else Closed(None))

    def _states(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, bool]]:
        """Yield when each state begins, and whether the desk is open then.

        The library works on local time. Its own time zones miss an opening in the hour that
        comes twice and invent one in the hour that does not exist (as of 2.1.4), so each stretch
        between two clock changes is asked for separately.
        """
        while start < end:
            local = self._local(start)
            until = self._clock_change(start, end)
            for begins, _, state, comment in self._rules.intervals(local, local + (until - start)):
                # OpenStreetMap: a comment alone means "perhaps"; the library returns open.
                yield start + (begins - local), state == State.OPEN and not comment
            start = until

    def _clock_change(self, start: datetime, end: datetime) -> datetime:
        """Return when the local clock is next put forward or back, at most `end`."""
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


def _parsed_rules(rules: str, country: str | None, path: str) -> Rules:
    text, normalised = _read_rules(rules, path)
    if country is None and re.search(r"\bPH\b", normalised):
        raise ConfigurationError(
            f"{path}.country is missing, and PH stands in the rules. Write whose public holidays "
            "are meant, such as NL."
        )
    try:
        return Rules(text, country=country and country.upper())
    except UnknownCountryError:
        raise ConfigurationError(
            f"{path}.country is wrong: the public holidays of {country!r} are not known. "
            "Write a code of ISO 3166, such as NL."
        ) from None


def _read_rules(rules: str, path: str) -> tuple[str, str]:
    """Return the rules on one line, and in the library's spelling without comments.

    Raises:
        ConfigurationError: They cannot be read, or mean something that is not known here.
    """
    # Longer texts in YAML contain line ends. `open "phone only"` is open, but the library drops
    # the word `open`: so the comment is removed here. Any comment that is left means "perhaps".
    text = _COMMENT.sub(lambda match: match[1] or match[0], " ".join(rules.split()))
    try:
        normalised = _COMMENT.sub("", str(Rules(text)))
    except ParserError:
        raise ConfigurationError(
            f"{path}.rules is wrong: {rules!r} is not how OpenStreetMap writes opening "
            "hours. Write such as Mo-Fr 09:00-17:00; PH off."
        ) from None
    for pattern, reason in _UNSUPPORTED.items():
        match = re.search(pattern, normalised)
        if match:
            raise ConfigurationError(
                f"{path}.rules is wrong: {match[0]} stands there, and {reason}."
            )
    return text, normalised
