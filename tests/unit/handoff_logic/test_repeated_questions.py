"""When two messages are the same question."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.human_handoff.handoff_logic.repeated_questions import Message, is_same_question

OPEN = "when are you open?"
WORDS = st.lists(
    st.sampled_from(
        [
            "parcel",
            "arrive",
            "refund",
            "invoice",
            "contract",
            "order",
            "cancel",
            "battery",
            "phone",
            "pay",
        ]
    ),
    min_size=2,
    max_size=6,
    unique=True,
)
TEXTS = st.one_of(st.text(max_size=60), WORDS.map(" ".join))
MESSAGES = st.builds(
    Message,
    TEXTS,
    st.sampled_from(["ask", "tell", ""]),
    st.frozensets(st.tuples(st.just("city"), st.sampled_from("ab")), max_size=2),
)


def asked(text: str, intent: str = "ask", **entities: str) -> Message:
    return Message(text, intent, frozenset(entities.items()))


@pytest.mark.parametrize(
    "again",
    [
        OPEN,
        "WHEN ARE YOU OPEN",
        "so when are you open then",
        "I asked when you are open!!",
        "again: when are you open please",
        "when are you opne",
        "when are you opens",
    ],
)
def test_the_same_question_in_nearly_the_same_words(again: str) -> None:
    assert is_same_question(asked(OPEN), asked(again))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (OPEN, "when are you open on sunday"),
        (OPEN, "what are your opening hours"),
        ("where is order 1234", "where is order 1235"),
        ("do you have red shoes", "do you have blue shoes"),
        ("cancel my subscription", "cancel my subscriptions for ever"),
        ("cancel my contract", "cancel my contractor"),
        ("the red bed is gone", "the red bad is gone"),
        ("hello", "hello"),
        ("good morning", "good morning"),
        ("yes please", "yes please"),
        ("nee bedankt", "nee bedankt"),
        ("Amsterdam", "Amsterdam"),
        ("next", "next"),
        ("12 34", "12 35"),
        ("/ask_opening_hours now please", "/ask_opening_hours now please"),
        ("EXTERNAL: remind open shop", "EXTERNAL: remind open shop"),
        ("", ""),
    ],
)
def test_other_questions_and_what_is_no_question(one: str, other: str) -> None:
    assert not is_same_question(asked(one), asked(other))


def test_another_intent_or_another_entity_makes_it_another_question() -> None:
    assert is_same_question(asked(OPEN, city="utrecht"), asked(OPEN, city="utrecht"))
    assert not is_same_question(asked(OPEN, city="utrecht"), asked(OPEN, city="breda"))
    assert not is_same_question(asked(OPEN, city="utrecht"), asked(OPEN))
    assert not is_same_question(asked(OPEN), asked(OPEN, "nlu_fallback"))


@given(MESSAGES, MESSAGES)
def test_it_does_not_matter_which_came_first(one: Message, other: Message) -> None:
    assert is_same_question(one, other) == is_same_question(other, one)


@given(WORDS, st.randoms(use_true_random=False))
def test_neither_order_nor_capitals_nor_signs_nor_courtesies_matter(
    words: list[str], chance: random.Random
) -> None:
    shuffled = chance.sample(words, len(words))
    again = f"Hello, I asked: {' '.join(shuffled).upper()}?!! please"
    assert is_same_question(asked(" ".join(words)), asked(again))


@given(WORDS)
def test_another_word_more_makes_it_another_question(words: list[str]) -> None:
    assert not is_same_question(asked(" ".join(words)), asked(" ".join([*words, "sunday"])))


@given(WORDS, st.integers(0, 9999), st.integers(0, 9999))
def test_numbers_must_be_the_same(words: list[str], one: int, other: int) -> None:
    text = " ".join(words)
    assert is_same_question(asked(f"{text} {one}"), asked(f"{text} {other}")) == (one == other)
