"""The component for Rasa's pipeline that decides whether a customer asks for a person.

It stands in `config.yml` after the bot's intent classifier, and before its `FallbackClassifier`:
https://rasa.com/docs/rasa/custom-graph-components
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from . import corpus
from .corpus import Sentence, without_contradiction
from .decision import decide
from .dense import dense_features
from .features import cues_in
from .model import Example, Model
from .place_in_pipeline import warn_if_no_classifier
from .settings import Settings, defaults
from .version import fingerprint

logger = logging.getLogger(__name__)

# What platforms and buttons send is no customer's text.
PLUGIN_INTENTS = frozenset(
    f"human_handoff_{each}" for each in ("failed", "returned", "cancel", "refuse", "contact")
)
# How often an example of the bot counts beside one of the sentences that ship: what a bot builder
# writes shall be decided so.
OWN_WEIGHT = 10.0
# Rasa compares a bot's language letter by letter.
OF_COUNTRIES = ("en-GB", "en-US", "nl-NL", "nl-BE")
# Where the parse result tells what this component has found.
FOUND = "human_handoff"
FILE = "model.npz"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class HumanHandoffClassifier(GraphComponent, IntentClassifier):
    """Promotes the intent of a request where the bot's classifier missed it, or demotes it."""

    def __init__(
        self,
        settings: Settings,
        storage: ModelStorage,
        resource: Resource,
        model: Model | None = None,
    ) -> None:
        """Take the settings, where the model is stored, and the trained model if any."""
        self._settings = settings
        self._storage = storage
        self._resource = resource
        self._model = model

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings where `config.yml` names none."""
        # Rasa fingerprints the settings, and knows lists only.
        values = defaults().items()
        return {name: list(each) if isinstance(each, tuple) else each for name, each in values}

    @staticmethod
    def supported_languages() -> list[str]:
        """Return the languages of a bot; Rasa refuses to train one in another language.

        In that, the component would take every request for none.
        """
        return [*corpus.LANGUAGES, *OF_COUNTRIES]

    @staticmethod
    def required_packages() -> list[str]:
        """Return what must be installed: Rasa brings it."""
        return ["sklearn"]

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Return what a new version of the plugin changes, so that Rasa trains again."""
        return fingerprint()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> HumanHandoffClassifier:
        """Make an untrained component.

        Raises:
            InvalidConfigException: Names every setting that is unknown or wrong.
        """
        warn_if_no_classifier(execution_context, cls)
        return cls(Settings.read(config), model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> HumanHandoffClassifier:
        """Load a trained component; a model of another version of the plugin changes nothing."""
        warn_if_no_classifier(execution_context, cls)
        with model_storage.read_from(resource) as folder:
            model = Model.load(folder / FILE, fingerprint())
        if model is None:
            logger.error(
                "Requests for a person are not recognised by HumanHandoffClassifier: the model was "
                "trained with another version of the plugin. Run `rasa train`."
            )
        return cls(Settings.read(config), model_storage, resource, model)

    def train(self, training_data: TrainingData) -> Resource:
        """Train on the plugin's sentences and on all of the bot's examples."""
        examples = list(self._examples(training_data))
        if not any(each.sentence.is_request for each in examples):
            logger.warning(
                "config.yml, HumanHandoffClassifier: the intent %s has no examples. Copy the "
                "plugin's data/human_handoff, or write the name of your intent: `intent: …`.",
                self._settings.intent,
            )
        shipped = without_contradiction(
            corpus.sentences(self._settings.languages), [each.sentence for each in examples]
        )
        self._model = Model.train(shipped, examples)
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder / FILE, fingerprint())
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Make a request the first intent of each message, or not the first."""
        for message in messages:
            text = message.get(TEXT)
            if text and self._model is not None:
                self._process(message, text, self._model.confidence(text, dense_features(message)))
        return messages

    def _process(self, message: Message, text: str, confidence: float) -> None:
        first = message.get(INTENT) or {"name": None, "confidence": 0.0}
        if first.get("name") in PLUGIN_INTENTS:
            return
        ranking = message.get(INTENT_RANKING_KEY) or []
        settings = self._settings
        decision = decide(first, ranking, settings.intent, confidence, settings.threshold)
        found = {
            "confidence": confidence,
            "decision": decision.name,
            "because": cues_in(text),
            "classifier": first,
        }
        if decision.ranking:
            message.set(INTENT, decision.ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, decision.ranking, add_to_output=True)
        message.set(FOUND, found, add_to_output=True)

    def _examples(self, training_data: TrainingData) -> Iterator[Example]:
        for example in training_data.intent_examples:
            intent, text = example.get(INTENT), example.get(TEXT)
            if text and intent not in PLUGIN_INTENTS:
                is_request = intent == self._settings.intent
                sentence = Sentence(text, is_request, f"bot/{intent}", OWN_WEIGHT)
                yield Example(sentence, dense_features(example))
