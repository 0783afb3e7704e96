"""Whether a customer would rather be called than leave a message."""

import pytest

from actions.human_handoff.handoff_logic.callback_answers import (
    leaves_open_which,
    wants_call,
    wants_message,
)

UNSURE = ("nlu_fallback", 0.3)


@pytest.mark.parametrize(
    "text",
    [
        *("call me", "Call me back please", "please phone me", "ring us", "could you call me?"),
        *("I'd like to be called", "get called back", "a call please", "a callback", "call back"),
        *("bel me", "Bel mij maar terug", "kun je me bellen", "kunnen jullie mij terugbellen"),
        *("ik wil gebeld worden", "graag gebeld worden", "ik word liever gebeld", "terugbellen"),
        *("bellen graag", "telefonisch", "phone", "the call", "doe maar een telefoontje"),
        *("liever bellen", "ask them to call me", "ask for a call"),
    ],
)
def test_a_call_is_asked_for_in_words(text):
    assert wants_call(text, UNSURE, 0.8)


@pytest.mark.parametrize(
    "text",
    [
        *("yes", "no", "do not call me", "bel me niet", "no call", "geen telefoontje"),
        *("leave a message", "a message", "bericht", "where is my parcel?", "my phone is broken"),
        *("what is your phone number?", "hello", ""),
    ],
)
def test_other_answers_ask_for_no_call(text):
    assert not wants_call(text, UNSURE, 0.8)


def test_the_button_asks_for_a_call_where_rasa_is_certain():
    assert wants_call("/human_handoff_call_back", ("human_handoff_call_back", 1.0), 0.8)
    assert not wants_call("x", ("human_handoff_call_back", 0.5), 0.8)


def test_a_message_is_named_alone():
    assert wants_message("a message please")
    assert wants_message("bericht graag")
    assert not wants_message("I got your message")
    assert not wants_message("please")


def test_a_bare_yes_leaves_open_which_of_the_two():
    assert leaves_open_which("yes please", UNSURE)
    assert not leaves_open_which("yes, a message", UNSURE)
    assert not leaves_open_which("/human_handoff_leave_message", ("human_handoff_leave_message", 1))
