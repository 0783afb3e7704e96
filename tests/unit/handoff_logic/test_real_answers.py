"""Real-life answers to the form's two questions, in English and Dutch, from tables."""

from __future__ import annotations

from typing import Any

import pytest
from ruamel.yaml import YAML

from actions.human_handoff.handoff_logic.contact_answers import ContactAnswer, read_answer
from actions.human_handoff.handoff_settings.contact_settings import ContactSettings
from tests import ROOT

# To trace two thousand answers takes most of a minute; `test_contact_answers` has every branch.
pytestmark = pytest.mark.no_cover

TABLES = ROOT / "tests" / "unit" / "handoff_logic" / "contact_answers"
SETTINGS = ContactSettings(interruptions=["faq"])
STRICT = ContactSettings(may_refuse=False)
# What an NLU that does not know the question may make of any answer.
INTENTS = [
    ("nlu_fallback", 0.3), ("human_handoff", 0.99), ("deny", 0.99), ("faq", 0.99),
    ("human_handoff_cancel", 0.99),
]  # fmt: skip
UNSURE = INTENTS[0]
CANCELLED = ContactAnswer(say="cancelled", stops=True)


def table(language: str) -> dict[str, Any]:
    return dict(YAML(typ="safe", pure=True).load(TABLES / f"{language}.yml"))


ENGLISH, DUTCH = table("english"), table("dutch")


def rows(*names: str) -> pytest.MarkDecorator:
    """Parametrize a test with the answers under these names in both languages' tables."""
    answers = [answer for each in (ENGLISH, DUTCH) for name in names for answer in each[name]]
    return pytest.mark.parametrize("text", list(dict.fromkeys(answers)))


def pairs(name: str) -> pytest.MarkDecorator:
    """Parametrize a test with answers and what they tell."""
    return pytest.mark.parametrize(("text", "told"), (ENGLISH[name] | DUTCH[name]).items())


ASKED = pytest.mark.parametrize("asked", ["name", "email"])


def read(text, asked, intent=UNSURE, settings=SETTINGS):
    return read_answer(asked, text, intent, settings)


@pytest.mark.parametrize("table", [ENGLISH, DUTCH], ids=["english", "dutch"])
def test_the_tables_are_large_enough_to_mean_something(table):
    sizes = {name: len(table[name]) for name in table}
    others = ("still_asking", "asks_why", "not_understood")

    assert sizes["refusals"] >= 60
    assert sizes["cancellations"] >= 60
    assert sizes["names"] >= 60
    assert sum(sizes[each] for each in others) >= 40


@ASKED
@rows("refusals")
def test_a_refusal_is_understood_whatever_rasa_makes_of_it(asked, text):
    without = ContactAnswer(withheld=asked, say="without")

    assert [read(text, asked, intent) for intent in INTENTS] == [without] * len(INTENTS)
    assert read(text, asked, settings=STRICT) == ContactAnswer(say=f"needs_{asked}", bad=True)


@rows("refusals_of_name")
def test_a_refused_name_is_done_without(text):
    assert read(text, "name") == ContactAnswer(withheld="name", say="without")


@ASKED
@rows("refusals_of_email")
def test_a_refused_address_is_done_without(asked, text):
    answer = read(text, asked)

    assert answer.say == "without"
    assert answer.withheld == "email" or "mail" not in text.lower()


@ASKED
@rows("cancellations")
def test_a_cancellation_leaves_the_form_whatever_rasa_makes_of_it(asked, text):
    answers = [read(text, asked, intent) for intent in INTENTS]

    assert answers == [CANCELLED] * len(INTENTS)


@pairs("names")
def test_a_name_is_taken_whatever_rasa_makes_of_it(text, told):
    assert [read(text, "name", intent).name for intent in INTENTS] == [told] * len(INTENTS)


@ASKED
@pairs("addresses")
def test_an_address_is_taken_whatever_rasa_makes_of_it(asked, text, told):
    answer = read(text, asked, ("human_handoff_cancel", 0.99))

    assert (answer.email, answer.name) == (told, None)


@ASKED
@rows("still_asking")
def test_another_request_for_a_person_is_answered_and_the_form_goes_on(asked, text):
    still_asking = ContactAnswer(say="still_asking")
    answers = {intent[0]: read(text, asked, intent) for intent in INTENTS}

    # A question of the host's may mention a person too; see below.
    assert answers.pop("faq") in (still_asking, ContactAnswer(interrupts=True))
    assert list(answers.values()) == [still_asking] * len(answers)


@ASKED
@rows("questions_of_the_host")
def test_a_question_that_the_host_is_certain_of_is_the_hosts_to_answer(asked, text):
    assert read(text, asked, ("faq", 0.99)) == ContactAnswer(interrupts=True)


@ASKED
@rows("asks_why")
def test_who_asks_why_is_told_and_in_the_end_not_asked_any_more(asked, text):
    answers = [read_answer(asked, text, UNSURE, SETTINGS, bad) for bad in range(3)]

    told = ContactAnswer(say=f"needs_{asked}", bad=True)
    assert answers == [told, told, ContactAnswer(withheld=asked, say="without")]


@pytest.mark.parametrize("asked", ["name", "email"])
def test_who_asks_what_it_is_for_and_names_it_is_told_too(asked):
    for text in ENGLISH[f"why_{asked}"] + DUTCH[f"why_{asked}"]:
        assert read(text, asked) == ContactAnswer(say=f"needs_{asked}", bad=True), text


@ASKED
@rows("not_understood")
def test_anything_else_is_asked_for_again_or_the_hosts_to_answer(asked, text):
    assert read(text, asked) == ContactAnswer(say=f"bad_{asked}", bad=True)
    assert read(text, asked, ("faq", 0.99)) == ContactAnswer(interrupts=True)
