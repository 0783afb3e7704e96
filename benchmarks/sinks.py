"""What it costs to tell what became of every request: all sinks of events, beside none.

Three action servers have the same bot and each an SQLite file of its own. One tells nobody. The
second one writes each event into its log and its state store, and posts it to a webhook. The third
one measures as well, and its metrics are read meanwhile.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Any

from actions.human_handoff.rasa_side.slots import STATE
from actions.human_handoff.rasa_side.transfer import Escalate
from demo.webhook_receiver import SECRET
from sandbox.vendors import MANIFESTS

from .calls import ActionCall
from .cases import ACCEPTED
from .cpu_time import cpu_times
from .events_consumer import SCRAPE_SECONDS, EventsConsumer
from .figures import CaseResult, Part, Target, median_ratio
from .load import CUSTOMERS, Case
from .processes import Bench, plain_action_server, port_of, webhook_receiver
from .runner import Plan, Runner
from .timeline import filled_form

ROUNDS = 5
SECONDS = 6.0
KEEP_DAYS = 30
HEAD = f"{CUSTOMERS} customers at once"
WANTED = 0.97
VENDOR = MANIFESTS[0]
# The names of the programs whose CPU time is measured.
OFF, ON = "the server without sinks", "the server with all sinks"
METRICS = "the server with all sinks and metrics"
VENDORS, RECEIVER, LOAD = "the vendor", "the webhook's receiver", "the customers"
_call = ActionCall(Escalate.action_name, filled_form(VENDOR.slug))


def _case(key: str, title: str, servers: str) -> Case:
    return Case(key, title, _call, SECONDS, STATE, ACCEPTED, servers=servers)


OFF_CASE = _case("sinks_off", "every sink off", OFF)
ON_CASE = _case("sinks_on", "all sinks on", ON)
METRICS_CASE = _case("sinks_and_metrics", "all sinks on, and metrics", METRICS)
CASES = [OFF_CASE, ON_CASE, METRICS_CASE]
# Each comes as early as late, so that a machine that becomes slower favours none.
ROUND = [*CASES, *reversed(CASES)]


def settings_off() -> dict[str, Any]:
    """Return the settings of a server that tells nobody."""
    return {"events": {"log": False, "keep_days": 0}, "metrics": False}


def settings_on(url: str, metrics: bool = False) -> dict[str, Any]:
    """Return the settings of a server that tells everybody, and posts to this address."""
    webhook = {"url": url, "secret": SECRET}
    events = {"log": True, "webhook": webhook, "keep_days": KEEP_DAYS}
    return {"events": events, "metrics": metrics}


def measure(bench: Bench) -> Part:
    """Measure transfers at all servers, in turns."""
    with ExitStack() as running:
        urls, receivers = zip(
            *(running.enter_context(webhook_receiver(bench.folder, key)) for key in ("one", "two"))
        )
        off, on, measured = (
            running.enter_context(
                plain_action_server(bench, key, state={"url": f"sqlite:///{key}.db"}, **settings)
            )
            for key, settings in (
                (OFF_CASE.key, settings_off()),
                (ON_CASE.key, settings_on(urls[0])),
                (METRICS_CASE.key, settings_on(urls[1], metrics=True)),
            )
        )
        late: list[float] = []
        consumers = {
            ON_CASE.key: EventsConsumer(on.log, urls[0], late),
            METRICS_CASE.key: EventsConsumer(measured.log, urls[1], late, reads_metrics=True),
        }
        plan = bench.shortened(Plan(ROUND, ROUNDS, consumers))
        servers = {OFF: off, ON: on, METRICS: measured}
        programs = {
            VENDORS: [bench.sandbox],
            RECEIVER: list(receivers),
            **{name: [server.process] for name, server in servers.items()},
        }
        ports = {name: [port_of(server)] for name, server in servers.items()}
        cpu = cpu_times(programs, ourselves=LOAD)
        results = asyncio.run(Runner(plan, ports, bench.control, bench.progress, cpu).run())
    text = notes(results, late, os.cpu_count() or 1)
    return Part(HEAD, results, targets(results), text)


def targets(results: Sequence[CaseResult]) -> list[Target]:
    """Compare all sinks with none, also where the server has metrics."""
    off, *others = ([one.per_second for one in result.rounds] for result in results)
    title = OFF_CASE.title
    return [
        Target(f"{case.key}_of_off", case.key, title, median_ratio(rates, off), ">=", WANTED, "%")
        for case, rates in zip(CASES[1:], others)
    ]


def notes(results: Sequence[CaseResult], late_seconds: Sequence[float], cores: int) -> str:
    """Return what a reader needs to know about the table.

    `late_seconds`: how long after each round's last transfer its events had all arrived.
    """
    servers = (OFF, ON, METRICS)
    return "\n".join(
        [
            f"Transfers at {VENDOR.title}, medians of {len(results[0].rounds)} rounds. All "
            "events of a round had been posted to the webhooks at the latest "
            f"{max(late_seconds):.1f} seconds after it; /metrics was read every "
            f"{SCRAPE_SECONDS:g} seconds.",
            *(
                f"- {result.title}: {_cpu_time(result.cpu_ms, server)}"
                for result, server in zip(results, servers)
            ),
            f"All of them share the {cores} cores.",
        ]
    )


def _cpu_time(cpu_ms: Mapping[str, float], server: str) -> str:
    others = {VENDORS, RECEIVER, LOAD} & cpu_ms.keys()
    rest = ", ".join(f"{name} {cpu_ms[name]:.2f}" for name in cpu_ms if name in others)
    return f"{cpu_ms[server]:.2f} ms of the action server's CPU time for each transfer ({rest})"
