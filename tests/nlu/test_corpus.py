"""The sentences that ship with the plugin."""

import random
import re
from collections import Counter

import pytest

from human_handoff_nlu import corpus
from human_handoff_nlu.corpus import FILES, GRAMMAR, LANGUAGES
from human_handoff_nlu.misspelling import as_typed, with_slip
from human_handoff_nlu.tokens import tokens_of
from human_handoff_nlu.yaml_files import read_yaml

PLACE = re.compile(r"\{(\w*)\}")


@pytest.fixture(params=[(language, file) for language in LANGUAGES for file in FILES], ids="-".join)
def grammar(request):
    language, file = request.param
    return read_yaml(GRAMMAR / language / f"{file}.yml")


def test_every_place_in_a_frame_has_words(grammar):
    words, families = grammar["words"], grammar["families"]
    frames = [each for family in families for each in family["frames"]]
    listed = [each for several in words.values() for each in several]
    used = {name for text in (*frames, *listed) for name in PLACE.findall(text)}

    assert used <= set(words)
    assert all(isinstance(each, str) for each in frames)


def test_a_family_with_few_sentences_has_each_of_them_once():
    frames, words = ["a {person}", "no {person}"], {"person": ["human", "person"]}
    drawn = corpus._drawn(frames, words, 100, random.Random(1))

    assert sorted(drawn) == ["a human", "a person", "no human", "no person"]


def test_each_family_has_a_name_of_its_own(grammar):
    names = [family["name"] for family in grammar["families"]]

    assert len(set(names)) == len(names)


def test_the_languages_have_about_as_many_sentences_of_each_kind():
    counts = Counter((each.family[:2], each.is_request) for each in corpus.sentences())

    for is_request in (True, False):
        english, dutch = (counts[language, is_request] for language in LANGUAGES)
        assert 0.8 < english / dutch < 1.25
        assert min(english, dutch) > 3000


def test_no_sentence_is_a_request_and_also_none():
    kinds = {}
    for each in corpus.sentences():
        kinds.setdefault(" ".join(tokens_of(each.text)), set()).add(each.is_request)

    assert [text for text, found in kinds.items() if len(found) > 1] == []


def test_the_sentences_are_always_the_same():
    first = corpus.sentences(("en",))
    corpus.sentences.cache_clear()

    assert corpus.sentences(("en",)) == first


def test_a_slip_changes_one_longer_word():
    chance = random.Random(1)
    slips = {with_slip("connect me", chance) for _ in range(200)}

    assert "conect me" in slips
    assert "connnect me" in slips
    assert "connetc me" in slips
    assert all(each.endswith(" me") for each in slips)
    assert with_slip("a 12345", chance) == "a 12345"


def test_what_is_typed_is_the_same_sentence_in_another_dress():
    chance = random.Random(1)
    typed = {as_typed("I don't know.", chance) for _ in range(500)}

    assert {"I dont know", "I DON'T KNOW.", "I dont know!!"} <= typed
