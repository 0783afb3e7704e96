"""The arithmetic: rounds, their medians, and the targets they are compared with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from statistics import median
from typing import Literal, NamedTuple


class Call(NamedTuple):
    """When a call was answered (seconds on the clock), and how many seconds it took."""

    answered: float
    took: float


@dataclass(frozen=True)
class Round:
    """One measurement of a case; times in milliseconds.

    Attributes:
        cpu_ms: The CPU time that each program used for a call, where that was measured.
    """

    calls: int
    per_second: float
    p50_ms: float
    p99_ms: float
    cpu_ms: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(
        cls, seconds: float, times: Sequence[float], cpu: Mapping[str, float] | None = None
    ) -> Round:
        """Summarise the calls of a time window.

        Args:
            seconds: The length of the window.
            times: The seconds that each call took.
            cpu: The seconds of CPU time that each program used in the window.
        """
        calls = len(times)
        cpu_ms = {name: used * 1e3 / calls for name, used in (cpu or {}).items()}
        p50, p99 = percentile(times, 50) * 1e3, percentile(times, 99) * 1e3
        return cls(calls, calls / seconds, p50, p99, cpu_ms)


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

    @property
    def cpu_ms(self) -> dict[str, float]:
        """The CPU time that each program used for a call."""
        names = self.rounds[0].cpu_ms
        return {name: median(each.cpu_ms[name] for each in self.rounds) for name in names}


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


@dataclass(frozen=True)
class Part:
    """A part of the benchmark that was measured: cases that are compared with each other.

    Attributes:
        head: The heading of the first column of its table.
        notes: What a reader needs to know about the table.
    """

    head: str
    results: Sequence[CaseResult]
    targets: Sequence[Target]
    notes: str


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
