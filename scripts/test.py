"""`make test`: all steps, two at a time, and one summary at the end.

A step's output is kept in a file and shown when the step fails. Names of steps on the command
line run only those: `scripts/test.py types stories`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVS = Path(os.environ["HANDOFF_ENVS"])
RASA = str(ENVS / "rasa" / "bin" / "python")
SDK = str(ENVS / "sdk" / "bin" / "python")
TAIL_LINES = 60
# What Rasa writes when every story went as it is written.
ALL_GOOD = "# None of the test stories failed - all good!"

Check = Callable[[str], str | None]


@dataclass(frozen=True)
class Step:
    """One command.

    Attributes:
        check: Reads its output and returns what is wrong, if anything is.
        after: Steps that must be over before, well or not.
        missing: Tells what this machine lacks for it, and how to get it.
    """

    name: str
    what: str
    command: list[str]
    check: Check | None = None
    after: tuple[str, ...] = ()
    missing: Callable[[], str | None] = lambda: None


def pytest(python: str, *arguments: str) -> list[str]:
    """Return the command for a part of the tests."""
    return [python, "-m", "pytest", "-q", *arguments]


def no_browser() -> str | None:
    """Look for the browser that the page is tested in; `tests/page/conftest.py` looks there too."""
    if os.environ.get("HANDOFF_CHROMIUM") or shutil.which("chromium"):
        return None
    return (
        "there is no chromium. Install it (Debian: apt install chromium), or name one in "
        "HANDOFF_CHROMIUM, and run make test again."
    )


def stories_failed(_: str) -> str | None:
    """Plain `rasa test` exits with 0 also when stories fail, so look at what it wrote."""
    failed = (ROOT / "results" / "failed_test_stories.yml").read_text(encoding="utf-8")
    if ALL_GOOD in failed:
        return None
    return f"Stories failed; results/failed_test_stories.yml shows them:\n{failed}"


def tests_missing(output: str) -> str | None:
    """A test that did not run is no test that passed."""
    found = re.search(r"\d+ skipped|no tests ran|deselected", output)
    return f"Not every test ran: {found[0]}." if found else None


def coverage_of(package: str) -> list[str]:
    """Return the options that want every branch of a package."""
    return [f"--cov={package}", "--cov-branch", "--cov-report=term-missing", "--cov-fail-under=100"]


# Two fill two cores, and servers that start leave time for tests that compute.
LANES = 2
# Where there is a choice the first is taken; what takes long is at the top.
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
    # mypy writes JSON files that `rasa test` reads.
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
    # After the other one that counts: both write to the same file.
    Step(
        "channels",
        "the channels",
        pytest(RASA, "tests/channels", *coverage_of("human_handoff_channels")),
        tests_missing,
        after=("unit",),
    ),
    # Not beside the other two with servers: a browser, Rasa and Rasa are more than two cores have.
    Step(
        "page",
        "the page, in a browser",
        pytest(RASA, "tests/page"),
        tests_missing,
        after=("train",),
        missing=no_browser,
    ),
    Step("docs", "what the documents say", pytest(RASA, "tests/docs"), tests_missing),
    Step("contract", "every desk, sandbox", pytest(RASA, "tests/contract"), tests_missing),
    Step("wheel", "the wheel in an empty bot", pytest(RASA, "tests/wheel"), tests_missing),
    Step("sandbox", "the sandbox", pytest(RASA, "tests/sandbox"), tests_missing),
    Step(
        "validate",
        "rasa data validate --fail-on-warnings",
        [RASA, "-m", "rasa", "data", "validate", "--fail-on-warnings"],
    ),
    Step("bench", "the benchmark's sums", pytest(RASA, "tests/benchmarks"), tests_missing),
]


@dataclass(frozen=True)
class Result:
    """What came of a step."""

    problem: str | None
    tests: int
    seconds: float

    def __str__(self) -> str:
        """Return it in a few words."""
        count = f"{self.tests} tests, " if self.tests else ""
        return f"{'ok' if self.problem is None else 'FAILED'} ({count}{self.seconds:.0f} s)"


def run(step: Step, log: Path) -> Result:
    """Run a step; its output goes to the log."""
    began = time.monotonic()
    with log.open("wb") as output:
        done = subprocess.run(  # noqa: S603 - our own commands
            step.command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, check=False
        )
    text = log.read_text(encoding="utf-8", errors="replace")
    problem = step.check(text) if step.check and not done.returncode else None
    if done.returncode != 0:
        problem = "\n".join(text.splitlines()[-TAIL_LINES:])
    return Result(problem, tests_in(text), time.monotonic() - began)


def tests_in(output: str) -> int:
    """Return how many tests a pytest step says have passed."""
    counts = re.findall(r"(\d+) passed", output)
    return int(counts[-1]) if counts else 0


def finished(steps: list[Step], logs: Path) -> Iterator[tuple[Step, Result]]:
    """Run the steps and yield each when it is over."""
    named = {step.name: step for step in steps}
    order = TopologicalSorter({each.name: set(each.after) & set(named) for each in steps})
    order.prepare()
    waiting: list[str] = []
    running: dict[Future[Result], Step] = {}
    with ThreadPoolExecutor(LANES) as lanes:
        while order.is_active():
            waiting = sorted([*waiting, *order.get_ready()], key=list(named).index)
            while waiting and len(running) < LANES:
                step = named[waiting.pop(0)]
                print(f"        {step.what} ...", flush=True)
                running[lanes.submit(run, step, logs / f"{step.name}.log")] = step
            for over in wait(running, return_when=FIRST_COMPLETED).done:
                step = running.pop(over)
                order.done(step.name)
                yield step, over.result()


def main(names: list[str]) -> int:
    """Run the steps and print the summary; the exit code of the whole."""
    wanted = [step for step in STEPS if not names or step.name in names]
    lacking = {step.what: problem for step in wanted if (problem := step.missing()) is not None}
    steps = [step for step in wanted if step.what not in lacking]
    logs = Path(tempfile.mkdtemp(prefix="human-handoff-test-"))
    failed: list[str] = []
    tests, began = 0, time.monotonic()
    for number, (step, result) in enumerate(finished(steps, logs), 1):
        print(f"[{number:>2}/{len(steps)}] {step.what}: {result}", flush=True)
        tests += result.tests
        if result.problem is not None:
            failed.append(step.what)
            print(result.problem, flush=True)
    summarise(steps, failed, tests, time.monotonic() - began, logs)
    for what, problem in lacking.items():
        print(f"NOT RUN: {what}: {problem}")
    return 1 if failed else 0


def summarise(steps: list[Step], failed: list[str], tests: int, seconds: float, logs: Path) -> None:
    """Print what was run and what went wrong."""
    print(f"\nAll output is in {logs}")
    for what in failed:
        print(f"FAILED: {what}")
    passed = len(steps) - len(failed)
    print(f"{tests} tests in {seconds:.0f} s; of {len(steps)} steps:")
    print(f"{passed} passed, {len(failed)} failed")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
