"""Several servers and workers that share a state store, and what limits them on this machine.

More customers call than one server can serve. The machine's cores are also used by the imitated
vendor and by the customers, so the CPU time of all of them is measured: it shows how many calls the
cores allow, and what two servers would do if each had the core that it needs.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace

from actions.human_handoff.vendor_http.blocking_calls import THREADS
from sandbox.vendors import MANIFESTS

from .cases import transfer
from .compared_actions import REDIS, SQLITE
from .cpu_time import cpu_times
from .figures import CaseResult, Part, Target, median_ratio
from .load import ONE_SERVER, Case
from .processes import REDIS_MISSING, Bench, action_server, port_of, redis, redis_is_missing
from .runner import VENDOR_SECONDS, Plan, Runner
from .timeline import filled_form

ROUNDS = 3
CUSTOMERS = 200
IDEAL_PER_SECOND = CUSTOMERS / VENDOR_SECONDS
HEAD = f"{CUSTOMERS} customers at once"
TWO_WORKERS, TWO_SERVERS = "two workers", "two servers"
WANTED_OF_IDEAL, WANTED_OF_ONE = 0.6, 1.7
VENDOR = MANIFESTS[0]
# The names of the programs whose CPU time is measured.
ACTIONS, VENDORS, STORE, LOAD = "the action servers", "the vendor", "Redis", "the customers"
_filled = filled_form(VENDOR.slug)


def _case(servers: str, store: str, title: str) -> Case:
    key = f"{servers.replace(' ', '_')}_{store}"
    case = transfer(key, f"{servers}, {title}", store, _filled)
    return replace(case, servers=servers, customers=CUSTOMERS, lead_seconds=2.0)


MEMORY_CASE = _case(ONE_SERVER, VENDOR.slug, "memory")
SQLITE_CASES = [_case(each, SQLITE, "SQLite") for each in (ONE_SERVER, TWO_WORKERS, TWO_SERVERS)]
REDIS_CASES = [_case(each, REDIS, "Redis") for each in (ONE_SERVER, TWO_SERVERS)]
ALL_CASES = [MEMORY_CASE, *SQLITE_CASES, *REDIS_CASES]


def measure(bench: Bench) -> Part:
    """Measure transfers at one server, at its two workers and at two servers."""
    with ExitStack() as running:
        programs = {VENDORS: [bench.sandbox]}
        url = None
        if not redis_is_missing():
            url, process = running.enter_context(redis(bench.folder))
            programs[STORE] = [process]
        one, another, two_workers = (
            running.enter_context(action_server(bench, url, workers)) for workers in (1, 1, 2)
        )
        programs[ACTIONS] = [server.process for server in (one, another, two_workers)]
        plan = Plan(ALL_CASES if url else [MEMORY_CASE, *SQLITE_CASES], ROUNDS)
        ports = {
            ONE_SERVER: [port_of(one)],
            TWO_WORKERS: [port_of(two_workers)],
            TWO_SERVERS: [port_of(one), port_of(another)],
        }
        cpu = cpu_times(programs, ourselves=LOAD)
        runner = Runner(bench.shortened(plan), ports, bench.control, bench.progress, cpu)
        results = asyncio.run(runner.run())
    return Part(HEAD, results, targets(results), notes(results, os.cpu_count() or 1))


def targets(results: Sequence[CaseResult]) -> list[Target]:
    """Compare two workers with the ideal, and two servers with one."""
    by_key = {result.key: result for result in results}
    workers = by_key[SQLITE_CASES[1].key]
    share = workers.per_second / IDEAL_PER_SECOND
    key = f"{workers.key}_of_ideal"
    targets = [Target(key, workers.key, "the ideal", share, ">=", WANTED_OF_IDEAL, "%")]
    for one, *_, two in (SQLITE_CASES, REDIS_CASES):
        if two.key in by_key:
            targets += _targets_of(by_key[one.key], by_key[two.key])
    return targets


def _targets_of(one: CaseResult, two: CaseResult) -> list[Target]:
    rates, references = ([each.per_second for each in result.rounds] for result in (two, one))
    here = median_ratio(rates, references)
    reckoned = 2 * one.cpu_ms[ACTIONS] / two.cpu_ms[ACTIONS]
    return [
        Target(f"{two.key}_of_one", two.key, "one server", here, ">=", WANTED_OF_ONE, "x"),
        Target(
            f"{two.key}_by_cpu", two.key, "one, by CPU time", reckoned, ">=", WANTED_OF_ONE, "x"
        ),
    ]


def notes(results: Sequence[CaseResult], cores: int) -> str:
    """Return what limits the servers on this machine."""
    in_flight = THREADS / VENDOR_SECONDS
    lines = [
        f"Transfers at {VENDOR.title}, medians of {len(results[0].rounds)} rounds. A desk has "
        f"{THREADS} threads in each process, which allow {in_flight:.0f} transfers a second."
    ]
    if redis_is_missing():
        lines.append(f"{REDIS_MISSING}.")
    lines += [f"- {each.title}: {_limit(each.cpu_ms, cores)}" for each in results]
    return "\n".join(lines)


def _limit(cpu_ms: Mapping[str, float], cores: int) -> str:
    shares = ", ".join(f"{name} {used:.2f}" for name, used in cpu_ms.items())
    total = sum(cpu_ms.values())
    return (
        f"{total:.2f} ms of CPU time for each transfer ({shares}), so {cores} cores allow "
        f"{cores * 1e3 / total:.0f} a second"
    )
