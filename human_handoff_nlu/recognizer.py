"""The recogniser: how likely is it that a message asks for a person?

A linear support vector machine over hashed features. Its answer is calibrated (Platt's method) on
families of sentences that it was not trained on. Answers are log-odds: 0 is as likely as not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

from .corpus import Sentence
from .features import features_of

N_FEATURES = 2**20
# How strongly it may learn; with more, it learns single sentences by heart.
STRENGTH = 3.0
# How exact the solution is; more exact ones take longer and recognise no better.
TOLERANCE = 0.1
FOLDS = 2

_VECTORIZER = HashingVectorizer(
    analyzer=list, n_features=N_FEATURES, alternate_sign=False, binary=True, norm=None
)


@dataclass(frozen=True)
class Recognizer:
    """A trained recogniser.

    Attributes:
        weights: How much each feature counts for a request, calibrated.
        rarity: How much each feature counts in a message: more if few sentences have it.
        bias: The log-odds of a message without features, calibrated.
    """

    weights: Any
    rarity: Any
    bias: float

    def log_odds(self, texts: Sequence[str]) -> Any:
        """Return the log-odds that each message is a request, as an array."""
        counts = _VECTORIZER.transform(map(features_of, texts))
        return _weighed(counts, self.rarity) @ self.weights + self.bias


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
    counts = _VECTORIZER.transform(features_of(each.text) for each in sentences)
    rarity = TfidfTransformer().fit(counts).idf_.astype(np.float32)
    vectors = _weighed(counts, rarity)
    requests = np.array([each.is_request for each in sentences])
    folds = np.array([_fold(each.family) for each in sentences])
    chosen = [np.full(len(sentences), True), *(folds != fold for fold in range(FOLDS))]
    # One after the other: the solver has one generator of random numbers for all threads.
    weights = np.array([each.weight for each in sentences])
    model, *models = (_fitted(vectors[each], requests[each], weights[each]) for each in chosen)
    unseen = np.zeros(len(sentences))
    for fold, without in enumerate(models):
        held_out = folds == fold
        unseen[held_out] = without.decision_function(vectors[held_out])
    platt = LogisticRegression(C=1e6).fit(unseen[:, None], requests)
    slope, offset = float(platt.coef_[0, 0]), float(platt.intercept_[0])
    calibrated = (slope * model.coef_[0]).astype(np.float32)
    bias = slope * float(model.intercept_[0]) + offset
    return Training(Recognizer(calibrated, rarity, bias), slope * unseen + offset)


def _fitted(vectors: csr_matrix, requests: Any, weights: Any) -> LinearSVC:
    # The seed makes it the same each time.
    machine = LinearSVC(C=STRENGTH, tol=TOLERANCE, random_state=0)
    return machine.fit(vectors, requests, sample_weight=weights)


def _weighed(counts: csr_matrix, rarity: Any) -> csr_matrix:
    """Weigh the features of each message, so that the length of the message does not count."""
    counts.data = counts.data * rarity[counts.indices]
    return normalize(counts, copy=False)


def _fold(family: str) -> int:
    return int(hashlib.sha256(family.encode()).hexdigest(), 16) % FOLDS
