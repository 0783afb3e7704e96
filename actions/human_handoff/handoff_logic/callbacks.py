"""When customers can ask to be called, and how these times are written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, get_timezone_name

from ..availability.call_times import CallTime, call_times
from ..availability.desk_reports import utc_now
from ..availability.opening_hours import OpeningHours
from ..handoff_settings.loader import Configuration
from ..messages.callback_settings import CallbackSettings
from ..messages.phone_numbers import number_in, shown

# So many times are offered, and at most so many of one day.
MAX_OFFERED = 6
MAX_OF_A_DAY = 3
_WEEKDAY, _DATE, _TIME = "EEEE", "EEEE d MMMM", "HH:mm"


class Words(NamedTuple):
    """A time as a customer reads it."""

    day: str
    begins: str
    ends: str
    zone: str


class Callbacks:
    """What the form for a callback needs to know.

    Attributes:
        settings: `messages.callback` in the configuration.
    """

    def __init__(
        self,
        settings: CallbackSettings,
        configuration: Configuration,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """Take the checked configuration."""
        self.settings = settings
        self.now = now
        self._configuration = configuration
        self._zone = ZoneInfo(configuration.settings.next_shift.time_zone)
        own = settings.opening_hours
        self._hours = OpeningHours(own, "messages.callback.opening_hours") if own else None

    def local_now(self) -> datetime:
        """Return the present moment in the customers' time zone."""
        return self.now().astimezone(self._zone)

    def number_in(self, text: str) -> str | None:
        """Return the telephone number in a text, as E.164 has it."""
        return number_in(text, self.settings.region)

    def shown(self, number: str) -> str:
        """Return a number as people write it."""
        return shown(number, self.settings.region)

    def times(self, skill: str) -> list[CallTime]:
        """Return when a call can be asked for, the next time first; none if nobody knows."""
        hours = self._hours or self._hours_of(skill)
        length = timedelta(hours=self.settings.hours_each)
        return call_times(hours, self._zone, self.now(), length) if hours else []

    def offered(self, times: list[CallTime]) -> list[CallTime]:
        """Return those that are offered: of more than one day, as far as there is room."""
        of_day: dict[object, int] = {}
        offered: list[CallTime] = []
        for each in times:
            day = each.begins.date()
            of_day[day] = of_day.get(day, 0) + 1
            if of_day[day] <= MAX_OF_A_DAY:
                offered.append(each)
        return offered[:MAX_OFFERED]

    def words(self, time: CallTime, locale: str, *, with_date: bool) -> Words:
        """Return a time as a customer reads it; the date is always there if it is far away."""
        begins, ends = self._local(time)
        is_soon = begins - self.now() < timedelta(days=6)
        return Words(
            _written(begins, _WEEKDAY if is_soon and not with_date else _DATE, locale),
            _written(begins, _TIME, locale),
            _written(ends, _TIME, locale),
            str(get_timezone_name(begins, locale=locale)),
        )

    def for_agents(self, time: CallTime) -> str:
        """Return a time as agents of any language read it: 2026-11-23 09:00-12:00 (Europe/…)."""
        begins, ends = self._local(time)
        return f"{begins:%Y-%m-%d %H:%M}-{ends:%H:%M} ({self._zone.key})"

    def _local(self, time: CallTime) -> CallTime:
        return CallTime(time.begins.astimezone(self._zone), time.ends.astimezone(self._zone))

    def _hours_of(self, skill: str) -> OpeningHours | None:
        desks = self._configuration.settings.desks_of(skill)
        known = self._configuration.opening_hours
        return next((known[desk] for desk in desks if desk in known), None)


def callbacks_of(configuration: Configuration) -> Callbacks | None:
    """Return what the form for a callback needs; None where nobody can ask for one."""
    messages = configuration.settings.messages
    settings = messages.callback if messages else None
    return Callbacks(settings, configuration) if settings else None


def _written(moment: datetime, pattern: str, locale: str) -> str:
    return str(format_datetime(moment, pattern, locale=locale))
