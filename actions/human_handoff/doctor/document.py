"""The results as text and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..findings import Finding, Level
from .examination import Result

# The version of the JSON; another one if a name changes its meaning or is taken away.
VERSION = 1
_WORDS = {
    Level.OK: "ok",
    Level.NOT_CHECKED: "not checked",
    Level.WARNING: "warning",
    Level.ERROR: "error",
}


def line(finding: Finding) -> str:
    """Return one line: the level, the settings, what was found, and what to do."""
    settings = ", ".join(finding.settings)
    # The sentence of a mistake in the file begins with its setting.
    place = f"{settings}: " if settings and not finding.text.startswith(settings) else ""
    return " ".join(f"{_WORDS[finding.level]}: {place}{finding.text} {finding.remedy}".split())


def summary(results: Sequence[Result]) -> str:
    """Return how many findings there are of each level."""
    counts = {level: _count(results, level) for level in Level}
    return (
        f"{_number(counts[Level.ERROR], 'error')}, {_number(counts[Level.WARNING], 'warning')}, "
        f"{counts[Level.NOT_CHECKED]} not checked, {counts[Level.OK]} ok."
    )


def has_errors(results: Sequence[Result]) -> bool:
    """Tell whether something keeps customers from being transferred."""
    return _count(results, Level.ERROR) > 0


def document(results: Sequence[Result]) -> dict[str, Any]:
    """Return the results for programs; docs/doctor.md describes the names."""
    return {
        "version": VERSION,
        "ok": not has_errors(results),
        **{level.value: _count(results, level) for level in Level if level is not Level.OK},
        "findings": [
            {
                "check": each.check,
                "level": each.finding.level.value,
                "settings": list(each.finding.settings),
                "text": each.finding.text,
                "remedy": each.finding.remedy,
            }
            for each in results
        ],
    }


def _count(results: Sequence[Result], level: Level) -> int:
    return sum(each.finding.level is level for each in results)


def _number(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"
