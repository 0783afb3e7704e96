"""What is trained, stored and asked: the recogniser, and what the bot's dense features change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import expit

from .corpus import Sentence
from .dense import DenseWeights, learnt
from .recognizer import Recognizer, trained


@dataclass(frozen=True)
class Example:
    """An example of the bot.

    Attributes:
        sentence: The sentence; its family is its intent.
        dense: Its dense features, None where the pipeline has none.
    """

    sentence: Sentence
    dense: Any | None


@dataclass(frozen=True)
class Model:
    """A trained model.

    Attributes:
        recognizer: The recogniser.
        dense: What the bot's dense features change, None where there are none or they do not help.
    """

    recognizer: Recognizer
    dense: DenseWeights | None = None

    @classmethod
    def train(cls, shipped: Sequence[Sentence], examples: Sequence[Example]) -> Model:
        """Train on the plugin's sentences and on the bot's examples."""
        training = trained([*shipped, *(each.sentence for each in examples)])
        unseen = training.unseen[len(shipped) :]
        dense = [each.dense for each in examples]
        if not dense or any(each is None for each in dense):
            return cls(training.recognizer)
        requests = np.array([each.sentence.is_request for each in examples])
        return cls(training.recognizer, learnt(unseen, dense, requests))

    def confidence(self, text: str, dense: Any | None = None) -> float:
        """Return how likely a message is a request, between 0 and 1."""
        log_odds = float(self.recognizer.log_odds([text])[0])
        if self.dense is not None and dense is not None:
            log_odds = self.dense.log_odds(log_odds, dense)
        return float(expit(log_odds))

    def save(self, file: Path, version: str) -> None:
        """Write it to a file of NumPy arrays, with the version of what has trained it."""
        parts = {"recognizer": self.recognizer, "dense": self.dense}
        arrays = {
            f"{name}_{number}": array
            for name, part in parts.items()
            if part is not None
            for number, array in enumerate(astuple(part))
        }
        np.savez_compressed(file, version=np.array(version), **arrays)

    @classmethod
    def load(cls, file: Path, version: str) -> Model | None:
        """Read it from a file that `save` has written; return None if the version is another."""
        with np.load(file, allow_pickle=False) as arrays:
            if "version" not in arrays or str(arrays["version"]) != version:
                return None
            weights, rarity, bias = (arrays[f"recognizer_{number}"] for number in range(3))
            recognizer = Recognizer(weights, rarity, float(bias))
            if "dense_0" not in arrays:
                return cls(recognizer)
            means, scales, weights, bias = (arrays[f"dense_{number}"] for number in range(4))
            return cls(recognizer, DenseWeights(means, scales, weights, float(bias)))
