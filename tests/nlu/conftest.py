"""A component that is trained on few sentences, as Rasa would make it."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

with warnings.catch_warnings():
    # Rasa's pipeline imports TensorFlow, which warns of what its own libraries do.
    warnings.simplefilter("ignore")
    from rasa.engine.graph import ExecutionContext, GraphSchema
    from rasa.engine.storage.local_model_storage import LocalModelStorage
    from rasa.engine.storage.resource import Resource
    from rasa.shared.nlu.training_data.message import Message
    from rasa.shared.nlu.training_data.training_data import TrainingData

    from human_handoff_nlu import HumanHandoffClassifier, corpus
    from human_handoff_nlu.corpus import Sentence

REQUESTS = ("talk to a person", "agent please", "connect me to an employee", "get me a human")
ORDINARY = ("where is my parcel", "pay my bill", "my manager told me", "are you a human", "help")


@pytest.fixture
def few_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ships a few sentences only, so that training takes no time."""
    sentences = [
        Sentence(f"{before} {text}".strip(), is_request, f"en/{text}")
        for is_request, texts in ((True, REQUESTS), (False, ORDINARY))
        for text in texts
        for before in ("", "hi", "so", "well", "ok then")
    ]
    monkeypatch.setattr(corpus, "sentences", lambda languages: sentences)


@pytest.fixture
def components(tmp_path: Path) -> SimpleNamespace:
    """Makes a component from its settings, and loads what it has stored."""
    storage, resource = LocalModelStorage.create(tmp_path), Resource("component")
    context = ExecutionContext(GraphSchema({}))

    def make(**config: Any) -> HumanHandoffClassifier:
        defaults = HumanHandoffClassifier.get_default_config()
        return HumanHandoffClassifier.create({**defaults, **config}, storage, resource, context)

    def load(**config: Any) -> HumanHandoffClassifier:
        defaults = HumanHandoffClassifier.get_default_config()
        return HumanHandoffClassifier.load({**defaults, **config}, storage, resource, context)

    return SimpleNamespace(make=make, load=load, folder=tmp_path)


@pytest.fixture
def training_data() -> Callable[..., TrainingData]:
    """Makes training data: `training_data(greet=["hello", "good morning"])`."""

    def make(**examples: list[str]) -> TrainingData:
        return TrainingData(
            [
                Message.build(text, intent=intent)
                for intent, texts in examples.items()
                for text in texts
            ]
        )

    return make
