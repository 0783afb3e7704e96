"""The figures of the README are those of docs/how_fast.md, and those agree with themselves."""

from __future__ import annotations

import operator
import re

import pytest

from actions.human_handoff.vendors import DESKS
from tests import ROOT

WHOLE = (ROOT / "docs" / "how_fast.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
_FIGURE = re.compile(r"([\d.]+) (?:%|x)")
COMPARISONS = {">=": operator.ge, "<=": operator.le}


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip()[1:-1].split("|")]


def figures() -> list[tuple[str, float, str, str]]:
    """Title of the row, ratio, what is wanted of it, and the verdict."""
    found, title = [], ""
    for line in WHOLE.splitlines():
        if not line.startswith("| ") or line.startswith("| --"):
            continue
        first, *_, ratio, wanted, verdict = cells(line)
        title = first or title
        if wanted[:2] in COMPARISONS:
            found.append((title, float(_FIGURE.match(ratio)[1]), wanted, verdict))
    return found


def test_a_verdict_is_what_the_figures_say() -> None:
    assert len(figures()) == 3 * len(DESKS) + 2
    for title, ratio, wanted, verdict in figures():
        holds = COMPARISONS[wanted[:2]](ratio, float(_FIGURE.search(wanted)[1]))
        assert verdict == ("met" if holds else "not met"), title


@pytest.mark.parametrize(("name", "desk"), DESKS.items())
def test_the_readme_has_the_same_figures(name: str, desk) -> None:
    table = README.split("## How fast")[1].split("##")[0]
    lines = [line for line in table.splitlines() if line.startswith("|")]
    column = cells(lines[0]).index(desk.vendor)
    shown = [cells(line)[column] for line in lines[2:]]
    own = [ratio for title, ratio, _, _ in figures() if f"{desk.vendor}" in title]

    assert [float(each.rstrip(" %x")) for each in shown] == own


def test_what_hangs_is_the_same_in_the_readme() -> None:
    said = re.search(r"p99 is ([\d.]+) x .*? and ([\d.]+) x", README)

    hang = [ratio for title, ratio, _, _ in figures() if title.endswith("one call hangs")]
    assert [float(said[1]), float(said[2])] == hang
