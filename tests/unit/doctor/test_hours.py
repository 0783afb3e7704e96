"""The opening hours of the next seven days."""

from __future__ import annotations

from datetime import datetime, timezone

from actions.human_handoff import Finding, Level
from actions.human_handoff.availability.opening_hours import OpeningHours, OpeningHoursSettings
from actions.human_handoff.doctor.hours import hours_findings
from actions.human_handoff.handoff_settings.desks import BuiltDesk
from tests.unit.vendors.accounts import desk

# Saturday evening in UTC, Sunday in Tokyo; in Amsterdam the clock goes back in that night.
NOW = datetime(2026, 10, 24, 20, 0, tzinfo=timezone.utc)


def finding(rules: str | None, zone: str = "Europe/Amsterdam", vendor: str = "parley") -> Finding:
    settings = None if rules is None else OpeningHoursSettings(rules=rules, time_zone=zone)
    hours = None if settings is None else OpeningHours(settings, "hours")
    (found,) = hours_findings({"agents": BuiltDesk(desk(vendor), hours, frozenset())}, NOW)
    return found


def test_each_day_is_shown_in_the_time_zone_of_the_rules():
    found = finding("Mo-Fr 09:00-12:00,13:00-17:00; Tu off; Fr 20:00-02:00")

    day = "09:00-12:00, 13:00-17:00"
    assert found == Finding(
        Level.OK,
        f"In Europe/Amsterdam: Sat 24 Oct 00:00-02:00; Sun 25 Oct closed; Mon 26 Oct {day}; "
        f"Tue 27 Oct closed; Wed 28 Oct {day}; Thu 29 Oct {day}; Fri 30 Oct 20:00-24:00.",
        settings=("agents.opening_hours",),
    )


def test_the_first_day_is_the_one_that_it_is_there():
    assert finding("24/7", "Asia/Tokyo").text.startswith("In Asia/Tokyo: Sun 25 Oct 00:00-24:00; ")


def test_the_day_with_25_hours_is_a_whole_day():
    assert "Sun 25 Oct 00:00-24:00; Mon 26 Oct" in finding("24/7").text


def test_a_week_without_an_hour_is_a_warning():
    found = finding("2026 Dec 01 09:00-17:00")

    assert (found.level, found.settings) == (Level.WARNING, ("agents.opening_hours.rules",))


def test_without_hours_a_vendor_who_knows_the_shifts_is_enough():
    assert finding(None, vendor="liveperson") == Finding(
        Level.OK,
        "There are none: LivePerson says who is on shift.",
        settings=("agents.opening_hours",),
    )


def test_without_hours_a_vendor_who_does_not_know_the_shifts_is_a_warning():
    found = finding(None)

    assert found.level is Level.WARNING
    assert found.text.startswith("Parley does not say who is on shift")


def test_it_is_the_present_week_without_a_moment():
    hours = OpeningHours(OpeningHoursSettings(rules="24/7", time_zone="UTC"), "hours")

    (found,) = hours_findings({"agents": BuiltDesk(desk("parley"), hours, frozenset())})

    assert f"{datetime.now(timezone.utc):%a} " in found.text
