"""An intent classifier of the bot's own; `bots.py` copies this file into bots.

It trains and loads at once, where Rasa's LogisticRegressionClassifier imports for ten seconds.
"""

from __future__ import annotations

import json
import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

FILE = "examples.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class OwnClassifier(GraphComponent, IntentClassifier):
    """Takes the intent of the example that has most words of the message."""

    def __init__(
        self, storage: ModelStorage, resource: Resource, examples: list[list[str]]
    ) -> None:
        self._storage = storage
        self._resource = resource
        self._examples = [(intent, words_of(text)) for text, intent in examples]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> OwnClassifier:
        return cls(model_storage, resource, [])

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> OwnClassifier:
        with model_storage.read_from(resource) as folder:
            examples = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return cls(model_storage, resource, examples)

    def train(self, training_data: TrainingData) -> Resource:
        examples = [[each.get(TEXT), each.get(INTENT)] for each in training_data.intent_examples]
        with self._storage.write_to(self._resource) as folder:
            (folder / FILE).write_text(json.dumps(examples), encoding="utf-8")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            ranking = self._ranking(words_of(message.get(TEXT) or ""))
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    def _ranking(self, words: set[str]) -> list[dict[str, Any]]:
        confidences: dict[str, float] = {}
        for intent, others in self._examples:
            alike = len(words & others) / max(1, len(words | others))
            confidences[intent] = max(alike, confidences.get(intent, 0.0))
        ranked = sorted(confidences.items(), key=lambda each: -each[1])
        return [{"name": intent, "confidence": confidence} for intent, confidence in ranked]


def words_of(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))
