"""When a customer would like to be called: what is understood, and what is not guessed."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.human_handoff.availability.call_times import call_times
from actions.human_handoff.availability.opening_hours import OpeningHours, OpeningHoursSettings
from actions.human_handoff.handoff_logic.call_time_answers import chosen_time
from actions.human_handoff.handoff_logic.call_time_words import BESIDE

ZONE = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 11, 22, 16, 30, tzinfo=ZONE)  # a Sunday
RULES = "Mo-Fr 09:00-17:00; We 09:00-20:00"


def times_of(rules, now=NOW):
    hours = OpeningHours(OpeningHoursSettings(rules=rules, time_zone=ZONE.key), "hours")
    return call_times(hours, ZONE, now, timedelta(hours=3))


TIMES = times_of(RULES)
OFFERED = [(f"{each.begins:%A} between {each.begins:%H:%M} and {each.ends:%H:%M}", each)
           for each in TIMES[:6]]  # fmt: skip


def chosen(text, times=TIMES, offered=OFFERED, now=NOW):
    time = chosen_time(text, offered, times, now)
    return time and f"{time.begins:%a %d %H:%M}"


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("Monday between 09:00 and 12:00", "Mon 23 09:00"),  # the button
        ("tuesday between 15:00 and 17:00!", "Tue 24 15:00"),
        ("Monday", "Mon 23 09:00"),
        ("wed", "Wed 25 09:00"),
        ("tomorrow", "Mon 23 09:00"),
        ("morgen", "Mon 23 09:00"),
        ("overmorgen", "Tue 24 09:00"),
        ("the day after tomorrow at 4", "Tue 24 15:00"),
        ("tomorrow afternoon please", "Mon 23 12:00"),
        ("morgenmiddag graag", "Mon 23 12:00"),
        ("maandagmorgen", "Mon 23 09:00"),
        ("dinsdag morgen", "Tue 24 09:00"),
        ("dinsdagochtend", "Tue 24 09:00"),
        ("'s ochtends", "Mon 23 09:00"),
        ("woensdagavond", "Wed 25 18:00"),
        ("I'd prefer Wednesday in the evening", "Wed 25 18:00"),
        ("9-12", "Mon 23 09:00"),
        ("morgen tussen 12 en 3", "Mon 23 12:00"),
        ("between 11 and 2", "Mon 23 12:00"),
        ("van 9 tot 12", "Mon 23 09:00"),
        ("at 3", "Mon 23 15:00"),
        ("tomorrow at ten", "Mon 23 09:00"),
        ("morgen om tien uur", "Mon 23 09:00"),
        ("half past two on Tuesday", "Tue 24 12:00"),
        ("dinsdag half drie", "Tue 24 12:00"),
        ("quarter past 9", "Mon 23 09:00"),
        ("kwart over 9", "Mon 23 09:00"),
        ("woensdag kwart voor zes", "Wed 25 15:00"),
        ("a quarter to one on Wednesday", "Wed 25 12:00"),
        ("nine to twelve", "Mon 23 09:00"),
        ("tussen negen en elf", "Mon 23 09:00"),
        ("one o'clock", "Mon 23 12:00"),
        ("om een uur", "Mon 23 12:00"),
        ("at one", "Mon 23 12:00"),
        ("at noon on Thursday", "Thu 26 12:00"),
        ("rond het middaguur", "Mon 23 12:00"),
        ("zaterdagmiddag of dinsdag na drie uur", "Tue 24 15:00"),
        ("om 3 uur", "Mon 23 15:00"),
        ("dinsdag om 9u30", "Tue 24 09:00"),
        ("Tuesday, 9.30", "Tue 24 09:00"),
        ("3 pm on tuesday", "Tue 24 15:00"),
        ("9 a.m.", "Mon 23 09:00"),
        ("12 pm", "Mon 23 12:00"),
        ("10 o'clock", "Mon 23 09:00"),
        ("after 14:00 on Thursday", "Thu 26 15:00"),
        ("na 2", "Mon 23 15:00"),
        ("before 12", "Mon 23 09:00"),
        ("voor 15 uur op vrijdag", "Fri 27 09:00"),
        ("Monday or Tuesday at 4", "Mon 23 15:00"),
        ("23 november", "Mon 23 09:00"),
        ("24 nov om 10 uur", "Tue 24 09:00"),
        ("November 25th at 16:00", "Wed 25 15:00"),
        ("monday the 30th of november", "Mon 30 09:00"),
        ("monday 30 november", "Mon 30 09:00"),
        ("as soon as possible", "Mon 23 09:00"),
        ("Maakt niet uit", "Mon 23 09:00"),
        ("it doesn't matter", "Mon 23 09:00"),
        ("the second one", "Mon 23 12:00"),
        ("de derde graag", "Mon 23 15:00"),
        ("option 4", "Tue 24 09:00"),
        ("optie 9", None),
    ],
)
def test_a_time_in_words_is_understood(text, time):
    assert chosen(text) == time


@pytest.mark.parametrize(
    "text",
    [
        *("3", "9", "12345", "0612345678", ""),  # a place in the list, an hour, or something else
        *("not monday", "niet op maandag", "geen van deze", "none of these"),
        *("next week", "volgende week maandag", "in 2 hours", "over 2 uur", "binnen 1 uur"),
        *("half 10", "over een uur", "half 3", "at 25:00", "om 9:75", "31 november"),
        *("sunday", "zaterdag", "this afternoon", "vanmiddag", "tonight", "om 23 uur"),
        *("9 12 15", "monday if my boss lets me", "hello", "monday 09:00 10:00 11:00"),
        *("at 8 pm", "after 18:00 on Monday", "20 november", "third or fourth"),
    ],
)
def test_what_is_not_clear_is_not_guessed(text):
    assert chosen(text) is None


def test_an_hour_is_that_of_the_evening_where_nobody_is_there_before():
    times = times_of("Mo-Su 18:00-21:30")
    assert chosen("tomorrow at 9", times, []) == "Mon 23 18:00"
    assert chosen("tomorrow at 09:00", times, []) is None
    night = times_of("Mo-Su 00:00-06:00")
    assert chosen("tomorrow at 3", night, []) == "Mon 23 03:00"


def test_without_any_time_nothing_is_chosen():
    assert chosen("as soon as possible", [], []) is None
    assert chosen("the first", TIMES, []) is None


def test_today_is_today_and_a_weekday_may_be_today_or_in_a_week():
    monday = datetime(2026, 11, 23, 10, tzinfo=ZONE)
    times = times_of(RULES, monday)
    assert chosen("today", times, [], monday) == "Mon 23 12:00"
    assert chosen("monday", times, [], monday) == "Mon 23 12:00"
    late = monday.replace(hour=18)
    times = times_of(RULES, late)
    assert chosen("monday", times, [], late) == "Mon 30 09:00"
    assert chosen("3 january", times, [], late) is None


@given(st.integers(0, len(TIMES) - 1), st.sampled_from(["{:%A %d %B %H:%M}", "{:%d %b at %H:%M}"]))
def test_the_date_and_the_hour_name_exactly_that_time(place, pattern):
    time = TIMES[place]
    assert chosen_time(pattern.format(time.begins), [], TIMES, NOW) == time


@given(st.text(max_size=400))
def test_any_text_names_a_time_or_none(text):
    assert chosen_time(text, OFFERED, TIMES, NOW) in [None, *TIMES]


@given(st.lists(st.sampled_from(sorted(BESIDE)), max_size=8))
def test_words_that_say_nothing_name_nothing(words):
    assert chosen_time(" ".join(words), OFFERED, TIMES, NOW) is None
