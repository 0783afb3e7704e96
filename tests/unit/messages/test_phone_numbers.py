"""Telephone numbers: found in what customers write, checked, and written for people."""

import sys

import pytest

from actions.human_handoff.errors import ConfigurationError
from actions.human_handoff.messages import phone_numbers
from actions.human_handoff.messages.phone_numbers import check_region, number_in, shown


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0612345678", "+31612345678"),
        ("06-12 34 56 78", "+31612345678"),
        ("my number is 06.12.34.56.78, thanks", "+31612345678"),
        ("+31 (0)6 12345678", "+31612345678"),
        ("0031 6 12345678", "+31612345678"),
        ("(020) 123 45 67 or 0612345678", "+31201234567"),
        ("+32 470 12 34 56", "+32470123456"),
        ("0900-1234 or 0612345678", "+31612345678"),  # 0900 costs the caller
        ("0900-1234", None),
        ("+44 70 1234 5678", None),
        ("12345", None),
        ("order 2026-11-23", None),
        ("I would rather not say", None),
        ("", None),
        ("٠٦١٢٣٤٥٦٧٨", "+31612345678"),
    ],
)
def test_the_first_number_that_can_be_called_is_found(text, number):
    assert number_in(text, "NL") == number


def test_the_region_decides_on_numbers_without_a_plus():
    assert number_in("020 7946 0958", "gb") == "+442079460958"
    assert number_in("0470 12 34 56", "BE") == "+32470123456"


@pytest.mark.parametrize(
    ("number", "region", "text"),
    [
        ("+31612345678", "NL", "06 12345678"),
        ("+31612345678", "nl", "06 12345678"),
        ("+31612345678", "BE", "+31 6 12345678"),
        ("+32470123456", "NL", "+32 470 12 34 56"),
    ],
)
def test_a_number_is_shown_as_people_of_the_country_write_it(number, region, text):
    assert shown(number, region) == text


def test_an_unknown_country_is_named():
    with pytest.raises(ConfigurationError, match=r"x is wrong: no telephone numbers of 'Holland'"):
        check_region("Holland", "x")
    check_region("nl", "x")


def test_a_missing_package_is_named_with_the_command_and_is_not_needed_to_import(monkeypatch):
    monkeypatch.setattr(phone_numbers, "find_spec", lambda _: None)
    with pytest.raises(ConfigurationError, match=r"pip install 'rasa-human-handoff\[callbacks\]'"):
        check_region("NL", "x")
    monkeypatch.undo()
    check_region("NL", "x")
    assert "phonenumbers" in sys.modules
    assert not hasattr(phone_numbers, "phonenumbers")
