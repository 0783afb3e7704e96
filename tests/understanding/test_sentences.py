"""The test sentences are others than the training data, and enough to tell something."""

from collections import Counter

import pytest

from human_handoff_nlu import corpus
from human_handoff_nlu.yaml_files import read_yaml
from understanding.bots import TRADES
from understanding.overlap import frame, frames
from understanding.sentences import FOLDER, KINDS, LANGUAGES, conversations, examples, listed

pytestmark = pytest.mark.parametrize("language", LANGUAGES)


def test_there_are_enough_of_each_kind_for_the_test(language):
    counts = Counter(each.kind for each in examples(language))

    assert set(counts) == set(KINDS)
    assert counts["ordinary"] > 950
    assert min(counts.values()) > 270


def test_the_families_for_development_are_no_test_families(language):
    test, development = (
        {each.family for each in examples(language, for_development=choice)}
        for choice in (False, True)
    )

    assert not test & development
    assert 0.2 < len(development) / len(test | development) < 0.45


def test_each_sentence_has_one_kind(language):
    kinds = {}
    for choice in (False, True):
        for each in examples(language, for_development=choice):
            kinds.setdefault(each.text.lower(), set()).add(each.kind)

    assert [text for text, found in kinds.items() if len(found) > 1] == []


def test_few_test_sentences_stand_in_a_frame_of_the_training_data(language):
    known = frames((each.text for each in corpus.sentences((language,))), language)
    tested = examples(language)

    assert sum(frame(each.text, language) in known for each in tested) < 0.1 * len(tested)


def test_the_bots_have_no_intent_of_ours_and_enough_examples(language):
    assert len(TRADES) == 3
    for trade in TRADES:
        intents = read_yaml(FOLDER / "bots_of" / f"{trade}.{language}.yml")["nlu"]
        assert len(intents) >= 12
        assert not any(each["intent"].startswith("human_handoff") for each in intents)
        assert min(len(listed(each["examples"])) for each in intents) >= 15


def test_a_conversation_has_a_right_turn_or_none(language):
    known = conversations(language)
    rights = [each["right"] for each in known]

    assert len(known) == 40
    assert rights.count(None) == 12
    assert all(each["right"] is None or each["right"] < len(each["turns"]) for each in known)
