"""`python -m benchmarks`: measure, print the tables and draw the plot.

`ROWS` names the parts to measure, such as `ROWS=stores,servers`; without it all are measured. The
variable `BENCH_JSON` names a file for all figures, `BENCH_PLOT` one for the plot.
`BENCH_ROUNDS=1` measures each case once, for a quick try.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import httpx

from demo.stack import ProcessFailedError
from sandbox.client.control import ControlError

from . import one_server, rasa_turns, several_servers, sinks, stores
from .cases import IDEAL_PER_SECOND
from .errors import BenchmarkError
from .figures import Part
from .load import CUSTOMERS
from .plot import draw
from .processes import Bench, bench
from .report import Machine, as_json, load_average, table
from .runner import VENDOR_SECONDS

PARTS: Mapping[str, Callable[[Bench], Part]] = {
    "calls": one_server.measure,
    "stores": stores.measure,
    "sinks": sinks.measure,
    "servers": several_servers.measure,
    "rasa": rasa_turns.measure,
}
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
        parts = _measure(_chosen(os.environ.get("ROWS") or ",".join(PARTS)))
        machine = Machine(load_before)
        for part in parts.values():
            print(table(part.head, part.results, part.targets), part.notes, sep="\n\n", end="\n\n")
        print(f"{machine}.")
        if "calls" in parts:
            plot = Path(os.environ.get("BENCH_PLOT") or PLOT)
            draw(parts["calls"].results, IDEAL_PER_SECOND, plot)
            print(f"The plot: {plot}")
        json_file = os.environ.get("BENCH_JSON")
        if json_file:
            report = as_json(list(parts.values()), machine, SETTINGS)
            Path(json_file).write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    except (BenchmarkError, ProcessFailedError, ControlError, httpx.HTTPError, OSError) as error:
        print(f"The benchmark could not run. {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("The benchmark was interrupted.", file=sys.stderr)
        return 130
    return 0


def _chosen(rows: str) -> list[str]:
    """Return the parts that a list names.

    Raises:
        BenchmarkError: There is no such part.
    """
    names = [name.strip() for name in rows.split(",")]
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        raise BenchmarkError(f"ROWS={rows}: there is no {unknown[0]!r}, only {', '.join(PARTS)}.")
    return names


def _measure(names: list[str]) -> dict[str, Part]:
    rounds = os.environ.get("BENCH_ROUNDS")
    with tempfile.TemporaryDirectory(prefix="human-handoff-bench-") as folder:
        _print_progress("starting the sandbox and the servers")
        with bench(Path(folder), _print_progress, int(rounds) if rounds else None) as running:
            parts = {name: PARTS[name](running) for name in names}
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)
    return parts


def _print_progress(text: str) -> None:
    """Print what happens now: on a terminal in the same line, elsewhere in a new one."""
    line = f"\r\033[K{text}" if sys.stderr.isatty() else f"{text}\n"
    print(line, end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
