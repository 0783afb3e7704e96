"""Run the sandbox, action servers and Redis, each in a process of its own."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from demo.child_process import ChildProcess, running_process
from demo.stack import ROOT, Server, free_port, running_action_server, write_settings
from sandbox import Control
from sandbox.vendors import MANIFESTS

from .compared_actions import CONFIGURATIONS, NO_CACHE, REDIS, SQLITE, TRANSFER_URL, TWO_DESKS
from .runner import Plan

# The blocking action requests a transfer at LivePerson.
TRANSFER_PATH = "/botservice-0.1/botcentral/livePersonAgent"
START_SECONDS = 30.0
REDIS_MISSING = "Redis is missing, so its rows are left out: apt install redis-server"
# Each change is on the disk before Redis answers, as docs/state_store.md recommends.
REDIS_OPTIONS = ("--save", "", "--appendonly", "yes", "--appendfsync", "always")


@dataclass(frozen=True)
class Bench:
    """What every part of the benchmark uses.

    Attributes:
        folder: For settings and logs.
        sandbox: The sandbox's process.
        urls: The address of each of its services.
        control: Controls it.
        progress: Called with a text about what is measured now.
        rounds: How often each case is measured; None for as often as the part wants.
    """

    folder: Path
    sandbox: ChildProcess
    urls: Mapping[str, str]
    control: Control
    progress: Callable[[str], None]
    rounds: int | None

    def shortened(self, plan: Plan) -> Plan:
        """Return the plan with as many rounds as are wanted."""
        return replace(plan, rounds=self.rounds or plan.rounds)


@contextmanager
def bench(folder: Path, progress: Callable[[str], None], rounds: int | None) -> Iterator[Bench]:
    """Run the sandbox on free ports."""
    command = [sys.executable, "-m", "sandbox", "--port", "0"]
    with running_process("The sandbox", command, folder / "sandbox.log", ROOT) as process:
        process.wait_until(lambda: process.log_text().endswith("ready\n"), START_SECONDS)
        # Each line with an address begins with the name of the service.
        lines = process.log_text().splitlines()
        urls = dict(line.split() for line in lines if "http://" in line)
        with Control(urls["control"]) as control:
            yield Bench(folder, process, urls, control, progress, rounds)


@contextmanager
def action_server(bench: Bench, redis_url: str | None = None, workers: int = 1) -> Iterator[Server]:
    """Run rasa-sdk with all compared actions."""
    _write_configurations(bench, redis_url)
    environment = {
        CONFIGURATIONS: str(bench.folder),
        TRANSFER_URL: bench.urls["escalation"] + TRANSFER_PATH,
        "ACTION_SERVER_SANIC_WORKERS": str(workers),
    }
    actions = "benchmarks.compared_actions"
    config, port = bench.folder / f"{NO_CACHE}.yml", free_port()
    with running_action_server(
        ROOT, port, config, bench.folder, environment=environment, actions=actions
    ) as server:
        yield server


@contextmanager
def plain_action_server(bench: Bench, name: str, **settings: Any) -> Iterator[Server]:
    """Run rasa-sdk with the bot's own actions, and a configuration of this name."""
    config, folder = bench.folder / f"{name}.yml", bench.folder
    write_settings(config, ROOT, bench.urls, desks=[MANIFESTS[0].slug], **settings)
    with running_action_server(ROOT, free_port(), config, folder) as server:
        yield server


@contextmanager
def webhook_receiver(folder: Path, name: str) -> Iterator[tuple[str, ChildProcess]]:
    """Run a receiver of handoff events, with a log of this name; yield its URL and its process."""
    command = [sys.executable, "-m", "demo.webhook_receiver"]
    log = folder / f"webhook_receiver_{name}.log"
    with running_process("The webhook's receiver", command, log, ROOT) as process:
        process.wait_until(lambda: process.log_text().endswith("\n"), START_SECONDS)
        yield process.log_text().strip(), process


@contextmanager
def redis(folder: Path) -> Iterator[tuple[str, ChildProcess]]:
    """Run Redis; yield its URL and its process."""
    port = free_port()
    command = ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--dir", str(folder)]
    log = folder / "redis.log"
    with running_process("Redis", [*command, *REDIS_OPTIONS], log, folder) as process:
        process.wait_until(lambda: "Ready to accept connections" in process.log_text(), 30.0)
        yield f"redis://127.0.0.1:{port}/0", process


def port_of(server: Server) -> int:
    """Return the port on which a server listens."""
    return int(server.url.rpartition(":")[2])


def redis_is_missing() -> bool:
    """Tell whether there is no Redis on this machine."""
    return shutil.which("redis-server") is None


def _write_configurations(bench: Bench, redis_url: str | None) -> None:
    first = MANIFESTS[0].slug
    _write(bench, NO_CACHE, shift_cache={"fresh_minutes": 0})
    for vendor in MANIFESTS:
        _write(bench, vendor.slug, desks=[vendor.slug])
    _write(bench, TWO_DESKS, desks=[vendor.slug for vendor in MANIFESTS[:2]])
    _write(bench, SQLITE, desks=[first], state={"url": f"sqlite:///{SQLITE}.db"})
    if redis_url is not None:
        _write(bench, REDIS, desks=[first], state={"url": redis_url})


def _write(bench: Bench, name: str, **settings: Any) -> None:
    settings = {"state": {"url": "memory://"}, **settings}
    write_settings(bench.folder / f"{name}.yml", ROOT, bench.urls, **settings)
