"""The figures in the README and in docs/how_fast.md agree with the table of the last run."""

from __future__ import annotations

import operator
import re

import pytest

from actions.human_handoff.vendors import DESKS
from tests import ROOT

PAGE = (ROOT / "docs" / "how_fast.md").read_text(encoding="utf-8")
LAST_RUN, COST = PAGE.split("## What simple code costs")
README = (ROOT / "README.md").read_text(encoding="utf-8")
_FIGURE = re.compile(r"([\d.]+) (?:%|x)")
COMPARISONS = {">=": operator.ge, "<=": operator.le}


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip()[1:-1].split("|")]


def figures() -> list[tuple[str, float, str, str]]:
    """Return the row's title, the ratio, its limit and the verdict, of every target."""
    targets, title = [], ""
    for line in LAST_RUN.splitlines():
        if not line.startswith("| ") or line.startswith("| --"):
            continue
        first, *_, ratio, wanted, verdict = cells(line)
        title = first or title
        if wanted[:2] in COMPARISONS:
            targets.append((title, float(_FIGURE.match(ratio)[1]), wanted, verdict))
    return targets


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
    match = re.search(r"p99 is ([\d.]+) x .*? and ([\d.]+) x", README)

    hang = [ratio for title, ratio, _, _ in figures() if title.endswith("one call hangs")]
    assert [float(match[1]), float(match[2])] == hang


def test_the_cost_of_simple_code_is_that_of_the_same_run() -> None:
    """The last column of that table has all ratios of the run, in the same order."""
    rows = [cells(line) for line in COST.splitlines() if line.startswith("| ")][2:]

    assert [float(simple.rstrip(" %x")) for _, _, simple in rows] == [
        ratio for _, ratio, _, _ in figures()
    ]
