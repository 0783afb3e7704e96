"""The steps of `make test`."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cluster.programs import missing_programs

from .chromium import MISSING, chromium_path

ROOT = Path(__file__).resolve().parent.parent
ENVS = Path(os.environ["HANDOFF_ENVS"])
RASA = str(ENVS / "rasa" / "bin" / "python")
SDK = str(ENVS / "sdk" / "bin" / "python")
# Rasa writes this line when no story failed.
NO_STORY_FAILED = "# None of the test stories failed - all good!"

Check = Callable[[str], str | None]


@dataclass(frozen=True)
class Step:
    """One command.

    Attributes:
        name: The step's name on the command line.
        title: The step's name in the progress output and in the summary.
        command: The program and its arguments.
        check: Finds an error in the output of a command that succeeded; returns its description.
        after: The steps that must have ended before, with success or without.
        cores: How many cores it keeps busy: the CPU time of its result by its seconds.
        missing: Returns what this machine needs for the step, and how to install it; None if
            nothing is missing.
    """

    name: str
    title: str
    command: list[str]
    check: Check | None = None
    after: tuple[str, ...] = ()
    cores: float = 1.0
    missing: Callable[[], str | None] = lambda: None


def pytest(python: str, *arguments: str) -> list[str]:
    """Return the command that runs some of the tests."""
    return [python, "-m", "pytest", "-q", *arguments]


def no_chromium() -> str | None:
    """Return what to do if the browser for the page's tests is missing."""
    return None if chromium_path() else MISSING


def stories_failed(_: str) -> str | None:
    """Look at the file with the failed stories: `rasa test` exits with 0 even if stories fail."""
    failed = (ROOT / "results" / "failed_test_stories.yml").read_text(encoding="utf-8")
    if NO_STORY_FAILED in failed:
        return None
    return f"Stories failed; results/failed_test_stories.yml shows them:\n{failed}"


def tests_missing(output: str) -> str | None:
    """Report tests that did not run, because they have not passed either."""
    match = re.search(r"\d+ skipped|no tests ran|deselected", output)
    return f"Not every test ran: {match[0]}." if match else None


def coverage_of(package: str) -> list[str]:
    """Return the options that require tests of every branch of a package."""
    return [f"--cov={package}", "--cov-branch", "--cov-report=term-missing", "--cov-fail-under=100"]


# Two thousand answers to plain functions of texts, which are the same whatever the SDK.
ANSWERS_AS_TEXT = "tests/unit/handoff_logic/test_real_answers.py"

# The first step that may run is started first, so the long ones are at the top.
STEPS = [
    Step("format", "formatting", [RASA, "-m", "ruff", "format", "--check", "."]),
    Step("lint", "lint", [RASA, "-m", "ruff", "check", "."]),
    Step("imports", "imports run one way", [str(Path(RASA).with_name("lint-imports"))]),
    Step("train", "rasa train", [RASA, "-m", "demo.stack"]),
    Step(
        "e2e",
        "end to end, real servers",
        pytest(RASA, "tests/end_to_end"),
        tests_missing,
        after=("train",),
        cores=0.55,
    ),
    Step(
        "adoption",
        "strangers' bots: init, train, transfer, remove",
        pytest(RASA, "tests/adoption"),
        tests_missing,
        cores=0.9,
    ),
    Step(
        "unit",
        "unit tests, Rasa 3.6",
        pytest(RASA, "tests/unit", *coverage_of("actions")),
        tests_missing,
        cores=0.75,
    ),
    Step(
        "servers",
        "several action servers, with Redis",
        pytest(RASA, "tests/several_servers"),
        tests_missing,
        missing=partial(missing_programs, "Redis", "faketime"),
        cores=0.65,
    ),
    Step("traces", "traces, rasa-sdk 3.21", pytest(SDK, "tests/traces"), tests_missing, cores=0.4),
    Step(
        "calm", "a bot of flows, rasa-sdk 3.21", pytest(SDK, "tests/calm"), tests_missing, cores=0.5
    ),
    Step(
        "channels",
        "the channels",
        pytest(RASA, "tests/channels", *coverage_of("human_handoff_channels")),
        tests_missing,
        cores=0.85,
    ),
    Step(
        "cluster",
        "make cluster",
        pytest(RASA, "tests/cluster"),
        tests_missing,
        after=("train",),
        missing=missing_programs,
        cores=0.6,
    ),
    Step(
        "sdk",
        "unit tests, rasa-sdk 3.21",
        pytest(
            SDK,
            "tests/unit",
            "tests/docs/test_own_desk.py",
            "--hypothesis-profile=sdk",
            f"--ignore={ANSWERS_AS_TEXT}",
        ),
        tests_missing,
        cores=0.7,
    ),
    Step(
        "docs",
        "the documents",
        pytest(RASA, "tests/docs"),
        tests_missing,
        after=("train",),
        cores=0.9,
    ),
    Step(
        "demo", "make demo", pytest(RASA, "tests/demo"), tests_missing, cores=0.65, after=("train",)
    ),
    Step("types", "mypy --strict", [RASA, "-m", "mypy"]),
    Step(
        "page",
        "the page, in a browser",
        pytest(RASA, "tests/page"),
        tests_missing,
        after=("train",),
        missing=no_chromium,
        cores=0.5,
    ),
    Step(
        "nlu",
        "who wants a person",
        pytest(RASA, "tests/nlu", "tests/understanding", *coverage_of("human_handoff_nlu")),
        tests_missing,
    ),
    Step(
        "chaos",
        "servers killed in the cluster",
        pytest(RASA, "tests/chaos"),
        tests_missing,
        after=("cluster",),
        missing=missing_programs,
        cores=0.5,
    ),
    # Not at the same time as mypy, whose cache contains JSON files that `rasa test` would read.
    Step(
        "stories",
        "rasa test",
        [RASA, "-m", "rasa", "test"],
        stories_failed,
        after=("train", "types"),
    ),
    Step(
        "contract",
        "every desk, with the sandbox",
        pytest(RASA, "tests/contract"),
        tests_missing,
        cores=0.4,
    ),
    Step(
        "stores",
        "the state stores and the tracker store",
        pytest(RASA, "tests/state_stores"),
        tests_missing,
        cores=0.6,
        missing=partial(missing_programs, "Redis", "PostgreSQL"),
    ),
    Step(
        "deploy",
        "Compose, Kubernetes, nginx",
        pytest(RASA, "tests/deploy"),
        tests_missing,
        missing=partial(missing_programs, "nginx", "Redis"),
    ),
    Step(
        "wheel", "the wheel in an empty bot", pytest(RASA, "tests/wheel"), tests_missing, cores=0.8
    ),
    Step("sandbox", "the sandbox", pytest(RASA, "tests/sandbox"), tests_missing, cores=0.5),
    Step(
        "validate",
        "rasa data validate --fail-on-warnings",
        [RASA, "-m", "rasa", "data", "validate", "--fail-on-warnings"],
    ),
    Step("scale", "the simulation", pytest(RASA, "tests/simulation"), tests_missing),
    Step("bench", "the benchmark's arithmetic", pytest(RASA, "tests/benchmarks"), tests_missing),
]
