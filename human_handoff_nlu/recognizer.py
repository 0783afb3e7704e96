"""The recogniser: how likely is it that a message asks for a person?

A logistic regression over hashed features. Its answer is calibrated (Platt's method) on families of
sentences that the regression was not trained on. Answers are log-odds: 0 is as likely as not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import LogisticRegression

from .corpus import Sentence
from .features import features_of

N_FEATURES = 2**18
# How strongly the regression may learn; with more, it learns single sentences by heart.
STRENGTH = 10.0
FOLDS = 5

_VECTORIZER = HashingVectorizer(
    analyzer=features_of, n_features=N_FEATURES, alternate_sign=False, binary=True
)


@dataclass(frozen=True)
class Recognizer:
    """A trained recogniser.

    Attributes:
        weights: How much each feature counts for a request, calibrated.
        bias: The log-odds of a message without features, calibrated.
    """

    weights: Any
    bias: float

    def log_odds(self, texts: Sequence[str]) -> Any:
        """Return the log-odds that each message is a request, as an array."""
        return _VECTORIZER.transform(texts) @ self.weights + self.bias


@dataclass(frozen=True)
class Training:
    """What a training results in.

    Attributes:
        recognizer: The recogniser.
        unseen: The log-odds of each sentence, calibrated, by a recogniser that was trained
            without the sentence's family.
    """

    recognizer: Recognizer
    unseen: Any


def trained(sentences: Sequence[Sentence]) -> Training:
    """Train a recogniser; the same sentences give the same one."""
    vectors = _VECTORIZER.transform([each.text for each in sentences])
    requests = np.array([each.is_request for each in sentences])
    folds = np.array([_fold(each.family) for each in sentences])
    unseen = np.zeros(len(sentences))
    for fold in range(FOLDS):
        held_out = folds == fold
        model = _fitted(vectors[~held_out], requests[~held_out])
        unseen[held_out] = model.decision_function(vectors[held_out])
    platt = LogisticRegression(C=1e6).fit(unseen[:, None], requests)
    slope, offset = float(platt.coef_[0, 0]), float(platt.intercept_[0])
    model = _fitted(vectors, requests)
    weights = (slope * model.coef_[0]).astype(np.float32)
    bias = slope * float(model.intercept_[0]) + offset
    return Training(Recognizer(weights, bias), slope * unseen + offset)


def _fitted(vectors: csr_matrix, requests: Any) -> LogisticRegression:
    # This solver is fast where there are many more features than sentences; the seed makes it
    # deterministic.
    model = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0)
    return model.fit(vectors, requests)


def _fold(family: str) -> int:
    return int(hashlib.sha256(family.encode()).hexdigest(), 16) % FOLDS
