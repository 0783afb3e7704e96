"""The arithmetic: rounds, their medians, and the targets they are compared with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median
from typing import Literal, NamedTuple


class Call(NamedTuple):
    """When a call was answered (seconds on the clock), and how many seconds it took."""

    answered: float
    took: float


@dataclass(frozen=True)
class Round:
    """One measurement of a case; times in milliseconds."""

    calls: int
    per_second: float
    p50_ms: float
    p99_ms: float

    @classmethod
    def of(cls, seconds: float, times: Sequence[float]) -> Round:
        """Summarise the calls of a time window.

        Args:
            seconds: The length of the window.
            times: The seconds that each call took.
        """
        calls = len(times)
        return cls(calls, calls / seconds, percentile(times, 50) * 1e3, percentile(times, 99) * 1e3)


@dataclass(frozen=True)
class CaseResult:
    """A case with all its rounds; each figure is the median of the rounds."""

    key: str
    title: str
    rounds: Sequence[Round]

    @property
    def per_second(self) -> float:
        """Calls per second."""
        return median(each.per_second for each in self.rounds)

    @property
    def p50_ms(self) -> float:
        """The time within which half of the calls were answered."""
        return median(each.p50_ms for each in self.rounds)

    @property
    def p99_ms(self) -> float:
        """The time within which 99 % of the calls were answered."""
        return median(each.p99_ms for each in self.rounds)


@dataclass(frozen=True)
class Target:
    """A comparison that was measured, and its limit.

    Attributes:
        row: The key of the case beside which the table shows it.
        against: The text that says what the case is compared with.
        value: A ratio, or a difference in milliseconds.
        unit: `%` for a share, `x` for a multiple, `ms` for a difference.
    """

    key: str
    row: str
    against: str
    value: float
    bound: Literal[">=", "<="]
    limit: float
    unit: Literal["%", "x", "ms"]

    @property
    def met(self) -> bool:
        """Whether the value is within the limit."""
        return self.value >= self.limit if self.bound == ">=" else self.value <= self.limit


def in_window(begins: float, ends: float, calls: Iterable[Call]) -> list[float]:
    """Return the seconds that each call took that was answered in the time window."""
    return [call.took for call in calls if begins < call.answered <= ends]


def percentile(times: Sequence[float], percent: float) -> float:
    """Return the shortest time within which this percentage of the calls was answered."""
    ordered = sorted(times)
    return ordered[max(0, ceil(len(ordered) * percent / 100) - 1)]


def median_ratio(values: Sequence[float], references: Sequence[float]) -> float:
    """Return the median of the ratios of each round.

    Other work on the machine affects both values of a round, so their ratio varies less.
    """
    return median(value / reference for value, reference in zip(values, references))


def median_difference(values: Sequence[float], references: Sequence[float]) -> float:
    """Return the median of the differences of each round."""
    return median(value - reference for value, reference in zip(values, references))


def spread(values: Sequence[float]) -> tuple[float, float]:
    """Return the smallest and the largest value as multiples of the median."""
    middle = median(values)
    return min(values) / middle, max(values) / middle
