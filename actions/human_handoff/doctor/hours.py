"""When each desk is open in the next seven days, as its `opening_hours` say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta, timezone

from ..availability.opening_hours import OpeningHours
from ..findings import Finding, ok, warning
from ..handoff_settings.desks import BuiltDesk

DAYS = 7
_DAY = timedelta(days=1)


def hours_findings(
    built: Mapping[str, BuiltDesk], now: datetime | None = None
) -> Iterator[Finding]:
    """Yield the hours of each desk; without opening hours, who else says when somebody is there."""
    for name, each in built.items():
        setting = f"{name}.opening_hours"
        if each.opening_hours is not None:
            yield _week(each.opening_hours, setting, now or datetime.now(timezone.utc))
        elif each.desk.reports_shifts:
            yield ok(f"There are none: {each.desk.vendor} says who is on shift.", setting)
        else:
            yield warning(
                f"{each.desk.vendor} does not say who is on shift, so customers are transferred at "
                "any time.",
                "Write when your agents are there: docs/settings.md has the syntax.",
                setting,
            )


def _week(hours: OpeningHours, setting: str, now: datetime) -> Finding:
    today = now.astimezone(hours.zone).date()
    days = [_day(hours, datetime.combine(today + number * _DAY, time())) for number in range(DAYS)]
    text = f"In {hours.zone.key}: {'; '.join(days)}."
    if all(day.endswith("closed") for day in days):
        remedy = "Correct the rules, unless it is a holiday."
        return warning(text, remedy, f"{setting}.rules")
    return ok(text, setting)


def _day(hours: OpeningHours, midnight: datetime) -> str:
    begins, ends = (each.replace(tzinfo=hours.zone) for each in (midnight, midnight + _DAY))
    spans = [
        f"{since.astimezone(hours.zone):%H:%M}-{_until(until, ends, hours)}"
        for since, until in hours.open_between(begins, ends)
    ]
    return f"{begins:%a} {begins.day} {begins:%b} {', '.join(spans) or 'closed'}"


def _until(until: datetime, midnight: datetime, hours: OpeningHours) -> str:
    return "24:00" if until == midnight else f"{until.astimezone(hours.zone):%H:%M}"
