"""The arithmetic: rounds, their medians, and what is wanted of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median
from typing import Literal, NamedTuple


class Call(NamedTuple):
    """When a call was answered, and how long it took; seconds."""

    answered: float
    took: float


@dataclass(frozen=True)
class Round:
    """One measurement; times in milliseconds."""

    calls: int
    per_second: float
    p50_ms: float
    p99_ms: float

    @classmethod
    def of(cls, seconds: float, times: Sequence[float]) -> Round:
        """Sum up the seconds that were counted and those that each call took."""
        calls = len(times)
        return cls(calls, calls / seconds, percentile(times, 50) * 1e3, percentile(times, 99) * 1e3)


@dataclass(frozen=True)
class Row:
    """A contestant with all its rounds."""

    key: str
    title: str
    rounds: Sequence[Round]

    @property
    def per_second(self) -> float:
        """Median of the rounds."""
        return median(each.per_second for each in self.rounds)

    @property
    def p50_ms(self) -> float:
        """Median of the rounds."""
        return median(each.p50_ms for each in self.rounds)

    @property
    def p99_ms(self) -> float:
        """Median of the rounds."""
        return median(each.p99_ms for each in self.rounds)


@dataclass(frozen=True)
class Wanted:
    """A ratio and what is wanted of it.

    Attributes:
        row: Key of the row beside which it stands.
        against: What it is a ratio of, in words.
        unit: `%` for a share, `x` for a multiple.
    """

    key: str
    row: str
    against: str
    ratio: float
    bound: Literal[">=", "<="]
    limit: float
    unit: Literal["%", "x"]

    @property
    def met(self) -> bool:
        """Whether the ratio is what is wanted."""
        return self.ratio >= self.limit if self.bound == ">=" else self.ratio <= self.limit


def in_window(begins: float, ends: float, calls: Iterable[Call]) -> list[float]:
    """Return the seconds that the calls took which were answered in the window."""
    return [call.took for call in calls if begins < call.answered <= ends]


def percentile(times: Sequence[float], percent: float) -> float:
    """Return the smallest time within which so many per cent of the calls were answered."""
    ordered = sorted(times)
    return ordered[max(0, ceil(len(ordered) * percent / 100) - 1)]


def paired(values: Sequence[float], references: Sequence[float]) -> float:
    """Return the median of the ratios, round by round: neighbours met the same noise."""
    return median(value / reference for value, reference in zip(values, references))


def spread(values: Sequence[float]) -> tuple[float, float]:
    """Return the smallest and the largest value as multiples of the median."""
    middle = median(values)
    return min(values) / middle, max(values) / middle
