"""`make test`: run all steps, as many at a time as keep two cores busy, and print a summary.

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
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

from .steps import ROOT, STEPS, Step

TAIL_LINES = 60
# The steps that run at a time keep so many cores busy together. A machine has two; no step is busy
# all the time.
CORES = 2.25


@dataclass(frozen=True)
class Result:
    """The result of a step.

    Attributes:
        problem: None if the step succeeded.
        tests: How many tests have passed.
        seconds: How long the step took.
        cpu_seconds: How long the step and the processes that it waited for kept a core busy.
    """

    problem: str | None
    tests: int
    seconds: float
    cpu_seconds: float

    def __str__(self) -> str:
        """Return the result as the progress output shows it."""
        count = f"{self.tests} tests, " if self.tests else ""
        took = f"{self.seconds:.0f} s, {self.cpu_seconds:.0f} s of CPU"
        return f"{'ok' if self.problem is None else 'FAILED'} ({count}{took})"


def run(step: Step, log: Path) -> Result:
    """Run a step and write its output to the log, and its coverage beside it."""
    began = time.monotonic()
    # Steps that run at the same time must not write their coverage to the same file.
    variables = {**os.environ, "COVERAGE_FILE": str(log.with_suffix(".coverage"))}
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - only the commands above
            step.command, cwd=ROOT, env=variables, stdout=output, stderr=subprocess.STDOUT
        )
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    text = log.read_text(encoding="utf-8", errors="replace")
    problem = step.check(text) if step.check and not process.returncode else None
    if process.returncode != 0:
        problem = "\n".join(text.splitlines()[-TAIL_LINES:])
    took = time.monotonic() - began
    return Result(problem, tests_in(text), took, used.ru_utime + used.ru_stime)


def tests_in(output: str) -> int:
    """Return how many tests have passed according to the output of pytest; 0 without pytest."""
    counts = re.findall(r"(\d+) passed", output)
    return int(counts[-1]) if counts else 0


def finished(steps: list[Step], logs: Path) -> Iterator[tuple[Step, Result]]:
    """Run the steps and yield each with its result when it has ended."""
    by_name = {step.name: step for step in steps}
    order = TopologicalSorter({each.name: set(each.after) & set(by_name) for each in steps})
    order.prepare()
    waiting: list[Step] = []
    running: dict[Future[Result], Step] = {}
    with ThreadPoolExecutor(len(steps) or 1) as executor:
        while order.is_active():
            waiting += [by_name[name] for name in order.get_ready()]
            for step in sorted(waiting, key=steps.index):
                if sum(each.cores for each in running.values()) + step.cores <= CORES:
                    waiting.remove(step)
                    print(f"        {step.title} ...", flush=True)
                    running[executor.submit(run, step, logs / f"{step.name}.log")] = step
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                step = running.pop(future)
                order.done(step.name)
                yield step, future.result()


def main(names: list[str]) -> int:
    """Run the steps with these names, or all, print the summary and return the exit code."""
    known = [step.name for step in STEPS]
    if unknown := [name for name in names if name not in known]:
        print(f"There is no step {', '.join(unknown)}. The steps are: {', '.join(known)}.")
        return 2
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
