"""A waiting time is rounded and written as people speak of it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.human_handoff.availability.waiting_times import MOST_SECONDS
from actions.human_handoff.handoff_logic.spoken_time import DAY, HOUR, MINUTE, rounded, spoken

DURATIONS = st.floats(MINUTE, MOST_SECONDS)
SHORT = st.floats(MINUTE, 3 * DAY)


@pytest.mark.parametrize(
    ("seconds", "english", "dutch"),
    [
        (60, "1 minute", "1 minuut"),
        (89.9, "1 minute", "1 minuut"),
        (90, "2 minutes", "2 minuten"),
        (290, "5 minutes", "5 minuten"),
        (9.6 * MINUTE, "10 minutes", "10 minuten"),
        (12 * MINUTE, "10 minutes", "10 minuten"),
        (28 * MINUTE, "30 minutes", "30 minuten"),
        (58 * MINUTE, "1 hour", "1 uur"),
        (80 * MINUTE, "1 hour and 30 minutes", "1 uur en 30 minuten"),
        (2.2 * HOUR, "2 hours", "2 uur"),
        (2.9 * HOUR, "3 hours", "3 uur"),
        (23.7 * HOUR, "24 hours", "24 uur"),
        (47.9 * HOUR, "2 days", "2 dagen"),
        (3.4 * DAY, "3 days", "3 dagen"),
    ],
)
def test_it_is_written_as_people_speak(seconds, english, dutch):
    assert spoken(seconds, "en") == english
    assert spoken(seconds, "nl") == dutch


@given(DURATIONS)
def test_it_is_never_far_from_the_figure(seconds):
    assert abs(rounded(seconds) - seconds) <= seconds / 4 + MINUTE / 2


@given(DURATIONS, DURATIONS)
def test_a_longer_wait_is_never_told_as_a_shorter_one(one, other):
    assert (rounded(one) <= rounded(other)) or one > other


@given(DURATIONS)
def test_what_is_rounded_stays_what_it_is(seconds):
    assert rounded(rounded(seconds)) == rounded(seconds) >= MINUTE


@given(SHORT, st.sampled_from(["en", "nl", "de", "nl_BE"]))
def test_what_is_written_says_what_was_rounded(seconds, locale):
    units = {"m": MINUTE, "u": HOUR, "h": HOUR, "S": HOUR, "M": MINUTE, "d": DAY, "T": DAY}
    counted = re.findall(r"(\d+)\s(\w)", spoken(seconds, locale))
    assert sum(int(number) * units[letter] for number, letter in counted) == rounded(seconds)
