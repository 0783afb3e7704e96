"""A table of a report, as rows of text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Row = tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table whose first column has names, and whose others have numbers.

    Attributes:
        note: What the numbers mean, in plain words.
    """

    title: str
    columns: Row
    rows: Sequence[Row]
    note: str = ""
