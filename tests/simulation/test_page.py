"""`docs/scale.md` shows what the simulation prints."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping

import pytest

from simulation import figures
from simulation.plan import presence_skills
from simulation.report import tables
from tests import ROOT
from tests.docs.documents import section

PAGE = "docs/scale.md"


@pytest.fixture(scope="module")
def simulated() -> Mapping[str, str]:
    """The tables, by their headings; the simulation takes some seconds."""
    return tables()


def test_the_page_has_every_table_of_the_simulation(simulated: Mapping[str, str]) -> None:
    for heading, table in simulated.items():
        shown = section(PAGE, heading)

        assert table in shown, f"python -m simulation prints another table under {heading}"


def test_the_program_prints_the_tables(simulated: Mapping[str, str]) -> None:
    command = [sys.executable, "-m", "simulation"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)

    assert result.stdout == "".join(f"## {name}\n\n{text}\n\n" for name, text in simulated.items())


def test_what_the_page_says_about_the_vendors_limits_is_what_was_reckoned() -> None:
    text = section(PAGE, "The vendors' limits")

    assert f"at most {presence_skills()} skills" in text
    assert f"{figures.OPEN_CONVERSATIONS.value:g} open conversations" in text
