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


def at(text: str, zone: str = AMSTERDAM) -> datetime:
    """Return a moment, in UTC if it ends in Z."""
    moment = datetime.fromisoformat(text.removesuffix("Z"))
    return moment.replace(tzinfo=UTC if text.endswith("Z") else ZoneInfo(zone))


OPEN, NEVER = "open", "never"
MONDAY, DAY = "2026-03-02 12:00", "09:00-17:00"
NIGHT, OFFICE = "22:00-06:00", "Mo-Fr 09:00-17:00"
LUNCH, HALF_PAST = "Mo-Fr 09:00-12:00,13:00-17:00", "02:30-05:00"
DATES = f"{OFFICE}; 2026 Dec 24 09:00-13:00; 2026 Dec 28-2027 Jan 3 off"
DATED = "2090 Jan 1 10:00-12:00; 2020-2060 Mo 10:00-12:00"
NEW_YEAR = "2020-2060 Mo 10:00-12:00; 2062 Jan 1 10:00-12:00"
CHANGE = "2020-2060 Mo 10:00-12:00; 2062 Mar 26 01:30-01:45"


@pytest.mark.parametrize(
    ("rules", "moment", "opens_at"),
    [
        # 2026-03-02 is a Monday. A night is open before midnight and after.
        (NIGHT, "2026-03-02 23:30", OPEN),
        (NIGHT, "2026-03-03 03:00", OPEN),
        (NIGHT, "2026-03-03 05:59:59", OPEN),
        # A day between two nights is closed.
        (NIGHT, "2026-03-03 06:00", "2026-03-03 22:00"),
        # Friday's night ends on Saturday, and Saturday has none.
        ("Fr 22:00-06:00", "2026-03-06 03:00", "2026-03-06 22:00"),
        ("Fr 22:00-06:00", "2026-03-07 03:00", OPEN),
        ("Fr 22:00-06:00", "2026-03-08 03:00", "2026-03-13 22:00"),
        # After a semicolon Saturday's rule ends Friday's night, and after a comma it does not: so
        # OpenStreetMap has it; the settings' docstring and the documents warn of it.
        ("Fr 22:00-06:00; Sa 10:00-12:00", "2026-03-07 03:00", "2026-03-07 10:00"),
        ("Fr 22:00-06:00, Sa 10:00-12:00", "2026-03-07 03:00", OPEN),
        # A weekday that is missing is closed.
        ("Mo-Tu,Th-Fr 09:00-17:00", "2026-03-03 12:00", OPEN),
        ("Mo-Tu,Th-Fr 09:00-17:00", "2026-03-04 12:00", "2026-03-05 09:00"),
        ("Mo-Tu,Th-Fr 09:00-17:00", "2026-03-06 18:00", "2026-03-09 09:00"),
        # The first moment is open and the last is not.
        (OFFICE, "2026-03-02 08:59:59.999999", "2026-03-02 09:00"),
        (OFFICE, "2026-03-02 09:00:00", OPEN),
        (OFFICE, "2026-03-02 16:59:59", OPEN),
        (OFFICE, "2026-03-02 16:59:59.999999", OPEN),
        (OFFICE, "2026-03-02 17:00:00", "2026-03-03 09:00"),
        # A day of 24 hours is open in its last minute and on the next day.
        ("24/7", "2026-03-02 23:59:30", OPEN),
        ("24/7", "2026-03-03 00:00", OPEN),
        ("00:00-24:00", "2026-03-02 23:59:30", OPEN),
        ("00:00-24:00", "2026-03-03 00:00", OPEN),
        ("Mo-Su 00:00-24:00", "2026-03-02 23:59:30", OPEN),
        ("Mo-Su 00:00-24:00", "2026-03-03 00:00", OPEN),
        ("00:00-00:00", "2026-03-02 23:59:30", OPEN),
        ("00:00-00:00", "2026-03-03 00:00", OPEN),
        # A single day of 24 hours ends at midnight.
        ("Mo 00:00-24:00", "2026-03-02 23:59:30", OPEN),
        ("Mo 00:00-24:00", "2026-03-03 00:00", "2026-03-09 00:00"),
        # The lunch break is closed until the afternoon.
        (LUNCH, "2026-03-02 12:30", "2026-03-02 13:00"),
        (LUNCH, "2026-03-02 13:00", OPEN),
        (LUNCH, "2026-03-02 17:30", "2026-03-03 09:00"),
        # A single date needs no setting of its own.
        (DATES, "2026-12-24 12:59", OPEN),
        (DATES, "2026-12-28 12:00", "2027-01-04 09:00"),
        (DATES, "2027-12-28 12:00", OPEN),
        # The clock is put forward at 2026-03-29 01:00 UTC and back at 2026-10-25 01:00 UTC. An
        # opening in the hour that does not exist comes when the clock jumps over it.
        (HALF_PAST, "2026-03-28 22:00Z", "2026-03-29 01:00Z"),
        (HALF_PAST, "2026-03-29 00:59:59Z", "2026-03-29 01:00Z"),
        (HALF_PAST, "2026-03-29 01:00Z", OPEN),
        (HALF_PAST, "2026-03-29 03:00Z", "2026-03-30 00:30Z"),
        # Hours that do not exist that night open on the next.
        ("02:10-02:50", "2026-03-28 22:00Z", "2026-03-30 00:10Z"),
        # An opening in the hour that comes twice is the first of the two.
        (HALF_PAST, "2026-10-24 22:00Z", "2026-10-25 00:30Z"),
        (HALF_PAST, "2026-10-25 00:30Z", OPEN),
        (HALF_PAST, "2026-10-25 01:00Z", "2026-10-25 01:30Z"),
        (HALF_PAST, "2026-10-25 01:30Z", OPEN),
        (HALF_PAST, "2026-10-25 04:00Z", "2026-10-26 01:30Z"),
        # Hours within the hour that comes twice are open twice.
        ("02:10-02:20", "2026-10-25 00:15Z", OPEN),
        ("02:10-02:20", "2026-10-25 00:20Z", "2026-10-25 01:10Z"),
        ("02:10-02:20", "2026-10-25 01:15Z", OPEN),
        # Office hours are an hour earlier in UTC once it is summer.
        (OFFICE, "2026-03-27 17:00Z", "2026-03-30 07:00Z"),
        (OFFICE, "2026-10-23 16:00Z", "2026-10-26 08:00Z"),
        # Rules that have run out are closed without an end until they are near.
        (DATED, "2061-01-01 00:00Z", NEVER),
        (DATED, "2061-01-01 12:00Z", NEVER),
        (DATED, "2089-06-01 12:00Z", "2090-01-01 10:00"),
        # A clock change just after that year does not make it longer: the year ends at 2062-03-26
        # 00:00 UTC, and the clock is put forward an hour later.
        (CHANGE, "2061-03-25 12:00Z", NEVER),
        (CHANGE, "2061-03-26 00:00Z", "2062-03-26 00:30Z"),
        # Rules may be written over several lines.
        (f"{LUNCH};\n  Sa 10:00-12:00\n", "2026-03-07 11:00", OPEN),
        # A comment may speak of holidays and the sun.
        (
            'Mo 09:00-10:00 "PH and SH from sunrise, Feb 30"; Tu 09:00-10:00',
            "2026-03-02 08:00",
            "2026-03-03 09:00",
        ),
        # Perhaps open counts as closed.
        (f"Mo {DAY} unknown; We 10:00-12:00", MONDAY, "2026-03-04 10:00"),
        (f'Mo {DAY} unknown "call first"; We 10:00-12:00', MONDAY, "2026-03-04 10:00"),
        (f'Mo {DAY} "by appointment"; We 10:00-12:00', MONDAY, "2026-03-04 10:00"),
        (f'Mo {DAY} "x", Tu 12:00-13:00 "x"; We 10:00-12:00', MONDAY, "2026-03-04 10:00"),
        # Open with a comment is open.
        (f'{OFFICE} open "by phone only"', "2026-03-02 12:00", OPEN),
        (f'{OFFICE} OPEN  "x"', "2026-03-02 12:00", OPEN),
        (f"{OFFICE} open", "2026-03-02 12:00", OPEN),
    ],
)
def test_a_moment_is_open_or_closed_until_the_next_opening(rules, moment, opens_at):
    expected = {OPEN: None, NEVER: Closed(None)}

    closed = hours(rules).closed_until(at(moment))

    assert closed == (expected[opens_at] if opens_at in expected else Closed(at(opens_at)))


KINGS_DAY = "2026-04-27 12:00"


@pytest.mark.parametrize(
    ("holiday", "opens_at"),
    [
        (KINGS_DAY, "2026-04-28 09:00"),
        ("2026-12-25 12:00", "2026-12-28 09:00"),  # a Friday; its second day is a Saturday
        ("2027-05-17 12:00", "2027-05-18 09:00"),  # Whit Monday moves with Easter
    ],
)
def test_public_holidays_are_closed_where_the_rules_say_so_and_only_there(holiday, opens_at):
    with_holidays = hours(f"{OFFICE}; PH off", country="NL")

    assert with_holidays.closed_until(at(holiday)) == Closed(at(opens_at))
    assert hours(OFFICE, country="NL").closed_until(at(holiday)) is None


def test_kings_day_is_a_day_like_others_in_germany_and_a_country_may_be_written_small():
    german = hours(f"{OFFICE}; PH off", "Europe/Berlin", "de")

    assert german.closed_until(at(KINGS_DAY)) is None
    assert german.closed_until(at("2026-10-03 12:00")) == Closed(at("2026-10-05 09:00"))


def test_a_public_holiday_may_have_hours_of_its_own():
    short = hours(f"{OFFICE}; PH 10:00-12:00", country="NL")

    assert short.closed_until(at("2026-04-27 09:30")) == Closed(at("2026-04-27 10:00"))


@pytest.mark.parametrize(
    ("evening", "morning", "next_evening"),
    [
        ("2026-03-28 21:00", "2026-03-29 04:00", "2026-03-29 20:00"),
        ("2026-10-24 20:00", "2026-10-25 05:00", "2026-10-25 21:00"),
    ],
)
def test_a_night_in_which_the_clock_changes_is_open_to_its_end(evening, morning, next_evening):
    night = hours(NIGHT)
    begin, end = at(f"{evening}Z"), at(f"{morning}Z")

    asked = [begin + minutes * MINUTE for minutes in range(int((end - begin) / MINUTE))]
    assert {night.closed_until(each) for each in asked} == {None}
    assert night.closed_until(end) == Closed(at(f"{next_evening}Z"))


def test_the_accounts_zone_counts_and_not_that_of_the_moment():
    office = hours(OFFICE)

    assert office.closed_until(at("2026-03-02 03:30", "America/New_York")) is None
    assert office.closed_until(at("2026-03-02 11:30", "America/New_York")) == Closed(
        at("2026-03-03 03:00", "America/New_York")
    )
    assert office.closed_until(at("2026-03-02 16:30Z")) == Closed(at("2026-03-03 08:00Z"))
    east = datetime(2026, 3, 2, 13, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    assert office.closed_until(east) is None


def test_the_opening_is_in_utc():
    closed = hours(OFFICE).closed_until(at("2026-03-02 08:00"))

    assert closed is not None
    assert closed.opens_at is not None
    assert closed.opens_at.utcoffset() == timedelta(0)


def test_what_is_a_year_off_is_reported_from_a_midnight_on_whenever_one_asks():
    dated = hours(NEW_YEAR)

    for time in ("00:00", "12:00", "23:59"):
        assert dated.closed_until(at(f"2060-12-31 {time}Z")) == Closed(None)
    assert dated.closed_until(at("2061-01-01 00:00Z")) == Closed(at("2062-01-01 10:00"))
    assert dated.closed_until(at("2060-12-31 23:59Z")) == Closed(None)


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

    with pytest.raises(ConfigurationError, match=r"liveperson\.opening_hours\.rules is wrong: "):
        OpeningHours(read_settings(OpeningHoursSettings, values, PATH), PATH)


@pytest.mark.parametrize("missing", ["rules", "time_zone"])
def test_a_setting_that_is_missing_is_named(missing):
    values = {"rules": "24/7", "time_zone": AMSTERDAM}
    del values[missing]

    with pytest.raises(ConfigurationError) as caught:
        read_settings(OpeningHoursSettings, values, PATH)

    assert str(caught.value).startswith(f"{PATH}.{missing} is missing.")


EXAMPLE = "Mo-Fr 09:00-17:00; PH off"
NOT_OPENSTREETMAP = ["", " ", "office hours", "Mo-Fr 9-17", "Mo-Fr 9am-5pm", "Mon 09:00-17:00",
                     "24/24"]  # fmt: skip
NEVER_OPEN = ["off", "24/7 closed", "Mo 09:00-17:00; Mo off", "2019 Mo-Fr 09:00-17:00",
              "24/7 unknown", 'Mo-Fr 09:00-17:00 "by appointment"']  # fmt: skip
NO_ZONES = ["Europe/Venlo", "", "CEST!", "../UTC", "Europe"]
NO_COUNTRIES = ["XX", "", "UK", "Netherlands", "NLD", "US-CA"]


@pytest.mark.parametrize(
    ("settings", "problem", "remedy"),
    [
        *(((text,), f"rules is wrong: {text!r} is not how OpenStreetMap", EXAMPLE)
          for text in NOT_OPENSTREETMAP),
        *(((text,), f"rules is wrong: with {text!r} nobody is there", "Write")
          for text in NEVER_OPEN),
        *((("24/7", zone), f"time_zone is wrong: {zone!r} is not a time zone.",
           " Write one such as Europe/Amsterdam.") for zone in NO_ZONES),
        *((("24/7", AMSTERDAM, country),
           f"country is wrong: the public holidays of {country!r} are not", "such as NL.")
          for country in NO_COUNTRIES),
        ((EXAMPLE,), "country is missing, and PH stands in the rules.", "Write"),
        # What the library would answer wrongly.
        (("Mo-Fr 09:00-17:00; SH off",), "rules is wrong: SH stands there, and ", ". Write "),
        (("sunrise-sunset",), "rules is wrong: sunrise stands there, and ", ". Write "),
        (("Mo 10:00-Dusk",), "rules is wrong: dusk stands there, and ", ". Write "),
        (("Apr 31 10:00-12:00",), "rules is wrong: Apr 31 stands there, and ", ". Write "),
        (("24/7; feb 30 off",), "rules is wrong: Feb 30 stands there, and ", ". Write "),
        (("Nov 1-31 10:00-12:00",), "rules is wrong: Nov 31 stands there, and ", ". Write "),
    ],
)  # fmt: skip
def test_wrong_opening_hours_are_named_with_a_remedy(settings, problem, remedy):
    with pytest.raises(ConfigurationError) as caught:
        hours(*settings)

    text = str(caught.value)
    assert text.startswith(f"{PATH}.{problem}")
    assert remedy in text
    assert "\n" not in text


@given(st.text(st.sampled_from('Mo-Fr PHS 0123456789:;,"|+/[]()openfu\n'), max_size=30))
def test_whatever_is_written_is_understood_or_named(rules):
    try:
        understood = hours(rules, country="NL").closed_until(at("2026-03-02 12:00"))
    except ConfigurationError as error:
        assert str(error).startswith(f"{PATH}.rules is wrong: ")  # noqa: PT017
    else:
        assert understood is None or isinstance(understood, Closed)


def test_a_state_is_looked_up_once_while_it_lasts(monkeypatch):
    office = hours(OFFICE)
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
    remembering = hours(NEW_YEAR)
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)

    for second in seconds:
        moment = midnight + timedelta(seconds=second)
        assert remembering.closed_until(moment) == hours(NEW_YEAR).closed_until(moment)


def test_threads_that_ask_for_different_times_each_get_their_own_answer():
    office = hours(OFFICE)
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
