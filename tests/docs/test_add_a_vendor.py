"""CONTRIBUTING's "Add a vendor", followed to the letter for an invented one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from actions.human_handoff.vendors import DESKS
from tests import ROOT
from tests.docs.documents import apply, blocks

# What the recipe touches, and what the contract suite needs.
COPIED = ["actions", "sandbox", "tests/contract", "pyproject.toml"]
RECIPE = {block.path: block for block in blocks("CONTRIBUTING.md") if block.path}
WRITTEN = [path for path, block in RECIPE.items() if block.kind == "python"]
# In their order: what a reader writes, and what the suite then says is missing.
STEPS = [
    (["actions/human_handoff/vendors/__init__.py"], "actions.human_handoff.vendors.acme"),
    (["actions/human_handoff/vendors/acme.py"], "the sandbox does not imitate acme"),
    (["sandbox/acme.py", "sandbox/app.py"], "contract.vendors.acme"),
    (["tests/contract/vendors/acme.py"], None),
]


@pytest.fixture
def reader(tmp_path: Path) -> Path:
    """A reader's own copy of the repository, before the first step."""
    for name in COPIED:
        source, target = ROOT / name, tmp_path / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    return tmp_path


def python(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run Python there as a reader does, with nothing of this checkout in its way."""
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [sys.executable, *words], cwd=folder, env=environ, capture_output=True, text=True
    )


def contract(folder: Path, *words: str) -> tuple[int, str]:
    done = python(folder, "-m", "pytest", "tests/contract", "-k", "acme", "-q", *words)
    return done.returncode, done.stdout + done.stderr


def test_the_steps_are_all_there_is_to_do() -> None:
    assert list(RECIPE) == [path for paths, _ in STEPS for path in paths]


@pytest.mark.timeout(300)
def test_whoever_follows_the_recipe_is_told_what_is_missing_and_has_a_vendor_in_the_end(
    reader: Path,
) -> None:
    for paths, missing in STEPS:
        for path in paths:
            apply(RECIPE[path], reader)
        if missing is not None:
            code, said = contract(reader, "-x")
            assert code != 0
            assert missing in said

    code, said = contract(reader)

    assert code == 0, said
    summary = re.search(r"(\d+) passed, (\d+) deselected in", said)
    assert summary is not None, said  # nothing failed, nothing was skipped
    # Every case ran, as often as for each of the others.
    assert int(summary[1]) * len(DESKS) == int(summary[2]) > 0


def test_what_the_recipe_says_is_code_as_ours_is(reader: Path) -> None:
    for block in RECIPE.values():
        apply(block, reader)
    typed = [path for path in WRITTEN if not path.startswith("tests/")]

    for command in (["ruff", "format", "--check"], ["ruff", "check"], ["mypy"]):
        done = python(reader, "-m", *command, *(typed if command == ["mypy"] else WRITTEN))

        assert done.returncode == 0, done.stdout + done.stderr
