"""When a desk is open, whatever its vendor reports. The syntax is OpenStreetMap's.

https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from typing import NamedTuple

from opening_hours import State

from ..errors import ConfigurationError, Problems
from ..pydantic_compat import SettingsModel
from .next_opening import check_time_zone
from .opening_rules import parsed_rules, read_rules

# It is of no use to tell a customer of an opening that is further away than this.
_HORIZON = timedelta(days=366)
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


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
        problems.collect(lambda: read_rules(self.rules, path))
        problems.collect(lambda: parsed_rules("24/7", self.country, path))
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
    """The opening hours of one desk; thread-safe.

    Attributes:
        zone: The time zone of the rules.
    """

    def __init__(self, settings: OpeningHoursSettings, path: str) -> None:
        """Read the rules.

        Args:
            settings: The checked section.
            path: Where the section is, for errors.

        Raises:
            ConfigurationError: Names the setting and what to write.
        """
        self.zone = check_time_zone(settings.time_zone, path)
        self._rules = parsed_rules(settings.rules, settings.country, path)
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

    def open_between(self, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        """Return when the desk is open within a time: beginnings and ends in UTC, in order."""
        start, end = start.astimezone(timezone.utc), end.astimezone(timezone.utc)
        changes = [*self._states(start, end), (end, False)]
        periods: list[tuple[datetime, datetime]] = []
        for (begins, is_open), (ends, _) in pairwise(changes):
            if is_open and periods and periods[-1][1] == begins:
                periods[-1] = (periods[-1][0], ends)  # the clock was changed in between
            elif is_open:
                periods.append((begins, ends))
        return periods

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
        return moment.astimezone(self.zone).replace(tzinfo=None)
