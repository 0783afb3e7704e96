"""The dense features of the bot's own pipeline, such as those of spaCy or of a language model.

They exist for the bot's examples only, so a second, small regression learns from these how much the
dense features change the recogniser's answer. It is kept where it helps on examples that it has
not seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import StratifiedKFold, cross_val_predict

# A feature that hardly differs between the examples tells nothing, and its scale is chance.
LEAST_SCALE = 1e-4
LARGEST = 1e6
# In standard deviations: nothing that is further away than this is believed.
FURTHEST = 10.0
# How strongly the regression may learn; which is best depends on how many features there are.
STRENGTHS = (0.001, 0.01, 0.1, 1.0)
FOLDS = 4


@dataclass(frozen=True)
class DenseWeights:
    """How the dense features change the answer.

    Attributes:
        means: The mean of each feature, over the bot's examples.
        scales: The standard deviation of each feature.
        weights: The weight of the recogniser's own answer, and then that of each feature.
        bias: What is added.
    """

    means: Any
    scales: Any
    weights: Any
    bias: float

    def log_odds(self, log_odds: float, features: Any) -> float:
        """Return the changed answer; features of another length change nothing."""
        if len(features) != len(self.means):
            return log_odds
        return float(self._row(log_odds, features) @ self.weights + self.bias)

    def _row(self, log_odds: float, features: Any) -> Any:
        return np.concatenate(([log_odds], _standard(features, self.means, self.scales)))


def dense_features(message: Message) -> Any | None:
    """Return the features of the whole message, None where the pipeline has none."""
    _, sentence = message.get_dense_features(TEXT, [])
    return None if sentence is None else np.asarray(sentence.features, float)[-1]


def learnt(log_odds: Any, features: Sequence[Any], requests: Any) -> DenseWeights | None:
    """Learn from the bot's examples.

    Args:
        log_odds: The recogniser's answers, of a training without the example's intent.
        features: The dense features of each example.
        requests: Whether each example is a request.

    Returns:
        None where the dense features do not help.
    """
    if min(requests.sum(), (~requests).sum()) < FOLDS:
        return None
    matrix = _numbers(np.stack(features))
    means, scales = matrix.mean(axis=0), matrix.std(axis=0)
    scales[scales < LEAST_SCALE * (1 + np.abs(means))] = np.inf  # so that it counts nothing
    rows = np.column_stack([log_odds, _standard(matrix, means, scales)])
    models = [LogisticRegression(C=strength, max_iter=1000) for strength in STRENGTHS]
    losses = [_loss(model, rows, requests) for model in models]
    if min(losses) >= min(_loss(model, rows[:, :1], requests) for model in models):
        return None
    model = models[losses.index(min(losses))].fit(rows, requests)
    return DenseWeights(means, scales, model.coef_[0], float(model.intercept_[0]))


def _standard(features: Any, means: Any, scales: Any) -> Any:
    """Return features in standard deviations from the mean."""
    return np.clip((_numbers(features) - means) / scales, -FURTHEST, FURTHEST)


def _numbers(features: Any) -> Any:
    """Return features with which one can reckon: no feature of a language model is so large."""
    finite = np.nan_to_num(np.asarray(features, float), posinf=0.0, neginf=0.0)
    return np.clip(finite, -LARGEST, LARGEST)


def _loss(model: LogisticRegression, rows: Any, requests: Any) -> float:
    """Return how wrong the model is on examples that it has not seen."""
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    unseen = cross_val_predict(model, rows, requests, cv=folds, method="predict_proba")
    return float(log_loss(requests, unseen[:, 1]))
