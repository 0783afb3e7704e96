"""Whether the customer says that it was solved."""

import pytest

from actions.human_handoff.handoff_logic.solved_answers import read_solved

UNSURE = ("nlu_fallback", 0.3)


def read(text, intent=UNSURE):
    return read_solved(text, intent, ["deny"], 0.8)


@pytest.mark.parametrize(
    "text",
    [
        *("yes", "Yes thanks!", "it is solved", "all good", "fixed now, thank you", "it works"),
        *("ja", "ja hoor, bedankt", "het is opgelost", "helemaal duidelijk", "gelukt"),
    ],
)
def test_solved(text):
    assert read(text) is True


@pytest.mark.parametrize(
    "text",
    [
        *("no", "not really", "no, not yet", "it is still not solved", "it wasn't solved"),
        *("nee", "nog niet", "nee, nog steeds niet", "niet echt", "het werkt nog niet", "deels"),
    ],
)
def test_not_solved(text):
    assert read(text) is False


@pytest.mark.parametrize(
    "text",
    ["where is my parcel?", "I want a person", "hello", "", "it works with another phone though"],
)
def test_anything_else_is_no_answer(text):
    assert read(text) is None


def test_rasas_intents_answer_where_rasa_is_certain():
    assert read("/affirm", ("affirm", 1.0)) is True
    assert read("hmm", ("deny", 0.9)) is False
    assert read("hmm", ("deny", 0.5)) is None
