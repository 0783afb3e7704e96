"""`python -m benchmarks`: measure, print the table, write the plot.

`BENCH_JSON` names a file for the figures, `BENCH_PLOT` another one for the plot.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from pathlib import Path

import httpx

from sandbox import Control
from sandbox.client.control import ControlError

from .errors import BenchmarkError
from .figures import Row
from .load import CUSTOMERS
from .plot import draw
from .processes import action_server, sandbox
from .report import Machine, as_json, load_average, notes, table
from .tournament import IDEAL_PER_SECOND, VENDOR_SECONDS, Tournament, wanted

SETTINGS = {
    "customers": CUSTOMERS,
    "vendor_seconds": VENDOR_SECONDS,
    "ideal_per_second": IDEAL_PER_SECOND,
}
# Beside what Rasa writes there; nothing of it is kept.
PLOT = Path("results") / "bench.svg"


def main() -> int:
    """Return 0 if it ran, whatever came out; 1, with a sentence, if it could not."""
    try:
        before = load_average()
        rows = _measured()
        machine = Machine(before)
        figures = wanted(rows)
        print(table(rows, figures), notes(rows, machine), sep="\n\n")
        plot = Path(os.environ.get("BENCH_PLOT") or PLOT)
        draw(rows, IDEAL_PER_SECOND, plot)
        print(f"The plot: {plot}")
        target = os.environ.get("BENCH_JSON")
        if target:
            report = as_json(rows, figures, machine, SETTINGS)
            Path(target).write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    except (BenchmarkError, ControlError, httpx.HTTPError, OSError) as error:
        print(f"The benchmark could not run. {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("The benchmark was interrupted.", file=sys.stderr)
        return 130
    return 0


def _measured() -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="human-handoff-bench-") as name:
        place = Path(name)
        _tell("starting the sandbox and the action server")
        with (
            sandbox(place) as urls,
            action_server(place, urls) as port,
            Control(urls["control"]) as control,
        ):
            rows = asyncio.run(Tournament(port, control, _tell).run())
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)
    return rows


def _tell(progress: str) -> None:
    """Show what happens now: in place on a terminal, else line by line."""
    line = f"\r\033[K{progress}" if sys.stderr.isatty() else f"{progress}\n"
    print(line, end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
