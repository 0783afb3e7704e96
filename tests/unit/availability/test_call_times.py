"""The times at which a customer can ask to be called: whole parts of the opening hours."""

from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.human_handoff.availability.call_times import HORIZON, NOTICE, call_times
from actions.human_handoff.availability.opening_hours import OpeningHours, OpeningHoursSettings

ZONE = ZoneInfo("Europe/Amsterdam")
SUNDAY = datetime(2026, 11, 22, 16, 30, tzinfo=ZONE)


def times(rules, now=SUNDAY, hours=3.0, zone=ZONE):
    settings = OpeningHoursSettings(rules=rules, time_zone="Europe/Amsterdam")
    return call_times(OpeningHours(settings, "hours"), zone, now, timedelta(hours=hours))


def written(found):
    return [f"{each.begins:%a %H:%M}-{each.ends:%H:%M}" for each in found]


@pytest.mark.parametrize(
    ("rules", "first_day"),
    [
        ("Mo 09:00-17:00", ["09:00-12:00", "12:00-15:00", "15:00-17:00"]),
        ("Mo 08:30-12:00,13:00-17:00", ["08:30-12:00", "13:00-16:00", "16:00-17:00"]),
        ("Mo 09:00-12:30", ["09:00-12:30"]),  # half an hour is no time of its own
        ("Mo 09:00-09:30", ["09:00-09:30"]),
        ("Mo 09:00-13:00", ["09:00-12:00", "12:00-13:00"]),
    ],
)
def test_an_opening_is_divided_into_times_of_a_few_hours(rules, first_day):
    found = times(rules)
    monday = [each for each in found if each.begins.date() == found[0].begins.date()]
    assert written(monday) == [f"Mon {each}" for each in first_day]


def test_no_time_goes_beyond_midnight_and_a_night_begins_again_there():
    assert written(times("Mo 21:00-26:00"))[:2] == ["Mon 21:00-00:00", "Tue 00:00-02:00"]


def test_what_begins_too_soon_is_left_out_and_the_rest_of_the_day_stays_as_it_was():
    before = times("Mo-Fr 09:00-17:00", SUNDAY.replace(day=23, hour=7))
    during = times("Mo-Fr 09:00-17:00", SUNDAY.replace(day=23, hour=10))
    assert written(before)[:3] == ["Mon 09:00-12:00", "Mon 12:00-15:00", "Mon 15:00-17:00"]
    assert during[:2] == before[1:3]


def test_a_desk_in_another_time_zone_is_open_in_the_customers_time():
    assert written(times("Mo 09:00-12:00", zone=ZoneInfo("UTC")))[0] == "Mon 08:00-11:00"


def test_the_hour_in_which_the_clock_changes_divides_nothing():
    saturday = datetime(2026, 10, 24, 12, tzinfo=ZONE)
    assert written(times("24/7", saturday, hours=12))[:3] == [
        "Sun 00:00-12:00",
        "Sun 12:00-00:00",
        "Mon 00:00-12:00",
    ]


@given(
    st.lists(st.integers(0, 47), min_size=2, max_size=6, unique=True),
    st.integers(0, 14 * 24 * 60),
    st.sampled_from([0.5, 1, 3, 12]),
)
def test_every_time_is_open_within_a_day_in_order_and_not_too_soon(halves, minutes, hours):
    spans = sorted(halves)[: len(halves) // 2 * 2]
    clock = [f"{half // 2:02}:{half % 2 * 30:02}" for half in spans]
    rules = "Mo-Su " + ",".join(f"{a}-{b}" for a, b in zip(clock[::2], clock[1::2]))
    now = SUNDAY + timedelta(minutes=minutes)
    settings = OpeningHoursSettings(rules=rules, time_zone="Europe/Amsterdam")
    opening = OpeningHours(settings, "hours")
    found = call_times(opening, ZONE, now, timedelta(hours=hours))
    assert found == sorted(found)
    for each, later in pairwise(found):
        assert each.ends <= later.begins
    for each in found:
        assert now + NOTICE <= each.begins < each.ends
        assert each.begins <= now + HORIZON
        assert (each.ends - timedelta(seconds=1)).date() == each.begins.date()
        assert opening.closed_until(each.begins) is None
        assert opening.closed_until(each.ends - timedelta(seconds=1)) is None
