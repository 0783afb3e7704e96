"""The figures as a Markdown table, and as JSON."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from typing import Any

from .figures import CaseResult, Part, Target

COLUMNS = ("requests/s", "p50 ms", "p99 ms", "compared", "wanted", "")


def load_average() -> tuple[float, float, float]:
    """Return how many processes used or waited for a core in the last 1, 5 and 15 minutes."""
    return os.getloadavg()


@dataclass(frozen=True)
class Machine:
    """The machine that was used, and how busy it was."""

    load_before: tuple[float, float, float]
    load_after: tuple[float, float, float] = field(default_factory=load_average)
    cores: int = field(default_factory=lambda: os.cpu_count() or 1)
    python: str = field(default_factory=platform.python_version)
    rasa_sdk: str = field(default_factory=lambda: version("rasa-sdk"))

    def __str__(self) -> str:
        """Return the description as one line."""
        return (
            f"{self.cores} cores, Python {self.python}, rasa-sdk {self.rasa_sdk}; load average "
            f"{self.load_before[0]:.1f} before and {self.load_after[0]:.1f} after"
        )


def table(head: str, results: Sequence[CaseResult], targets: Sequence[Target]) -> str:
    """Return a table of the results with their targets."""
    lines = [[head, *COLUMNS]]
    for result in results:
        compared = [_cells(target) for target in targets if target.row == result.key]
        first, *others = compared or [["", "", ""]]
        numbers = [_number(result.per_second), _number(result.p50_ms), _number(result.p99_ms)]
        lines.append([result.title, *numbers, *first])
        lines += [["", "", "", "", *cells] for cells in others]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    rule = [
        "-" * (width - 1) + (":" if _is_number(place) else "-")
        for place, width in enumerate(max(width, 3) for width in widths)
    ]
    return "\n".join(_line(line, widths) for line in [lines[0], rule, *lines[1:]])


def as_json(
    parts: Sequence[Part], machine: Machine, settings: Mapping[str, float]
) -> dict[str, Any]:
    """Return all figures."""
    targets = [target for part in parts for target in part.targets]
    return {
        **settings,
        "machine": asdict(machine),
        "met": all(target.met for target in targets),
        "wanted": [{**asdict(target), "met": target.met} for target in targets],
        "rows": [_row_as_json(result) for part in parts for result in part.results],
    }


def _row_as_json(result: CaseResult) -> dict[str, Any]:
    return {
        "key": result.key,
        "title": result.title,
        "per_second": result.per_second,
        "p50_ms": result.p50_ms,
        "p99_ms": result.p99_ms,
        "rounds": [asdict(each) for each in result.rounds],
    }


def _cells(target: Target) -> list[str]:
    if target.unit == "%":
        value, limit = f"{100 * target.value:.1f} % of", f"{100 * target.limit:g} %"
    elif target.unit == "x":
        value, limit = f"{target.value:.2f} x", f"{target.limit:g} x"
    else:
        value, limit = f"{target.value:+.0f} ms to", f"{target.limit:+g} ms"
    verdict = "met" if target.met else "not met"
    return [f"{value} {target.against}", f"{target.bound} {limit}", verdict]


def _number(value: float) -> str:
    return f"{value:.1f}" if value < 10 else f"{value:.0f}"


def _is_number(column: int) -> bool:
    return 0 < column < 4


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [
        cell.rjust(width) if _is_number(place) else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(cells, widths))
    ]
    return f"| {' | '.join(padded)} |"
