"""`python -m benchmarks`: measure, print the table and write the plot.

The variable `BENCH_JSON` names a file for all figures, `BENCH_PLOT` one for the plot.
`BENCH_ROUNDS=1` measures each case once, for a quick try.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from pathlib import Path

import httpx

from demo.stack import ProcessFailedError
from sandbox import Control
from sandbox.client.control import ControlError

from .cases import IDEAL_PER_SECOND, VENDOR_SECONDS, targets
from .errors import BenchmarkError
from .figures import CaseResult
from .load import CUSTOMERS
from .plot import draw
from .processes import action_server, sandbox
from .report import Machine, as_json, load_average, notes, table
from .runner import ROUNDS, Runner

SETTINGS = {
    "customers": CUSTOMERS,
    "vendor_seconds": VENDOR_SECONDS,
    "ideal_per_second": IDEAL_PER_SECOND,
}
# Git ignores this folder, to which Rasa also writes its results.
PLOT = Path("results") / "bench.svg"


def main() -> int:
    """Return 0 if everything was measured, whatever the figures are; 1 after an error."""
    try:
        load_before = load_average()
        results = _measure()
        machine = Machine(load_before)
        compared = targets(results)
        print(table(results, compared), notes(results, machine), sep="\n\n")
        plot = Path(os.environ.get("BENCH_PLOT") or PLOT)
        draw(results, IDEAL_PER_SECOND, plot)
        print(f"The plot: {plot}")
        json_file = os.environ.get("BENCH_JSON")
        if json_file:
            report = as_json(results, compared, machine, SETTINGS)
            Path(json_file).write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    except (BenchmarkError, ProcessFailedError, ControlError, httpx.HTTPError, OSError) as error:
        print(f"The benchmark could not run. {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("The benchmark was interrupted.", file=sys.stderr)
        return 130
    return 0


def _measure() -> list[CaseResult]:
    with tempfile.TemporaryDirectory(prefix="human-handoff-bench-") as name:
        folder = Path(name)
        _print_progress("starting the sandbox and the action server")
        with (
            sandbox(folder) as urls,
            action_server(folder, urls) as port,
            Control(urls["control"]) as control,
        ):
            rounds = int(os.environ.get("BENCH_ROUNDS") or ROUNDS)
            runner = Runner(port, control, _print_progress, rounds)
            results = asyncio.run(runner.run())
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)
    return results


def _print_progress(text: str) -> None:
    """Print what happens now: on a terminal in the same line, elsewhere in a new one."""
    line = f"\r\033[K{text}" if sys.stderr.isatty() else f"{text}\n"
    print(line, end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
