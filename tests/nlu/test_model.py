"""What is trained, stored and asked."""

import numpy as np
import pytest

from human_handoff_nlu.corpus import Sentence
from human_handoff_nlu.model import Example, Model

WORDS = {True: ("agent", "talk to a person", "connect me"), False: ("parcel", "invoice", "hello")}
SHIPPED = [
    Sentence(f"{before} {text}", is_request, f"en/{before} {text}")
    for is_request, texts in WORDS.items()
    for text in texts
    for before in ("hi", "so", "well", "now")
]


def example(text, is_request, *dense):
    sentence = Sentence(text, is_request, f"bot/{is_request}")
    return Example(sentence, np.array(dense) if dense else None)


@pytest.fixture
def with_dense():
    """Words that the shipped sentences do not know, and features that tell all."""
    return Model.train(
        SHIPPED,
        [example(f"zzz {number}", number % 2 == 0, number % 2, 1.0) for number in range(40)],
    )


def test_without_dense_features_only_the_words_count():
    model = Model.train(SHIPPED, [example("agent please", True), example("my bill", False)])

    assert model.dense is None
    assert model.confidence("talk to a person", np.ones(2)) > 0.5 > model.confidence("my parcel")


def test_without_examples_of_the_bot_the_shipped_sentences_count():
    assert Model.train(SHIPPED, []).dense is None


def test_dense_features_decide_where_the_words_tell_nothing(with_dense):
    confidences = [with_dense.confidence("zzz", np.array([kind, 1.0])) for kind in (0, 1)]

    assert confidences[0] > 0.5 > confidences[1]
    assert with_dense.confidence("zzz") == with_dense.confidence("zzz", np.ones(7))


@pytest.mark.parametrize("is_dense", [True, False])
def test_a_model_is_the_same_after_storing(with_dense, is_dense, tmp_path):
    model = with_dense if is_dense else Model(with_dense.recognizer)
    model.save(tmp_path / "model.npz", "1")
    loaded = Model.load(tmp_path / "model.npz", "1")

    for dense in (None, np.array([0.0, 1.0])):
        assert loaded.confidence("hi agent", dense) == pytest.approx(
            model.confidence("hi agent", dense)
        )


def test_a_model_of_another_version_is_not_used(with_dense, tmp_path):
    with_dense.save(tmp_path / "model.npz", "1")
    assert Model.load(tmp_path / "model.npz", "2") is None

    np.savez(tmp_path / "old.npz", recognizer_0=np.zeros(3))
    assert Model.load(tmp_path / "old.npz", "2") is None
