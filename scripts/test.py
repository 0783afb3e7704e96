"""`make test`: run all steps, two at a time, and print a summary.

The output of each step goes to a file, and is printed if the step fails. Names of steps on the
command line run only these steps: `python -m scripts.test types stories`.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

from scripts.chromium import MISSING, chromium_path

ROOT = Path(__file__).resolve().parent.parent
ENVS = Path(os.environ["HANDOFF_ENVS"])
RASA = str(ENVS / "rasa" / "bin" / "python")
SDK = str(ENVS / "sdk" / "bin" / "python")
TAIL_LINES = 60
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
        missing: Returns what this machine needs for the step, and how to install it; None if
            nothing is missing.
    """

    name: str
    title: str
    command: list[str]
    check: Check | None = None
    after: tuple[str, ...] = ()
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


# Two steps keep two cores busy: while one waits for its servers, the other one computes.
PARALLEL_STEPS = 2
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
    ),
    Step("demo", "make demo", pytest(RASA, "tests/demo"), tests_missing, after=("train",)),
    Step(
        "unit",
        "unit tests, Rasa 3.6",
        pytest(RASA, "tests/unit", *coverage_of("actions")),
        tests_missing,
    ),
    Step("types", "mypy --strict", [RASA, "-m", "mypy"]),
    # Not at the same time as mypy, whose cache contains JSON files that `rasa test` would read.
    Step(
        "stories",
        "rasa test",
        [RASA, "-m", "rasa", "test"],
        stories_failed,
        after=("train", "types"),
    ),
    Step(
        "sdk",
        "unit tests, rasa-sdk 3.21",
        pytest(SDK, "tests/unit", "tests/docs/test_own_desk.py"),
        tests_missing,
    ),
    # Not at the same time as the unit tests: both write their coverage to the same file.
    Step(
        "channels",
        "the channels",
        pytest(RASA, "tests/channels", *coverage_of("human_handoff_channels")),
        tests_missing,
        after=("unit",),
    ),
    # Late in the list, because a browser and Rasa beside another step with Rasa are too much for
    # two cores.
    Step(
        "page",
        "the page, in a browser",
        pytest(RASA, "tests/page"),
        tests_missing,
        after=("train",),
        missing=no_chromium,
    ),
    Step("docs", "the documents", pytest(RASA, "tests/docs"), tests_missing),
    Step("contract", "every desk, with the sandbox", pytest(RASA, "tests/contract"), tests_missing),
    Step("wheel", "the wheel in an empty bot", pytest(RASA, "tests/wheel"), tests_missing),
    Step("sandbox", "the sandbox", pytest(RASA, "tests/sandbox"), tests_missing),
    Step(
        "validate",
        "rasa data validate --fail-on-warnings",
        [RASA, "-m", "rasa", "data", "validate", "--fail-on-warnings"],
    ),
    Step("bench", "the benchmark's arithmetic", pytest(RASA, "tests/benchmarks"), tests_missing),
]


@dataclass(frozen=True)
class Result:
    """The result of a step; `problem` is None if it succeeded."""

    problem: str | None
    tests: int
    seconds: float

    def __str__(self) -> str:
        """Return the result as the progress output shows it."""
        count = f"{self.tests} tests, " if self.tests else ""
        return f"{'ok' if self.problem is None else 'FAILED'} ({count}{self.seconds:.0f} s)"


def run(step: Step, log: Path) -> Result:
    """Run a step and write its output to the log."""
    began = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.run(  # noqa: S603 - only the commands above
            step.command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, check=False
        )
    text = log.read_text(encoding="utf-8", errors="replace")
    problem = step.check(text) if step.check and not process.returncode else None
    if process.returncode != 0:
        problem = "\n".join(text.splitlines()[-TAIL_LINES:])
    return Result(problem, tests_in(text), time.monotonic() - began)


def tests_in(output: str) -> int:
    """Return how many tests have passed according to the output of pytest; 0 without pytest."""
    counts = re.findall(r"(\d+) passed", output)
    return int(counts[-1]) if counts else 0


def finished(steps: list[Step], logs: Path) -> Iterator[tuple[Step, Result]]:
    """Run the steps and yield each with its result when it has ended."""
    by_name = {step.name: step for step in steps}
    order = TopologicalSorter({each.name: set(each.after) & set(by_name) for each in steps})
    order.prepare()
    waiting: list[str] = []
    running: dict[Future[Result], Step] = {}
    with ThreadPoolExecutor(PARALLEL_STEPS) as executor:
        while order.is_active():
            waiting = sorted([*waiting, *order.get_ready()], key=list(by_name).index)
            while waiting and len(running) < PARALLEL_STEPS:
                step = by_name[waiting.pop(0)]
                print(f"        {step.title} ...", flush=True)
                running[executor.submit(run, step, logs / f"{step.name}.log")] = step
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                step = running.pop(future)
                order.done(step.name)
                yield step, future.result()


def main(names: list[str]) -> int:
    """Run the steps with these names, or all, print the summary and return the exit code."""
    chosen = [step for step in STEPS if not names or step.name in names]
    not_run = {step.title: reason for step in chosen if (reason := step.missing()) is not None}
    steps = [step for step in chosen if step.title not in not_run]
    logs = Path(tempfile.mkdtemp(prefix="human-handoff-test-"))
    failed: list[str] = []
    tests, began = 0, time.monotonic()
    for number, (step, result) in enumerate(finished(steps, logs), 1):
        print(f"[{number:>2}/{len(steps)}] {step.title}: {result}", flush=True)
        tests += result.tests
        if result.problem is not None:
            failed.append(step.title)
            print(result.problem, flush=True)
    summarise(steps, failed, tests, time.monotonic() - began, logs)
    for title, reason in not_run.items():
        print(f"NOT RUN: {title}: {reason}")
    return 1 if failed else 0


def summarise(steps: list[Step], failed: list[str], tests: int, seconds: float, logs: Path) -> None:
    """Print how many steps passed, and which failed."""
    print(f"\nAll output is in {logs}")
    for title in failed:
        print(f"FAILED: {title}")
    passed = len(steps) - len(failed)
    print(f"{tests} tests in {seconds:.0f} s; of {len(steps)} steps:")
    print(f"{passed} passed, {len(failed)} failed")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
