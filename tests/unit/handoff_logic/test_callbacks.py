"""When customers can ask to be called, and how it is written."""

from datetime import datetime, timezone
from zoneinfo import ZoneInfo

from actions.human_handoff.availability.call_times import CallTime
from actions.human_handoff.handoff_logic.callbacks import Callbacks, callbacks_of
from tests.unit import fake_desk
from tests.unit.fake_desk import Desk

NOW = datetime(2026, 11, 22, 15, 30, tzinfo=timezone.utc)  # a Sunday
RECEIVER = {"webhook": {"url": "http://127.0.0.1:1/x", "secret": "s" * 16}}


def callbacks(*desks, desk_hours=None, **callback):
    messages = {
        "receivers": {"tickets": RECEIVER},
        "default": "tickets",
        "callback": {"region": "NL"} | callback,
    }
    configuration = fake_desk.configuration(
        *(desks or [Desk()]),
        opening_hours=desk_hours,
        messages=messages,
        next_shift={"time_zone": "Europe/Amsterdam"},
        skills={"default": "human", "desks": {"billing": ["b"]}},
    )
    return Callbacks(configuration.settings.messages.callback, configuration, lambda: NOW)


def test_without_the_section_nobody_can_ask_to_be_called():
    assert callbacks_of(fake_desk.configuration(Desk())) is None
    messages = {"receivers": {"tickets": RECEIVER}, "default": "tickets"}
    assert callbacks_of(fake_desk.configuration(Desk(), messages=messages)) is None


def test_the_times_are_those_of_the_first_desk_of_the_skill_that_has_opening_hours():
    hours = {"b": "Mo 09:00-12:00", "c": "Tu 09:00-12:00"}
    bot = callbacks(Desk(), Desk(), Desk(), desk_hours=hours)
    assert [each.begins.isoformat() for each in bot.times("human")] == [
        "2026-11-23T10:00:00+01:00",
        "2026-11-30T10:00:00+01:00",
    ]
    assert bot.times("billing") == bot.times("human")
    assert callbacks().times("human") == []


def test_hours_of_their_own_replace_those_of_the_desk():
    own = {"rules": "Tu 10:00-11:00", "time_zone": "Europe/Amsterdam"}
    found = callbacks(opening_hours=own).times("human")
    assert [f"{each.begins:%a %H:%M}" for each in found] == ["Tue 10:00", "Tue 10:00"]


def test_of_each_day_three_times_are_offered_and_six_at_most():
    bot = callbacks(desk_hours={"desk": "Mo-Fr 08:00-20:00"}, hours_each=2)
    offered = bot.offered(bot.times("human"))
    assert [f"{each.begins:%a %H}" for each in offered] == [
        *("Mon 09", "Mon 11", "Mon 13"),
        *("Tue 09", "Tue 11", "Tue 13"),
    ]
    assert bot.offered([]) == []


TIME = CallTime(
    datetime(2026, 11, 23, 8, tzinfo=timezone.utc), datetime(2026, 11, 23, 11, tzinfo=timezone.utc)
)


def test_a_time_is_written_in_the_customers_language_and_time_zone():
    bot = callbacks()
    standard = "Central European Standard Time"
    assert bot.words(TIME, "en", with_date=False) == ("Monday", "09:00", "12:00", standard)
    assert bot.words(TIME, "nl", with_date=True) == (
        *("maandag 23 november", "09:00", "12:00"),
        "Midden-Europese standaardtijd",
    )
    assert bot.for_agents(TIME) == "2026-11-23 09:00-12:00 (Europe/Amsterdam)"
    later = CallTime(TIME.begins.replace(day=30), TIME.ends.replace(day=30))
    assert bot.words(later, "en", with_date=False).day == "Monday 30 November"


def test_the_present_moment_is_that_of_the_customers():
    assert callbacks().local_now() == NOW
    assert callbacks().local_now().tzinfo == ZoneInfo("Europe/Amsterdam")


def test_numbers_are_those_of_the_region():
    bot = callbacks(region="be")
    assert bot.number_in("0470 12 34 56") == "+32470123456"
    assert bot.shown("+32470123456") == "0470 12 34 56"
