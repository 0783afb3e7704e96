"""The figures as a table that is Markdown as well, and as JSON."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from typing import Any

from .figures import Row, Wanted, spread
from .load import CUSTOMERS

HEAD = (f"{CUSTOMERS} customers at once", "requests/s", "p50 ms", "p99 ms", "ratio", "wanted", "")


def load_average() -> tuple[float, float, float]:
    """Return how many processes wanted a core in the last 1, 5 and 15 minutes."""
    return os.getloadavg()


@dataclass(frozen=True)
class Machine:
    """Where it ran, and what else ran there."""

    load_before: tuple[float, float, float]
    load_after: tuple[float, float, float] = field(default_factory=load_average)
    cores: int = field(default_factory=lambda: os.cpu_count() or 1)
    python: str = field(default_factory=platform.python_version)
    rasa_sdk: str = field(default_factory=lambda: version("rasa-sdk"))

    def __str__(self) -> str:
        """Return it in a line."""
        return (
            f"{self.cores} cores, Python {self.python}, rasa-sdk {self.rasa_sdk}; load average "
            f"{self.load_before[0]:.1f} before and {self.load_after[0]:.1f} after"
        )


def table(rows: Sequence[Row], figures: Sequence[Wanted]) -> str:
    """Return the rows, with what is wanted beside them."""
    lines = [list(HEAD)]
    for row in rows:
        own = [_compared(figure) for figure in figures if figure.row == row.key] or [["", "", ""]]
        numbers = [_number(row.per_second), _number(row.p50_ms), _number(row.p99_ms)]
        lines.append([row.title, *numbers, *own[0]])
        lines += [["", "", "", "", *more] for more in own[1:]]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    rule = [
        "-" * (width - 1) + (":" if _is_number(place) else "-")
        for place, width in enumerate(max(width, 3) for width in widths)
    ]
    return "\n".join(_line(line, widths) for line in [lines[0], rule, *lines[1:]])


def notes(rows: Sequence[Row], machine: Machine) -> str:
    """Return what one has to know to read the table."""
    row = {each.key: each for each in rows}
    ranges = [
        spread([each.p99_ms for each in row[key].rounds]) for key in ("others_board", "others_live")
    ]
    noise = " and ".join(f"{low:.2f} to {high:.2f} x" for low, high in ranges)
    return (
        f"Medians of {len(row['live_liveperson'].rounds)} rounds, "
        f"of {len(row['nothing'].rounds)} short ones where no vendor is asked. {machine}.\n"
        "A p99 rests on the few slowest calls: without any hang the others' p99 varied from "
        f"round to round by {noise} its median, so up to 1.25 x counts as not moved."
    )


def as_json(
    rows: Sequence[Row], figures: Sequence[Wanted], machine: Machine, settings: dict[str, float]
) -> dict[str, Any]:
    """Return everything that was measured."""
    return {
        **settings,
        "machine": asdict(machine),
        "met": all(figure.met for figure in figures),
        "wanted": [{**asdict(figure), "met": figure.met} for figure in figures],
        "rows": [_row_as_json(row) for row in rows],
    }


def _row_as_json(row: Row) -> dict[str, Any]:
    medians = {"per_second": row.per_second, "p50_ms": row.p50_ms, "p99_ms": row.p99_ms}
    return {
        "key": row.key,
        "title": row.title,
        **medians,
        "rounds": [asdict(each) for each in row.rounds],
    }


def _compared(figure: Wanted) -> list[str]:
    if figure.unit == "%":
        ratio, limit = f"{100 * figure.ratio:.1f} % of", f"{100 * figure.limit:g} %"
    else:
        ratio, limit = f"{figure.ratio:.2f} x", f"{figure.limit:g} x"
    verdict = "met" if figure.met else "not met"
    return [f"{ratio} {figure.against}", f"{figure.bound} {limit}", verdict]


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
