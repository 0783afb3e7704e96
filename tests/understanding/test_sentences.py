"""The test sentences are others than the training data, and enough to tell something."""

from collections import Counter

import pytest

from human_handoff_nlu import corpus
from human_handoff_nlu.yaml_files import read_yaml
from understanding.bots import TRADES
from understanding.overlap import frame, frames, unknown
from understanding.sentences import FOLDER, KINDS, LANGUAGES, conversations, examples, listed

pytestmark = pytest.mark.parametrize("language", LANGUAGES)


@pytest.mark.parametrize("for_development", [False, True])
def test_there_are_enough_of_each_kind(language, for_development):
    counts = Counter(each.kind for each in unknown(language, for_development=for_development))

    assert set(counts) == set(KINDS)
    assert counts["ordinary"] > 900
    assert min(counts.values()) > 300


def test_nobody_has_learnt_or_seen_a_test_sentence_that_counts(language):
    learnt = frames((each.text for each in corpus.sentences((language,))), language)
    seen = {each.text.lower() for each in examples(language, for_development=True)}
    tested = unknown(language)

    assert not learnt & {frame(each.text, language) for each in tested}
    assert not seen & {each.text.lower() for each in tested}
    assert len(tested) > 0.8 * len(examples(language))


def test_each_sentence_is_a_request_or_none(language):
    kinds = {}
    for choice in (False, True):
        for each in examples(language, for_development=choice):
            kinds.setdefault(each.text.lower(), set()).add(each.kind == "request")

    assert [text for text, found in kinds.items() if len(found) > 1] == []


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
