"""The classes of words: dictionaries, and slips of the finger."""

import pytest

from human_handoff_nlu.word_classes import LANGUAGES, WordClasses

CLASSES = WordClasses({"PERSON": "agent person", "BOT": "bot person"})


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("agent", "PERSON"),
        ("agnt", None),  # too short for a slip
        ("agennt", "PERSON"),
        ("agemt", "PERSON"),
        ("person", "PERSON"),  # the first class counts
        ("bot", "BOT"),
        ("bit", None),
        ("window", None),
        ("", None),
    ],
)
def test_a_word_has_the_class_of_the_dictionary(word, name):
    assert CLASSES.of(word) == name


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_a_person_is_known_by_the_work(language):
    words = {"en": "pharmacist mechanic", "nl": "apotheker monteur"}

    assert {LANGUAGES[language].of(word) for word in words[language].split()} <= {"ROLE", "PERSON"}
