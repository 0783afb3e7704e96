"""One action server: its calls at a vendor and from the cache, and what disturbs them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from .cases import NOTHING_CASE, OTHERS, PLAN, WITHOUT_CACHE, targets
from .figures import CaseResult, Part, spread
from .load import CUSTOMERS, ONE_SERVER
from .processes import Bench, action_server, port_of
from .runner import Runner

HEAD = f"{CUSTOMERS} customers at once"


def measure(bench: Bench) -> Part:
    """Measure all cases."""
    with action_server(bench) as server:
        plan = bench.shortened(PLAN)
        runner = Runner(plan, {ONE_SERVER: [port_of(server)]}, bench.control, bench.progress)
        results = asyncio.run(runner.run())
    return Part(HEAD, results, targets(results), notes(results))


def notes(results: Sequence[CaseResult]) -> str:
    """Return what a reader needs to know about the table."""
    by_key = {result.key: result for result in results}
    ranges = [spread([one.p99_ms for one in by_key[case.key].rounds]) for case in OTHERS]
    noise = ", ".join(f"{low:.2f} to {high:.2f} x" for low, high in ranges)
    return (
        f"Medians of {len(by_key[WITHOUT_CACHE.key].rounds)} rounds, and of "
        f"{len(by_key[NOTHING_CASE.key].rounds)} short ones where no vendor is asked.\n"
        "A p99 depends on few slow calls: without a disturbance the others' p99 varied from round "
        f"to round by {noise} its median, so up to 1.25 x counts as no change."
    )
