"""When the next shift begins, in the customer's language."""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.human_handoff.availability.next_opening import format_opening
from actions.human_handoff.handoff_settings.settings import NextShiftSettings

FRIDAY = datetime(2026, 11, 20, 12, 0, tzinfo=timezone.utc)
AMSTERDAM = NextShiftSettings(time_zone="Europe/Amsterdam")
ZONES = st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"}))
MOMENTS = st.datetimes(datetime(2000, 1, 2), datetime(2100, 1, 1), timezones=st.just(timezone.utc))


def test_a_moment_of_the_next_days_is_a_weekday_and_a_time_where_the_customer_is():
    assert format_opening(FRIDAY + timedelta(days=3), FRIDAY, AMSTERDAM) == "Monday at 13:00"


def test_a_moment_further_off_has_a_date():
    assert (
        format_opening(FRIDAY + timedelta(days=6), FRIDAY, AMSTERDAM)
        == "Thursday 26 November at 13:00"
    )


def test_the_clock_change_is_taken_into_account():
    before = datetime(2026, 10, 24, 7, 0, tzinfo=timezone.utc)

    assert format_opening(before, before, AMSTERDAM) == "Saturday at 09:00"
    assert format_opening(before + timedelta(days=2), before, AMSTERDAM) == "Monday at 08:00"


@pytest.mark.parametrize(
    ("locale", "pattern", "text"),
    [
        ("nl", "EEEE 'om' HH:mm", "maandag om 13:00"),
        ("de", "EEEE 'um' HH:mm 'Uhr'", "Montag um 13:00 Uhr"),
        ("en", "EEEE h:mm a", "Monday 1:00\u202fPM"),
    ],
)
def test_the_customers_language_and_pattern_are_used(locale, pattern, text):
    settings = NextShiftSettings(time_zone="Europe/Amsterdam", locale=locale, within_a_week=pattern)

    written = format_opening(FRIDAY + timedelta(days=3), FRIDAY, settings)

    assert written.replace("\u202f", " ") == text.replace("\u202f", " ")


@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(days=30)), ZONES)
def test_the_weekday_is_the_one_where_the_customer_is(now, ahead, zone):
    opens_at = now + ahead

    text = format_opening(opens_at, now, NextShiftSettings(time_zone=zone))

    there = opens_at.astimezone(ZoneInfo(zone))
    assert text.split()[0] == f"{there:%A}"
    assert text.endswith(f"at {there:%H:%M}")


@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(days=30)), ZONES)
def test_a_bare_weekday_never_means_today_in_a_week(now, ahead, zone):
    opens_at = now + ahead

    text = format_opening(opens_at, now, NextShiftSettings(time_zone=zone))

    days = opens_at.astimezone(ZoneInfo(zone)).date() - now.astimezone(ZoneInfo(zone)).date()
    if len(text.split()) == 3:
        assert days < timedelta(days=7)
