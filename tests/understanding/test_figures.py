"""The yardstick's arithmetic."""

import pytest

from understanding.early_turn import count, handoff_turn
from understanding.figures import Share, figures
from understanding.overlap import frame
from understanding.report import errors, row, turns_row
from understanding.sentences import Example
from understanding.word_list import WORDS, has_word

REQUEST, MISUNDERSTOOD = "human_handoff", "nlu_fallback"


def example(kind, number):
    return Example(f"{kind} {number}", kind, "family", "en")


EXAMPLES = [
    example(kind, number)
    for kind, numbers in (("request", 10), ("look_alike", 5), ("ordinary", 100))
    for number in range(numbers)
]


def test_what_was_taken_for_a_request_is_counted():
    taken = {*EXAMPLES[:8], EXAMPLES[10], EXAMPLES[15]}
    found = figures(EXAMPLES, taken)

    assert (found.recall, found.precision) == (Share(8, 10), Share(8, 10))
    assert (found.false_look_alikes, found.false_ordinary) == (Share(1, 5), Share(1, 100))
    assert found.f1 == pytest.approx(0.8)


def test_a_recogniser_that_takes_nothing_has_no_f1():
    assert figures(EXAMPLES, set()).f1 == 0


@pytest.mark.parametrize(
    ("share", "low", "high"),
    [(Share(0, 10), 0.0, 0.278), (Share(5, 10), 0.237, 0.763), (Share(0, 0), 0, 1)],
)
def test_wilsons_interval_is_the_one_of_the_books(share, low, high):
    assert share.interval == pytest.approx((low, high), abs=0.001)


@pytest.mark.parametrize(
    ("intents", "with_offer", "turn"),
    [
        (["greet", REQUEST], False, 1),
        (["greet", MISUNDERSTOOD, MISUNDERSTOOD, REQUEST], False, 3),
        (["greet", MISUNDERSTOOD, MISUNDERSTOOD, REQUEST], True, 2),
        ([MISUNDERSTOOD, "greet", MISUNDERSTOOD], True, None),
        ([], True, None),
    ],
)
def test_a_person_comes_at_the_request_or_after_the_offer(intents, with_offer, turn):
    assert handoff_turn(intents, with_offer=with_offer) == turn


def test_turns_are_counted_by_how_late_they_are():
    turns = count([(1, 1), (0, 2), (3, 2), (None, 2), (None, None), (4, None)])

    assert (turns.right, turns.early, turns.late, turns.never) == (1, 1, 1, 1)
    assert (turns.false, turns.rightly_none, turns.distances) == (1, 1, [0, -2, 1])
    assert turns_row("bank", "plain", turns, with_offer=True) == (
        "| bank | plain | on | 1 of 4 | 1 | 1 | 1 | 1 of 2 |"
    )


def test_a_row_has_each_figure_with_its_interval():
    cells = row("bank, en", "plain", figures(EXAMPLES, set(EXAMPLES[:9]))).split(" | ")

    assert cells[2:5] == ["90.0 % (59.6–98.2)", "100.0 % (70.1–100.0)", "0.947"]
    assert cells[5].startswith("0.0 (0.0–37.0)")


def test_errors_are_listed_by_kind_and_family():
    text = errors(iter([("request", "b", "two"), ("ordinary", "a", "one")]))

    assert [line.split()[0] for line in text.splitlines()] == ["ordinary", "request"]


def test_sentences_that_differ_in_the_person_and_in_politeness_have_one_frame():
    first = frame("Can I talk to an agent, please?", "en")

    assert first == frame("can i talk to a supervisor", "en")
    assert first != frame("can i talk about an agent", "en")


def test_the_list_of_words_has_fourteen_in_each_language():
    assert {language: len(words.split()) for language, words in WORDS.items()} == {
        "en": 14,
        "nl": 14,
    }
    assert has_word("Agents?", "en")
    assert not has_word("my bill", "en")
