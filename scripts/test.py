"""`make test`: one step after the other, and one summary at the end.

A step's output is kept in a file and shown when the step fails. Names of steps on the command
line run only those: `scripts/test.py types stories`.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
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
    """One command; `check` reads its output and returns what is wrong, if anything is."""

    name: str
    what: str
    command: list[str]
    check: Check | None = None


def pytest(python: str, *arguments: str) -> list[str]:
    """Return the command for a part of the tests."""
    return [python, "-m", "pytest", "-q", *arguments]


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


COVERAGE = ["--cov=actions", "--cov-branch", "--cov-report=term-missing", "--cov-fail-under=100"]
STEPS = [
    Step("format", "formatting", [RASA, "-m", "ruff", "format", "--check", "."]),
    Step("lint", "lint", [RASA, "-m", "ruff", "check", "."]),
    Step("types", "mypy --strict", [RASA, "-m", "mypy"]),
    Step("unit", "unit tests, Rasa 3.6", pytest(RASA, "tests/unit", *COVERAGE), tests_missing),
    Step(
        "sdk",
        "unit tests, rasa-sdk 3.21",
        pytest(SDK, "tests/unit", "tests/docs/test_own_desk.py"),
        tests_missing,
    ),
    Step("sandbox", "the sandbox", pytest(RASA, "tests/sandbox"), tests_missing),
    Step("contract", "every desk, sandbox", pytest(RASA, "tests/contract"), tests_missing),
    Step("docs", "what the documents say", pytest(RASA, "tests/docs"), tests_missing),
    Step("bench", "the benchmark's sums", pytest(RASA, "tests/benchmarks"), tests_missing),
    Step("wheel", "the wheel in an empty bot", pytest(RASA, "tests/wheel"), tests_missing),
    Step("train", "rasa train", [RASA, "-m", "sandbox.demo.stack"]),
    Step(
        "validate",
        "rasa data validate --fail-on-warnings",
        [RASA, "-m", "rasa", "data", "validate", "--fail-on-warnings"],
    ),
    Step("stories", "rasa test", [RASA, "-m", "rasa", "test"], stories_failed),
    Step("demo", "make demo", pytest(RASA, "tests/demo"), tests_missing),
    Step("e2e", "end to end, real servers", pytest(RASA, "tests/end_to_end"), tests_missing),
]


def run(step: Step, log: Path) -> str | None:
    """Run a step and return what is wrong, if anything is."""
    with log.open("wb") as output:
        done = subprocess.run(  # noqa: S603 - our own commands
            step.command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, check=False
        )
    text = log.read_text(encoding="utf-8", errors="replace")
    if done.returncode != 0:
        return "\n".join(text.splitlines()[-TAIL_LINES:])
    return step.check(text) if step.check else None


def tests_in(log: Path) -> int:
    """Return how many tests a pytest step says have passed."""
    counts = re.findall(r"(\d+) passed", log.read_text(encoding="utf-8", errors="replace"))
    return int(counts[-1]) if counts else 0


def main(names: list[str]) -> int:
    """Run the steps and print the summary; the exit code of the whole."""
    steps = [step for step in STEPS if not names or step.name in names]
    logs = Path(tempfile.mkdtemp(prefix="human-handoff-test-"))
    failed: list[str] = []
    tests, began = 0, time.monotonic()
    for number, step in enumerate(steps, 1):
        print(f"[{number}/{len(steps)}] {step.what} ...", end=" ", flush=True)
        start, log = time.monotonic(), logs / f"{step.name}.log"
        problem = run(step, log)
        tests += tests_in(log)
        count = f"{tests_in(log)} tests, " if tests_in(log) else ""
        verdict = "ok" if problem is None else "FAILED"
        print(f"{verdict} ({count}{time.monotonic() - start:.0f} s)", flush=True)
        if problem is not None:
            failed.append(step.what)
            print(problem, flush=True)
    summarise(steps, failed, tests, time.monotonic() - began, logs)
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
