"""The recogniser: how likely is it that a message asks for a person?

A logistic regression over hashed features. Its answer is calibrated (Platt's method) on families of
sentences that the regression was not trained on. Answers are log-odds: 0 is as likely as not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, vstack
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize

from .corpus import Sentence
from .features import features_of

N_FEATURES = 2**18
# How strongly the regression may learn; with more, it learns single sentences by heart.
STRENGTH = 30.0
# How exact the solution is; more exact ones take longer and recognise no better.
TOLERANCE = 0.01
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
        names = (each.words + each.structure for each in map(features_of, texts))
        return _weighed(_VECTORIZER.transform(names), self.rarity) @ self.weights + self.bias


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


@dataclass(frozen=True)
class _Vectors:
    """The sentences three times: whole, their words alone, and their structure alone.

    Unknown words in a known structure and known words in an unknown one are usual, so the
    regression must not need both.
    """

    whole: csr_matrix
    words: csr_matrix
    structure: csr_matrix
    rarity: Any

    @classmethod
    def of(cls, sentences: Sequence[Sentence]) -> _Vectors:
        features = [features_of(each.text) for each in sentences]
        words = _VECTORIZER.transform([each.words for each in features])
        structure = _VECTORIZER.transform([each.structure for each in features])
        whole = (words + structure).sign()
        rarity = TfidfTransformer().fit(whole).idf_.astype(np.float32)
        whole, words, structure = (_weighed(each, rarity) for each in (whole, words, structure))
        return cls(whole, words, structure, rarity)

    def fitted(self, requests: Any, chosen: Any) -> LogisticRegression:
        """Learn from the chosen sentences."""
        # This solver is fast where there are many more features than sentences; the seed makes it
        # deterministic.
        model = LogisticRegression(C=STRENGTH, solver="liblinear", tol=TOLERANCE, random_state=0)
        rows = [each[chosen] for each in (self.whole, self.words, self.structure)]
        return model.fit(vstack(rows), np.tile(requests[chosen], len(rows)))


def trained(sentences: Sequence[Sentence]) -> Training:
    """Train a recogniser; the same sentences give the same one."""
    vectors = _Vectors.of(sentences)
    requests = np.array([each.is_request for each in sentences])
    folds = np.array([_fold(each.family) for each in sentences])
    chosen = [np.full(len(sentences), True), *(folds != fold for fold in range(FOLDS))]
    with ThreadPoolExecutor(len(chosen)) as threads:  # the solver leaves Python to the others
        model, *models = threads.map(lambda each: vectors.fitted(requests, each), chosen)
    unseen = np.zeros(len(sentences))
    for fold, without in enumerate(models):
        held_out = folds == fold
        unseen[held_out] = without.decision_function(vectors.whole[held_out])
    platt = LogisticRegression(C=1e6).fit(unseen[:, None], requests)
    slope, offset = float(platt.coef_[0, 0]), float(platt.intercept_[0])
    weights = (slope * model.coef_[0]).astype(np.float32)
    bias = slope * float(model.intercept_[0]) + offset
    return Training(Recognizer(weights, vectors.rarity, bias), slope * unseen + offset)


def _weighed(counts: csr_matrix, rarity: Any) -> csr_matrix:
    """Weigh the features of each message, so that the length of the message does not count."""
    counts.data = counts.data * rarity[counts.indices]
    return normalize(counts, copy=False)


def _fold(family: str) -> int:
    return int(hashlib.sha256(family.encode()).hexdigest(), 16) % FOLDS
