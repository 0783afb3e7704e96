"""The state stores: what a transfer's record costs where several servers share it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack

from sandbox.vendors import MANIFESTS

from .cases import transfer
from .compared_actions import REDIS, SQLITE
from .figures import CaseResult, Part, Target, median_ratio
from .load import CUSTOMERS, ONE_SERVER
from .processes import REDIS_MISSING, Bench, action_server, port_of, redis, redis_is_missing
from .runner import Plan, Runner
from .timeline import filled_form

ROUNDS = 5
HEAD = f"{CUSTOMERS} customers at once"
VENDOR = MANIFESTS[0]
WANTED_SHARE = 0.85
_filled = filled_form(VENDOR.slug)
MEMORY_CASE = transfer("store_memory", "the state store is memory", VENDOR.slug, _filled)
SQLITE_CASE = transfer("store_sqlite", "an SQLite file, the default", SQLITE, _filled)
REDIS_CASE = transfer("store_redis", "Redis", REDIS, _filled)


def measure(bench: Bench) -> Part:
    """Measure transfers with each store; without Redis where it is missing."""
    cases = [MEMORY_CASE, SQLITE_CASE, *([] if redis_is_missing() else [REDIS_CASE])]
    with ExitStack() as running:
        url = None if redis_is_missing() else running.enter_context(redis(bench.folder))[0]
        server = running.enter_context(action_server(bench, url))
        plan = bench.shortened(Plan(cases, ROUNDS))
        ports = {ONE_SERVER: [port_of(server)]}
        results = asyncio.run(Runner(plan, ports, bench.control, bench.progress).run())
    return Part(HEAD, results, targets(results), notes(results))


def targets(results: Sequence[CaseResult]) -> list[Target]:
    """Compare the stores that servers share with memory."""
    memory, *others = results
    rates = [one.per_second for one in memory.rounds]
    shares = {
        each.key: median_ratio([one.per_second for one in each.rounds], rates) for each in others
    }
    return [
        Target(f"{key}_of_memory", key, "memory", share, ">=", WANTED_SHARE, "%")
        for key, share in shares.items()
    ]


def notes(results: Sequence[CaseResult]) -> str:
    """Return what a reader needs to know about the table."""
    text = (
        f"Transfers at {VENDOR.title}, medians of {len(results[0].rounds)} rounds. SQLite and "
        "Redis write every change to the disk before they answer."
    )
    return f"{text} {REDIS_MISSING}." if redis_is_missing() else text
