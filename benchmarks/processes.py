"""Run the sandbox and the action server, each in a process of its own."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from demo.child_process import running_process
from demo.stack import ROOT, free_port, running_action_server, write_settings
from sandbox.vendors import MANIFESTS

from .compared_actions import CONFIGURATIONS, NO_CACHE, TRANSFER_URL, TWO_DESKS

# The blocking action requests a transfer at LivePerson.
TRANSFER_PATH = "/botservice-0.1/botcentral/livePersonAgent"
START_SECONDS = 30.0


@contextmanager
def sandbox(folder: Path) -> Iterator[dict[str, str]]:
    """Run the sandbox on free ports; yield the address of each service."""
    command = [sys.executable, "-m", "sandbox", "--port", "0"]
    with running_process("The sandbox", command, folder / "sandbox.log", ROOT) as process:
        process.wait_until(lambda: process.log_text().endswith("ready\n"), START_SECONDS)
        # Each line before that contains the name of a service and its address.
        lines = process.log_text().splitlines()[:-1]
        yield dict(line.split() for line in lines)


@contextmanager
def action_server(folder: Path, urls: Mapping[str, str]) -> Iterator[int]:
    """Run rasa-sdk with all compared actions; yield its port."""
    for vendor in MANIFESTS:
        write_settings(folder / f"{vendor.slug}.yml", ROOT, urls, desks=[vendor.slug])
    both = [vendor.slug for vendor in MANIFESTS[:2]]
    write_settings(folder / f"{TWO_DESKS}.yml", ROOT, urls, desks=both)
    no_cache = folder / f"{NO_CACHE}.yml"
    write_settings(no_cache, ROOT, urls, shift_cache={"fresh_minutes": 0})
    port = free_port()
    with running_action_server(
        ROOT,
        port,
        no_cache,
        folder,
        environment={
            CONFIGURATIONS: str(folder),
            TRANSFER_URL: urls["escalation"] + TRANSFER_PATH,
        },
        actions="benchmarks.compared_actions",
    ):
        yield port
