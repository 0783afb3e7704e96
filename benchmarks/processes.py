"""The sandbox and the action server, each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

from actions.human_handoff.vendors import DESKS
from demo.stack import free_port, write_settings

from .contestants import CONFIGURATIONS, NO_BOARD, TRANSFER_URL
from .errors import BenchmarkError

ROOT = Path(__file__).parent.parent
TRANSFER_PATH = "/botservice-0.1/botcentral/livePersonAgent"
# rasa-sdk needs three seconds to import on a busy machine.
START_SECONDS = 30.0
END_SECONDS = 5.0


@contextmanager
def sandbox(place: Path) -> Iterator[dict[str, str]]:
    """Run the sandbox on free ports; yields the address of each service."""
    arguments = ["-m", "sandbox", "--port", "0"]
    with _process(arguments, place / "sandbox.log", {}, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        urls: dict[str, str] = {}
        for line in process.stdout:
            if line.strip() == b"ready":
                break
            service, _, url = line.decode().partition(" ")
            urls[service] = url.strip()
        else:
            raise BenchmarkError(f"The sandbox did not start. {_tail(place / 'sandbox.log')}")
        yield urls


@contextmanager
def action_server(place: Path, urls: Mapping[str, str]) -> Iterator[int]:
    """Run rasa-sdk with all contestants; yields its port."""
    port = free_port()
    for desk in DESKS:
        write_settings(place / f"{desk}.yml", ROOT, urls, desks=[desk])
    no_board = place / f"{NO_BOARD}.yml"
    write_settings(no_board, ROOT, urls, shift_cache={"fresh_minutes": 0})
    environment = {
        "SANIC_HOST": "127.0.0.1",
        "HUMAN_HANDOFF_CONFIG": str(place / "liveperson.yml"),
        CONFIGURATIONS: str(place),
        TRANSFER_URL: urls["escalation"] + TRANSFER_PATH,
    }
    arguments = ["-m", "rasa_sdk", "--actions", "benchmarks.contestants", "--port", str(port)]
    log = place / "actions.log"
    with _process(arguments, log, environment) as process:
        _await_health(f"http://127.0.0.1:{port}/health", process, log)
        yield port


@contextmanager
def _process(
    arguments: list[str], log: Path, environment: Mapping[str, str], stdout: int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    # A proxy has no business between programs of one machine.
    environment = {**os.environ, "NO_PROXY": "127.0.0.1", **environment}
    command = [sys.executable, *arguments]
    with log.open("wb") as said:
        process = subprocess.Popen(  # noqa: S603 - our own programs
            command, cwd=ROOT, env=environment, stdout=stdout or said, stderr=said
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _await_health(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    ends = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < ends:
        try:
            if httpx.get(url, trust_env=False).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise BenchmarkError(f"The action server did not start. {_tail(log)}")


def _tail(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return f"Its last words: {lines[-1]}" if lines else "It said nothing."
