"""What is counted, and how sure one can be of it."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from .sentences import Example

# 95 of 100 such intervals contain the true share.
Z = 1.96


@dataclass(frozen=True)
class Share:
    """A share, such as 3 of 1,500.

    Attributes:
        number: How many.
        of: Of how many.
    """

    number: int
    of: int

    @property
    def value(self) -> float:
        """The share, between 0 and 1."""
        return self.number / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true share is, with 95 % confidence (Wilson's interval)."""
        if not self.of:
            return 0.0, 1.0
        share, n = self.value, self.of
        middle = (share + Z**2 / (2 * n)) / (1 + Z**2 / n)
        half = Z / (1 + Z**2 / n) * math.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True)
class Figures:
    """How well requests were told from everything else.

    Attributes:
        recall: Requests that were recognised, of all requests.
        precision: Requests, of everything that was taken for one.
        false_ordinary: Ordinary sentences that were taken for a request.
        false_look_alikes: Look-alikes that were taken for a request.
    """

    recall: Share
    precision: Share
    false_ordinary: Share
    false_look_alikes: Share

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        total = self.precision.value + self.recall.value
        return 2 * self.precision.value * self.recall.value / total if total else 0.0


def figures(examples: Iterable[Example], taken: Collection[Example]) -> Figures:
    """Count.

    Args:
        examples: All test sentences.
        taken: Those that were taken for a request.
    """
    counts = dict.fromkeys(("request", "look_alike", "ordinary"), 0)
    hits = dict(counts)
    for example in examples:
        counts[example.kind] += 1
        hits[example.kind] += example in taken
    return Figures(
        recall=Share(hits["request"], counts["request"]),
        precision=Share(hits["request"], sum(hits.values())),
        false_ordinary=Share(hits["ordinary"], counts["ordinary"]),
        false_look_alikes=Share(hits["look_alike"], counts["look_alike"]),
    )
