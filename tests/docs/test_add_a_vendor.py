"""CONTRIBUTING's "Add a vendor", followed step by step for an invented vendor."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests import ROOT
from tests.contract.conftest import WAYS
from tests.docs.documents import apply, blocks, python

# What the recipe touches, and what the suites and import-linter need.
COPIED = [
    *("actions", "human_handoff_channels", "human_handoff_nlu", "sandbox", "demo", "cluster"),
    *("tests/__init__.py", "tests/sandbox_fixtures.py", "tests/contract", "tests/sandbox"),
    *("pyproject.toml", "human_handoff.yml"),
]
RECIPE = {block.path: block for block in blocks("CONTRIBUTING.md") if block.path}
WRITTEN = [path for path, block in RECIPE.items() if block.kind == "python"]
# In order: what a reader writes, and what the contract suite then names as missing.
STEPS = [
    (["actions/human_handoff/vendors/__init__.py"], "actions.human_handoff.vendors.acme"),
    (["actions/human_handoff/vendors/acme.py"], "the sandbox does not imitate acme"),
    (["sandbox/vendors/acme.py", "sandbox/vendors/__init__.py"], "contract.vendors.acme"),
    (["tests/contract/vendors/acme.py"], "human_handoff.yml: acme is missing"),
    (["human_handoff.yml"], None),
]
MAX_FILES = 6
DEMO = """
from pathlib import Path
from actions.human_handoff.handoff_settings.loader import load
from demo.settings_file import write_settings
from sandbox import Control, running_sandbox

with running_sandbox() as sandbox, Control(sandbox.control) as control:
    target = write_settings(Path("demo.yml"), Path(), sandbox.urls, desks=["acme"])
    control.desks["acme"].set_on_shift("support", on=False)
    (shift,) = load(target, {}).desks["acme"].refresh("human").shifts.values()
    print(shift.status.value, control.desks["acme"].vendor)
"""
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"


@pytest.fixture
def reader(tmp_path: Path) -> Path:
    """A reader's own copy of the repository, before the first step."""
    for name in COPIED:
        source, target = ROOT / name, tmp_path / name
        target.parent.mkdir(exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    return tmp_path


@pytest.fixture
def finished(reader: Path) -> Path:
    """The copy after the last step."""
    for block in RECIPE.values():
        apply(block, reader)
    return reader


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    done = python(folder, *arguments)
    return done.returncode, done.stdout + done.stderr


CONTRACT = "tests/contract/test_every_desk.py"


def contract(folder: Path, *arguments: str) -> tuple[int, str]:
    return run(folder, "-m", "pytest", CONTRACT, "-k", "acme", "-q", *arguments)


def test_the_steps_are_all_there_is_to_do() -> None:
    assert list(RECIPE) == [path for paths, _ in STEPS for path in paths]
    assert len(RECIPE) <= MAX_FILES


@pytest.mark.timeout(300)
def test_whoever_follows_the_recipe_is_told_what_is_missing_and_has_a_vendor_in_the_end(
    reader: Path,
) -> None:
    for paths, missing in STEPS:
        for path in paths:
            apply(RECIPE[path], reader)
        if missing is not None:
            code, output = contract(reader, "-x")
            assert code != 0
            assert missing in output

    code, output = contract(reader)

    assert code == 0, output
    summary = re.search(r"(\d+) passed, (\d+) deselected in", output)
    assert summary is not None, output  # nothing failed, nothing was skipped
    # Every case ran, as often as for each of the other vendors, and each way of theirs.
    assert int(summary[1]) * len(WAYS) == int(summary[2]) > 0


def test_what_the_recipe_says_is_code_as_ours_is(finished: Path) -> None:
    typed = [path for path in WRITTEN if not path.startswith("tests/")]
    commands = [
        ("-m", "ruff", "format", "--check", *WRITTEN),
        ("-m", "ruff", "check", *WRITTEN),
        ("-m", "mypy", *typed),
        ("-c", LINT_IMPORTS),
    ]

    for command in commands:
        code, output = run(finished, *command)

        assert code == 0, output


def test_the_demo_and_the_sandbox_know_the_vendor_by_its_manifest(finished: Path) -> None:
    assert run(finished, "-c", DEMO) == (0, "off_shift Acme\n")

    code, output = run(finished, "-m", "pytest", "-q", "tests/sandbox/vendors/test_manifests.py")
    assert code == 0, output
