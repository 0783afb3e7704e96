"""Any text becomes a bounded list of words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from human_handoff_nlu.features import features_of
from human_handoff_nlu.tokens import HEAD, TAIL, bounded, tokens_of


def number_of_features(text):
    return len(features_of(text))


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Can I talk 2 someone??", ["can", "i", "talk", "0", "someone", "?", "?"]),
        ("I don’t want a BOT", ["i", "don't", "want", "a", "bot"]),
        ("helllooooo", ["helloo"]),
        ("mail linda@example.com, or https://shop.example/a?b=1", ["mail", "@", "or", "@"]),
        ("order AB12-99", ["order", "0", "0"]),
        ("ﬁne", ["fine"]),
        ("", []),
        ("👍 _", []),
    ],
)
def test_words_and_signs_are_what_counts(text, tokens):
    assert [each for each in tokens_of(text) if each != ","] == tokens


def test_of_a_long_text_the_beginning_and_the_end_are_read():
    text = bounded("agent " + "x" * 100_000 + " please")

    assert len(text) == HEAD + TAIL + 1
    assert text.startswith("agent ")
    assert text.endswith(" please")


@given(st.text(max_size=3000))
def test_any_text_has_a_bounded_number_of_features(text):
    assert number_of_features(text) < 40 * (HEAD + TAIL)


@pytest.mark.timeout(10)
@pytest.mark.parametrize("part", ["a@", "@a ", "www.", "aaaa", "i want ", "agent ", "ﷺ", "?!", "'"])
def test_a_hostile_text_is_read_like_another_one(part):
    assert number_of_features(part * (1_000_000 // len(part))) < 40 * (HEAD + TAIL)
