"""The dense features of the bot's pipeline."""

from types import SimpleNamespace

import numpy as np
import pytest
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message

from human_handoff_nlu.dense import DenseWeights, dense_features, learnt

N = 60
REQUESTS = np.arange(N) % 2 == 0
CHANCE = np.random.default_rng(0)
NOISE = CHANCE.normal(size=(N, 3))


def test_features_that_tell_more_than_the_words_change_the_answer():
    telling = np.column_stack([NOISE, REQUESTS * 2.0])
    weights = learnt(np.zeros(N), list(telling), REQUESTS)

    assert weights.log_odds(0.0, telling[0]) > 0 > weights.log_odds(0.0, telling[1])


def test_features_that_tell_nothing_are_left_out():
    assert learnt(np.where(REQUESTS, 4.0, -4.0), list(NOISE), REQUESTS) is None


@pytest.mark.parametrize("few", [REQUESTS[:5], np.zeros(N, bool)], ids=["few", "no requests"])
def test_a_bot_with_few_examples_does_without_them(few):
    assert learnt(np.zeros(len(few)), list(NOISE[: len(few)]), few) is None


def test_a_feature_that_is_always_the_same_does_no_harm():
    same = np.column_stack([np.ones(N), REQUESTS * 2.0])
    assert np.isfinite(learnt(np.zeros(N), list(same), REQUESTS).log_odds(0.0, same[0]))


def test_features_of_another_length_change_nothing():
    weights = DenseWeights(np.zeros(3), np.ones(3), np.ones(4), 1.0)

    assert weights.log_odds(-2.0, np.ones(5)) == -2.0


def test_the_features_of_the_whole_message_count():
    message = Message.build("hello")
    assert dense_features(message) is None

    origin = SimpleNamespace(text="text", name="spacy")
    for kind, values in (("sequence", [[1.0, 2.0]]), ("sentence", [[3.0, 4.0]])):
        message.add_features(Features(np.array(values), kind, origin.text, origin.name))
    assert dense_features(message).tolist() == [3.0, 4.0]
