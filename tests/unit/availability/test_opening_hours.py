"""Opening hours: nights, borders, holidays, the clock's changes, and a reference of our own."""

import threading
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from actions.human_handoff.availability.opening_hours import (
    Closed,
    OpeningHours,
    OpeningHoursSettings,
)
from actions.human_handoff.errors import ConfigurationError
from actions.human_handoff.pydantic_compat import read_settings

UTC = timezone.utc
AMSTERDAM, TOKYO = "Europe/Amsterdam", "Asia/Tokyo"
PATH = "human_handoff.yml: liveperson.opening_hours"
# Half an hour; an hour south of the equator; an hour twice a year at a time of its own; none.
CHANGING = ["Australia/Lord_Howe", "America/Santiago", "Africa/Casablanca", AMSTERDAM, TOKYO]
MINUTE, WEEK = timedelta(minutes=1), 7 * 24 * 60
WEEKDAYS = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]


def hours(rules: str, zone: str = AMSTERDAM, country: str | None = None) -> OpeningHours:
    return OpeningHours(OpeningHoursSettings(rules=rules, time_zone=zone, country=country), PATH)


def at(local: str, zone: str = AMSTERDAM) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def wrong(rules: str, zone: str = AMSTERDAM, country: str | None = None) -> str:
    with pytest.raises(ConfigurationError) as caught:
        hours(rules, zone, country)
    return str(caught.value)


# 2026-03-02 is a Monday.


@pytest.mark.parametrize("moment", ["2026-03-02 23:30", "2026-03-03 03:00", "2026-03-03 05:59:59"])
def test_a_night_is_open_before_midnight_and_after(moment):
    assert hours("22:00-06:00").closed_until(at(moment)) is None


def test_a_day_between_two_nights_is_closed():
    assert hours("22:00-06:00").closed_until(at("2026-03-03 06:00")) == Closed(
        at("2026-03-03 22:00")
    )


def test_fridays_night_ends_on_saturday_and_saturday_has_none():
    friday = hours("Fr 22:00-06:00")

    assert friday.closed_until(at("2026-03-06 03:00")) == Closed(at("2026-03-06 22:00"))
    assert friday.closed_until(at("2026-03-07 03:00")) is None
    assert friday.closed_until(at("2026-03-08 03:00")) == Closed(at("2026-03-13 22:00"))


def test_after_a_semicolon_saturdays_rule_ends_fridays_night_and_after_a_comma_it_does_not():
    """So says OpenStreetMap; the settings' docstring and the documents warn of it."""
    saturday = at("2026-03-07 03:00")

    assert hours("Fr 22:00-06:00; Sa 10:00-12:00").closed_until(saturday) == Closed(
        at("2026-03-07 10:00")
    )
    assert hours("Fr 22:00-06:00, Sa 10:00-12:00").closed_until(saturday) is None


def test_a_weekday_that_is_missing_is_closed():
    week = hours("Mo-Tu,Th-Fr 09:00-17:00")

    assert week.closed_until(at("2026-03-03 12:00")) is None
    assert week.closed_until(at("2026-03-04 12:00")) == Closed(at("2026-03-05 09:00"))
    assert week.closed_until(at("2026-03-06 18:00")) == Closed(at("2026-03-09 09:00"))


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-03-02 08:59:59.999999", False),
        ("2026-03-02 09:00:00", True),
        ("2026-03-02 16:59:59", True),
        ("2026-03-02 16:59:59.999999", True),
        ("2026-03-02 17:00:00", False),
    ],
)
def test_the_first_moment_is_open_and_the_last_is_not(moment, is_open):
    closed = hours("Mo-Fr 09:00-17:00").closed_until(at(moment))

    assert (closed is None) is is_open


@pytest.mark.parametrize("rules", ["24/7", "00:00-24:00", "Mo-Su 00:00-24:00", "00:00-00:00"])
def test_a_day_of_24_hours_is_open_in_its_last_minute_and_on_the_next_day(rules):
    always = hours(rules)

    assert always.closed_until(at("2026-03-02 23:59:30")) is None
    assert always.closed_until(at("2026-03-03 00:00")) is None


def test_a_single_day_of_24_hours_ends_at_midnight():
    monday = hours("Mo 00:00-24:00")

    assert monday.closed_until(at("2026-03-02 23:59:30")) is None
    assert monday.closed_until(at("2026-03-03 00:00")) == Closed(at("2026-03-09 00:00"))


def test_the_lunch_break_is_closed_until_the_afternoon():
    lunch = hours("Mo-Fr 09:00-12:00,13:00-17:00")

    assert lunch.closed_until(at("2026-03-02 12:30")) == Closed(at("2026-03-02 13:00"))
    assert lunch.closed_until(at("2026-03-02 13:00")) is None
    assert lunch.closed_until(at("2026-03-02 17:30")) == Closed(at("2026-03-03 09:00"))


@pytest.mark.parametrize(
    ("holiday", "opens_at"),
    [
        ("2026-04-27 12:00", "2026-04-28 09:00"),  # King's day
        (
            "2026-12-25 12:00",
            "2026-12-28 09:00",
        ),  # Christmas is a Friday; its second day, a Saturday
        ("2027-05-17 12:00", "2027-05-18 09:00"),  # Whit Monday moves with Easter
    ],
)
def test_public_holidays_are_closed_where_the_rules_say_so_and_only_there(holiday, opens_at):
    with_holidays = hours("Mo-Fr 09:00-17:00; PH off", country="NL")

    assert with_holidays.closed_until(at(holiday)) == Closed(at(opens_at))
    assert hours("Mo-Fr 09:00-17:00", country="NL").closed_until(at(holiday)) is None


def test_kings_day_is_a_day_like_others_in_germany_and_a_country_may_be_written_small():
    german = hours("Mo-Fr 09:00-17:00; PH off", "Europe/Berlin", "de")

    assert german.closed_until(at("2026-04-27 12:00")) is None
    assert german.closed_until(at("2026-10-03 12:00")) == Closed(at("2026-10-05 09:00"))


def test_a_public_holiday_may_have_hours_of_its_own():
    short = hours("Mo-Fr 09:00-17:00; PH 10:00-12:00", country="NL")

    assert short.closed_until(at("2026-04-27 09:30")) == Closed(at("2026-04-27 10:00"))


def test_a_single_date_needs_no_setting_of_its_own():
    rules = hours("Mo-Fr 09:00-17:00; 2026 Dec 24 09:00-13:00; 2026 Dec 28-2027 Jan 3 off")

    assert rules.closed_until(at("2026-12-24 12:59")) is None
    assert rules.closed_until(at("2026-12-28 12:00")) == Closed(at("2027-01-04 09:00"))
    assert rules.closed_until(at("2027-12-28 12:00")) is None


# The clock is put forward at 2026-03-29 01:00 UTC and back at 2026-10-25 01:00 UTC.


def test_an_opening_in_the_hour_that_does_not_exist_comes_when_the_clock_jumps_over_it():
    night = hours("02:30-05:00")

    assert night.closed_until(utc("2026-03-28 22:00")) == Closed(utc("2026-03-29 01:00"))
    assert night.closed_until(utc("2026-03-29 00:59:59")) == Closed(utc("2026-03-29 01:00"))
    assert night.closed_until(utc("2026-03-29 01:00")) is None
    assert night.closed_until(utc("2026-03-29 03:00")) == Closed(utc("2026-03-30 00:30"))


def test_hours_that_do_not_exist_that_night_open_on_the_next():
    assert hours("02:10-02:50").closed_until(utc("2026-03-28 22:00")) == Closed(
        utc("2026-03-30 00:10")
    )


def test_an_opening_in_the_hour_that_comes_twice_is_told_the_first_time():
    night = hours("02:30-05:00")

    assert night.closed_until(utc("2026-10-24 22:00")) == Closed(utc("2026-10-25 00:30"))
    assert night.closed_until(utc("2026-10-25 00:30")) is None
    assert night.closed_until(utc("2026-10-25 01:00")) == Closed(utc("2026-10-25 01:30"))
    assert night.closed_until(utc("2026-10-25 01:30")) is None
    assert night.closed_until(utc("2026-10-25 04:00")) == Closed(utc("2026-10-26 01:30"))


def test_hours_within_the_hour_that_comes_twice_are_open_twice():
    short = hours("02:10-02:20")

    assert short.closed_until(utc("2026-10-25 00:15")) is None
    assert short.closed_until(utc("2026-10-25 00:20")) == Closed(utc("2026-10-25 01:10"))
    assert short.closed_until(utc("2026-10-25 01:15")) is None


@pytest.mark.parametrize(
    ("evening", "morning", "next_evening"),
    [
        ("2026-03-28 21:00", "2026-03-29 04:00", "2026-03-29 20:00"),
        ("2026-10-24 20:00", "2026-10-25 05:00", "2026-10-25 21:00"),
    ],
)
def test_a_night_in_which_the_clock_changes_is_open_to_its_end(evening, morning, next_evening):
    night = hours("22:00-06:00")
    begin, end = utc(evening), utc(morning)

    asked = [begin + minutes * MINUTE for minutes in range(int((end - begin) / MINUTE))]
    assert {night.closed_until(each) for each in asked} == {None}
    assert night.closed_until(end) == Closed(utc(next_evening))


def test_office_hours_are_an_hour_earlier_in_utc_once_it_is_summer():
    office = hours("Mo-Fr 09:00-17:00")

    assert office.closed_until(utc("2026-03-27 17:00")) == Closed(utc("2026-03-30 07:00"))
    assert office.closed_until(utc("2026-10-23 16:00")) == Closed(utc("2026-10-26 08:00"))


def test_the_accounts_zone_counts_and_not_that_of_the_moment():
    office = hours("Mo-Fr 09:00-17:00")

    assert office.closed_until(at("2026-03-02 03:30", "America/New_York")) is None
    assert office.closed_until(at("2026-03-02 11:30", "America/New_York")) == Closed(
        at("2026-03-03 03:00", "America/New_York")
    )
    assert office.closed_until(utc("2026-03-02 16:30")) == Closed(utc("2026-03-03 08:00"))
    east = datetime(2026, 3, 2, 13, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    assert office.closed_until(east) is None


def test_the_opening_is_told_in_utc():
    closed = hours("Mo-Fr 09:00-17:00").closed_until(at("2026-03-02 08:00"))

    assert closed is not None
    assert closed.opens_at is not None
    assert closed.opens_at.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "perhaps",
    ["unknown", 'unknown "call first"', '"by appointment"', '"when we open", Tu 12:00-13:00 "x"'],
)
def test_perhaps_open_counts_as_closed(perhaps):
    rules = hours(f"Mo 09:00-17:00 {perhaps}; We 10:00-12:00")

    assert rules.closed_until(at("2026-03-02 12:00")) == Closed(at("2026-03-04 10:00"))


@pytest.mark.parametrize("words", ['open "by phone only"', 'OPEN  "x"', "open"])
def test_open_with_words_is_open(words):
    assert hours(f"Mo-Fr 09:00-17:00 {words}").closed_until(at("2026-03-02 12:00")) is None


def test_rules_that_have_run_out_are_closed_without_an_end_until_they_are_near():
    dated = hours("2090 Jan 1 10:00-12:00; 2020-2060 Mo 10:00-12:00")

    assert dated.closed_until(utc("2061-01-01 00:00")) == Closed(None)
    assert dated.closed_until(utc("2061-01-01 12:00")) == Closed(None)
    assert dated.closed_until(utc("2089-06-01 12:00")) == Closed(at("2090-01-01 10:00"))


def test_what_is_a_year_off_is_told_from_a_midnight_on_whenever_one_asks():
    dated = hours("2020-2060 Mo 10:00-12:00; 2062 Jan 1 10:00-12:00")
    new_year = Closed(at("2062-01-01 10:00"))

    asked = [dated.closed_until(utc(f"2060-12-31 {time}")) for time in ("00:00", "12:00", "23:59")]
    assert asked == [Closed(None)] * 3
    assert dated.closed_until(utc("2061-01-01 00:00")) == new_year
    assert dated.closed_until(utc("2060-12-31 23:59")) == Closed(None)


def test_a_clock_change_just_after_that_year_does_not_make_it_longer():
    """The year ends at 2062-03-26 00:00 UTC, the clock is put forward an hour later."""
    dated = hours("2020-2060 Mo 10:00-12:00; 2062 Mar 26 01:30-01:45")

    assert dated.closed_until(utc("2061-03-25 12:00")) == Closed(None)
    assert dated.closed_until(utc("2061-03-26 00:00")) == Closed(utc("2062-03-26 00:30"))


def test_rules_may_be_written_over_several_lines():
    rules = hours("Mo-Fr 09:00-12:00,13:00-17:00;\n  Sa 10:00-12:00\n")

    assert rules.closed_until(at("2026-03-07 11:00")) is None


@pytest.mark.parametrize(
    ("written", "open_at"),
    [
        ("rules: 24/7", "2026-03-02 03:00"),
        ("rules: 22:00-06:00", "2026-03-02 03:00"),
        ("rules: 9:00-17:00", "2026-03-02 09:00"),
        ("rules: Mo-Fr 09:00-17:00 # weekends off", "2026-03-02 09:00"),
        ("rules: Mo-Fr 09:00-17:00; PH off\ncountry: NO", "2026-03-02 09:00"),
        ("rules: >\n  Mo-Fr 09:00-17:00;\n  Sa off", "2026-03-02 09:00"),
    ],
)
def test_what_yaml_makes_of_hours_is_understood(written, open_at):
    values = YAML(typ="safe", pure=True).load(f"time_zone: {AMSTERDAM}\n{written}")

    settings = read_settings(OpeningHoursSettings, values, PATH)

    assert OpeningHours(settings, PATH).closed_until(at(open_at)) is None


@pytest.mark.parametrize("written", ["off", "22:00", "2200", "0900", "'no'"])
def test_what_yaml_makes_of_other_things_is_named(written):
    values = YAML(typ="safe", pure=True).load(f"time_zone: {AMSTERDAM}\nrules: {written}")
    settings = read_settings(OpeningHoursSettings, values, PATH)

    with pytest.raises(ConfigurationError, match=r"liveperson\.opening_hours\.rules is wrong: "):
        OpeningHours(settings, PATH)


@pytest.mark.parametrize("missing", ["rules", "time_zone"])
def test_a_setting_that_is_missing_is_named(missing):
    values = {"rules": "24/7", "time_zone": AMSTERDAM}
    del values[missing]

    with pytest.raises(ConfigurationError) as caught:
        read_settings(OpeningHoursSettings, values, PATH)

    assert str(caught.value).startswith(f"{PATH}.{missing} is missing.")


@pytest.mark.parametrize(
    "rules", ["", " ", "office hours", "Mo-Fr 9-17", "Mo-Fr 9am-5pm", "Mon 09:00-17:00", "24/24"]
)
def test_rules_that_are_not_openstreetmaps_are_named_with_an_example(rules):
    text = wrong(rules)

    assert text.startswith(f"{PATH}.rules is wrong: {rules!r} is not how OpenStreetMap")
    assert "Mo-Fr 09:00-17:00; PH off" in text
    assert "\n" not in text


@pytest.mark.parametrize(
    "rules",
    ["off", "24/7 closed", "Mo 09:00-17:00; Mo off", "2019 Mo-Fr 09:00-17:00", "24/7 unknown",
     'Mo-Fr 09:00-17:00 "by appointment"'],
)  # fmt: skip
def test_rules_that_never_open_are_named(rules):
    assert wrong(rules).startswith(f"{PATH}.rules is wrong: with {rules!r} nobody is there")


@pytest.mark.parametrize("zone", ["Europe/Venlo", "", "CEST!", "../UTC", "Europe"])
def test_a_zone_that_does_not_exist_is_named(zone):
    assert wrong("24/7", zone) == (
        f"{PATH}.time_zone is wrong: {zone!r} is not a time zone. Write one such as "
        "Europe/Amsterdam."
    )


@pytest.mark.parametrize("country", ["XX", "", "UK", "Netherlands", "NLD", "US-CA"])
def test_a_country_that_does_not_exist_is_named(country):
    text = wrong("24/7", country=country)

    assert text.startswith(f"{PATH}.country is wrong: the public holidays of {country!r} are not")
    assert text.endswith("such as NL.")


def test_public_holidays_need_a_country():
    text = wrong("Mo-Fr 09:00-17:00; PH off")

    assert text.startswith(f"{PATH}.country is missing, and PH stands in the rules.")


def test_a_comment_may_speak_of_holidays_and_the_sun():
    rules = hours('Mo 09:00-10:00 "PH and SH from sunrise, Feb 30"; Tu 09:00-10:00')

    assert rules.closed_until(at("2026-03-02 08:00")) == Closed(at("2026-03-03 09:00"))


@pytest.mark.parametrize(
    ("rules", "named"),
    [
        ("Mo-Fr 09:00-17:00; SH off", "SH"),
        ("sunrise-sunset", "sunrise"),
        ("Mo 10:00-Dusk", "dusk"),
        ("Apr 31 10:00-12:00", "Apr 31"),
        ("24/7; feb 30 off", "Feb 30"),
        ("Nov 1-31 10:00-12:00", "Nov 31"),
    ],
)
def test_what_the_library_would_answer_wrongly_is_refused(rules, named):
    text = wrong(rules, country="NL")

    assert text.startswith(f"{PATH}.rules is wrong: {named} stands there, and ")
    assert ". Write " in text


@given(st.text(st.sampled_from('Mo-Fr PHS 0123456789:;,"|+/[]()openfu\n'), max_size=30))
def test_whatever_is_written_is_understood_or_named(rules):
    try:
        understood = hours(rules, country="NL").closed_until(at("2026-03-02 12:00"))
    except ConfigurationError as error:
        assert str(error).startswith(f"{PATH}.rules is wrong: ")  # noqa: PT017
    else:
        assert understood is None or isinstance(understood, Closed)


def test_a_state_is_looked_up_once_while_it_lasts(monkeypatch):
    office = hours("Mo-Fr 09:00-17:00")
    looked: list[datetime] = []
    look = OpeningHours._period_at
    monkeypatch.setattr(
        OpeningHours, "_period_at", lambda self, now: (looked.append(now), look(self, now))[1]
    )
    times = ["2026-03-02 08:00", "2026-03-02 08:59:59", "2026-03-02 09:00", "2026-03-02 16:59:59",
             "2026-03-02 17:00", "2026-03-02 23:00", "2026-03-03 08:00"]  # fmt: skip

    for moment in times:
        office.closed_until(at(moment))

    assert looked == [at(times[0]), at(times[2]), at(times[4])]


# A reference of our own: every minute of a local week is open or not.


def clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def written(day: int, start: int, length: int) -> str:
    end = start + length
    return f"{WEEKDAYS[day]} {clock(start)}-{clock(end if end <= 24 * 60 else end - 24 * 60)}"


def minutes_of(spans: list[tuple[int, int, int]]) -> frozenset[int]:
    return frozenset(
        (day * 24 * 60 + minute) % WEEK
        for day, start, length in spans
        for minute in range(start, start + length)
    )


def open_by_the_clock(week: frozenset[int], moment: datetime, zone: ZoneInfo) -> bool:
    local = moment.astimezone(zone)
    return local.weekday() * 24 * 60 + local.hour * 60 + local.minute in week


def opening_by_the_clock(week: frozenset[int], now: datetime, zone: ZoneInfo) -> datetime:
    moment = now.replace(second=0, microsecond=0)
    while not open_by_the_clock(week, moment, zone):
        moment += MINUTE
    return moment


LENGTHS = st.one_of(st.integers(1, 24 * 60), st.sampled_from([60, 8 * 60, 24 * 60]))
SPAN = st.tuples(st.integers(0, 6), st.integers(0, 24 * 60 - 1), LENGTHS)
SPANS = st.lists(SPAN, min_size=1, max_size=8)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1), timezones=st.just(UTC))


@st.composite
def moments_by_a_clock_change(draw, zone: ZoneInfo) -> datetime:
    noons = [datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=day) for day in range(365)]
    offsets = [noon.astimezone(zone).utcoffset() for noon in noons]
    changes = [noons[day] for day in range(1, 365) if offsets[day] != offsets[day - 1]]
    change = draw(st.sampled_from(changes or noons))
    return change + draw(st.timedeltas(timedelta(days=-2), timedelta(days=1)))


def check(spans: list[tuple[int, int, int]], now: datetime, name: str) -> None:
    week, zone = minutes_of(spans), ZoneInfo(name)
    rules = ", ".join(written(*span) for span in spans)

    closed = hours(rules, name).closed_until(now)

    if open_by_the_clock(week, now, zone):
        assert closed is None
    else:
        assert closed == Closed(opening_by_the_clock(week, now, zone))


@given(SPANS, MOMENTS)
def test_a_week_of_any_spans_is_open_when_the_clock_says_so(spans, now):
    check(spans, now, TOKYO)


@given(st.data(), SPANS, st.sampled_from(CHANGING))
def test_so_it_is_around_the_changes_of_the_clock(data, spans, zone):
    check(spans, data.draw(moments_by_a_clock_change(ZoneInfo(zone))), zone)


@given(SPANS, MOMENTS, st.sampled_from(CHANGING))
def test_the_opening_is_ahead_and_open_and_all_before_it_is_closed(spans, now, zone):
    rules = hours(", ".join(written(*span) for span in spans), zone)
    closed = rules.closed_until(now)
    if closed is None:
        return

    opens_at = closed.opens_at

    assert opens_at is not None
    assert opens_at > now
    assert rules.closed_until(opens_at) is None
    between = [now + (opens_at - now) * part / 7 for part in range(7)]
    for moment in [*between, opens_at - timedelta.resolution]:
        assert rules.closed_until(moment) == closed


@given(SPANS, st.lists(MOMENTS, min_size=2, max_size=20), st.sampled_from(CHANGING), st.booleans())
def test_what_is_remembered_is_what_a_new_look_finds(spans, moments, zone, in_order):
    written_once = ", ".join(written(*span) for span in spans)
    rules = f"{written_once}; 2026 Mar 20-Apr 2 off"
    remembering = hours(rules, zone)

    for moment in sorted(moments) if in_order else moments:
        assert remembering.closed_until(moment) == hours(rules, zone).closed_until(moment)


@given(st.dates(date(2059, 12, 1), date(2061, 3, 1)), st.lists(st.integers(0, 86399), min_size=2))
def test_so_it_is_where_nothing_opens_any_more(day, seconds):
    rules = "2020-2060 Mo 10:00-12:00; 2062 Jan 1 10:00-12:00"
    remembering = hours(rules)
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)

    for second in seconds:
        moment = midnight + timedelta(seconds=second)
        assert remembering.closed_until(moment) == hours(rules).closed_until(moment)


def test_threads_that_ask_for_different_times_each_get_their_own_answer():
    office = hours("Mo-Fr 09:00-17:00")
    mornings = {at(f"2026-03-0{day} 08:00"): at(f"2026-03-0{day} 09:00") for day in range(2, 7)}
    start, wrong_answers = threading.Barrier(len(mornings)), []

    def ask(now: datetime, opens_at: datetime) -> None:
        start.wait()
        for _ in range(100):
            if office.closed_until(now) != Closed(opens_at):
                wrong_answers.append(now)

    threads = [threading.Thread(target=ask, args=each) for each in mornings.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong_answers == []
