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


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("value", [1.0, 0.1, 1e-7, 6e4])
def test_a_feature_that_is_always_the_same_counts_nothing(kind, value):
    same = np.column_stack([np.full(N, value), REQUESTS * 2.0]).astype(kind)
    weights = learnt(np.zeros(N), list(same), REQUESTS)

    usual, other = weights.log_odds(0.0, same[0]), weights.log_odds(0.0, same[0] * [1.01, 1])
    assert usual == pytest.approx(other)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e300])
def test_a_feature_that_is_no_number_does_no_harm(value):
    telling = np.column_stack([NOISE, REQUESTS * 2.0])
    telling[5, 0] = value
    weights = learnt(np.zeros(N), list(telling), REQUESTS)

    assert np.isfinite(weights.log_odds(0.0, np.array([0.0, value, 0.0, 2.0])))


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
