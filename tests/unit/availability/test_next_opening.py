"""When the next shift begins, in the customer's language."""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo, available_timezones

import pytest
from babel.dates import format_datetime
from babel.localedata import locale_identifiers
from hypothesis import assume, given
from hypothesis import strategies as st

from actions.human_handoff.availability.next_opening import TimeStyle, format_opening
from tests.unit.cases import cases

FRIDAY = datetime(2026, 11, 20, 12, 0, tzinfo=timezone.utc)
MONDAY = FRIDAY + timedelta(days=3)
# In Amsterdam: Sunday, 23:00; Monday, 01:00 and 03:00.
SUNDAY_23 = datetime(2026, 11, 22, 22, 0, tzinfo=timezone.utc)
MONDAY_1, MONDAY_3 = SUNDAY_23 + timedelta(hours=2), SUNDAY_23 + timedelta(hours=4)
SUMMER = datetime(2026, 10, 24, 7, 0, tzinfo=timezone.utc)
WINTER = SUMMER + timedelta(days=2)
# In Amsterdam: Saturday, 23:59. The clock is put forward three hours later.
BEFORE_SUMMER_TIME = datetime(2026, 3, 28, 22, 59, tzinfo=timezone.utc)
ZONES = st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"}))
MOMENTS = st.datetimes(datetime(2000, 1, 2), datetime(2100, 1, 1), timezones=st.just(timezone.utc))


def written(locale, pattern):
    return {"locale": locale, "within_a_week": pattern}


@cases(
    "opens_at now settings text",
    {
        "a weekday and a time where the customer is": (MONDAY, FRIDAY, {}, "Monday at 13:00"),
        "a moment further off has a date": (
            FRIDAY + timedelta(days=6),
            FRIDAY,
            {},
            "Thursday 26 November at 13:00",
        ),
        "before the clock is put back": (SUMMER, SUMMER, {}, "today at 09:00"),
        "after the clock is put back": (WINTER, SUMMER, {}, "Monday at 08:00"),
        "the seventh day, less than six days of 24 hours away because of summer time": (
            BEFORE_SUMMER_TIME + timedelta(days=6, minutes=-10),
            BEFORE_SUMMER_TIME,
            {},
            "Saturday 4 April at 00:49",
        ),
        "Dutch": (MONDAY, FRIDAY, {"locale": "nl"}, "maandag om 13:00"),
        "Dutch, with a date": (
            FRIDAY + timedelta(days=6),
            FRIDAY,
            {"locale": "nl_BE"},
            "donderdag 26 november om 13:00",
        ),
        "the same day, early in the night": (MONDAY_3, MONDAY_1, {}, "today at 03:00"),
        "the same day, in Dutch": (MONDAY_3, MONDAY_1, {"locale": "nl_BE"}, "vandaag om 03:00"),
        "the next day, an hour away": (MONDAY_1, SUNDAY_23, {}, "tomorrow at 01:00"),
        "the next day, in Dutch": (MONDAY_3, SUNDAY_23, {"locale": "nl"}, "morgen om 03:00"),
        "the same day, in a language without texts of ours": (
            MONDAY_3,
            MONDAY_1,
            {"locale": "de"},
            "Montag, 03:00",
        ),
        "the same day, with a pattern of one's own": (
            MONDAY_3,
            MONDAY_1,
            written("en", "EEEE HH:mm"),
            "Monday 03:00",
        ),
        "a language without texts of ours": (MONDAY, FRIDAY, {"locale": "de"}, "Montag, 13:00"),
        "such a language, with a date": (
            FRIDAY + timedelta(days=6),
            FRIDAY,
            {"locale": "es"},
            "jueves, 26 noviembre, 13:00",
        ),
        "a pattern of one's own": (
            MONDAY,
            FRIDAY,
            written("nl", "EEEE 'om' HH:mm"),
            "maandag om 13:00",
        ),
        "German": (MONDAY, FRIDAY, written("de", "EEEE 'um' HH:mm 'Uhr'"), "Montag um 13:00 Uhr"),
        "English": (MONDAY, FRIDAY, written("en", "EEEE h:mm a"), "Monday 1:00 PM"),
    },
)
def test_the_next_opening_is_written_for_the_customer(opens_at, now, settings, text):
    amsterdam = TimeStyle("Europe/Amsterdam", **{"locale": "en", **settings})

    assert format_opening(opens_at, now, amsterdam).replace("\u202f", " ") == text


@pytest.mark.parametrize("days", [2, 20])
def test_every_language_has_a_weekday_and_a_time(days):
    opens_at = FRIDAY + timedelta(days=days, minutes=34)

    def is_written(locale):
        text = format_opening(opens_at, FRIDAY, TimeStyle("UTC", locale))
        parts = (format_datetime(opens_at, pattern, locale=locale) for pattern in ("EEEE", "mm"))
        return all(part in text for part in parts)

    assert [locale for locale in locale_identifiers() if not is_written(locale)] == []


@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(days=30)), ZONES)
def test_the_day_is_the_customers_and_a_bare_weekday_is_never_today(now, ahead, zone):
    opens_at = now + ahead

    text = format_opening(opens_at, now, TimeStyle(zone, "en"))

    here, there = (moment.astimezone(ZoneInfo(zone)) for moment in (now, opens_at))
    days = (there.date() - here.date()).days
    day = {0: "today", 1: "tomorrow"}.get(days, f"{there:%A}")
    assert text.split()[0] == day
    assert text.endswith(f"at {there:%H:%M}")
    assert len(text.split()) > 3 or days < 7


@given(MOMENTS, ZONES, st.sampled_from([("en", "today", "tomorrow"), ("nl", "vandaag", "morgen")]))
def test_at_the_customers_midnight_today_becomes_tomorrow(moment, zone, language):
    locale, today, tomorrow = language
    style = TimeStyle(zone, locale)
    there = moment.astimezone(ZoneInfo(zone))
    midnight = there.replace(hour=0, minute=0, second=0, microsecond=0)
    second = timedelta(seconds=1)
    before = midnight.astimezone(timezone.utc) - second
    assume(before.astimezone(ZoneInfo(zone)).date() == midnight.date() - timedelta(days=1))
    assume(there.date() == midnight.date() and moment > before)

    assert format_opening(moment, before, style).startswith(f"{tomorrow} ")
    assert format_opening(moment, before + second, style).startswith(f"{today} ")
