"""Action servers that start at once: forks of a process that has imported all that they need.

    python -m tests.forked_actions PACKAGE ADDRESS

A test that needs other settings needs another action server. Most of the second of processor time
that its start takes are imports. `rasa_sdk` itself runs here, and each server reads its settings
after the fork, as a server of its own does. Whoever writes one line of JSON to the Unix socket
ADDRESS gets the new server's process id; the connection ends when that server has ended.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from demo.child_process import (
    GRACE_SECONDS,
    POLL_SECONDS,
    ProcessFailedError,
    running_process,
)
from demo.ports import LOOPBACK
from demo.servers import READY_SECONDS, HTTPCheck


class ForkedServer:
    """A running action server."""

    def __init__(self, pid: int, connection: socket.socket, log: Path) -> None:
        self._pid = pid
        self._connection = connection
        self._log = log

    def wait_until(self, is_ready: Callable[[], bool]) -> None:
        """Wait until `is_ready` returns True.

        Raises:
            ProcessFailedError: The server ended, or was not ready in time.
        """
        deadline = time.monotonic() + READY_SECONDS
        while not is_ready():
            if self._has_ended(POLL_SECONDS) or time.monotonic() > deadline:
                raise ProcessFailedError("The action server is not ready.", self._log.read_text())

    def kill(self) -> None:
        """Kill the server as a crash would, and wait until it has ended."""
        self._signal(signal.SIGKILL)
        self._has_ended(None)

    def end(self) -> None:
        """Ask the server to end, wait until it has ended, and kill it if it takes too long."""
        self._signal(signal.SIGTERM)
        if not self._has_ended(GRACE_SECONDS):
            self.kill()
        self._connection.close()

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.kill(self._pid, number)

    def _has_ended(self, seconds: float | None) -> bool:
        self._connection.settimeout(seconds)
        try:
            return not self._connection.recv(1)
        except TimeoutError:
            return False


class Forks:
    """The process that starts action servers."""

    def __init__(self, address: Path) -> None:
        self._address = str(address)

    @contextmanager
    def action_server(
        self, port: int, log: Path, variables: Mapping[str, str]
    ) -> Iterator[ForkedServer]:
        """Run an action server until the block ends, which begins when it is ready."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(self._address)
            order = {"port": port, "log": str(log), "variables": dict(variables)}
            connection.sendall(json.dumps(order).encode() + b"\n")
            server = ForkedServer(int(connection.recv(32)), connection, log)
            try:
                server.wait_until(HTTPCheck(f"http://{LOOPBACK}:{port}/health"))
                yield server
            finally:
                server.end()


@contextmanager
def running_forks(package: str, root: Path, logs: Path) -> Iterator[Forks]:
    """Run the process until the block ends; `package` has the actions."""
    address = logs / "forks.sock"
    command = [sys.executable, "-m", "tests.forked_actions", package, str(address)]
    variables = {"SANIC_HOST": LOOPBACK}
    log = logs / "forks.log"
    with running_process("The action server", command, log, root, variables) as process:
        process.wait_until(address.exists, READY_SECONDS)
        yield Forks(address)


def main(package: str, address: str) -> None:
    """Import the package with the actions, and start a server for each order."""
    importlib.import_module("rasa_sdk.__main__")
    importlib.import_module(package)
    assert threading.active_count() == 1, "a fork has none of the other threads"
    with socket.socket(socket.AF_UNIX) as listener:
        unfinished = f"{address}.unfinished"
        listener.bind(unfinished)
        listener.listen()
        Path(unfinished).rename(address)
        signal.signal(signal.SIGTERM, end)
        while True:
            connection, _ = listener.accept()
            order = json.loads(connection.makefile().readline())
            reap(os.WNOHANG)
            if (pid := os.fork()) == 0:
                listener.close()
                connection.detach()  # nothing but the end of the process closes it
                serve(package, **order)
            with connection:
                connection.sendall(str(pid).encode())


def serve(package: str, port: int, log: str, variables: dict[str, str]) -> None:
    """Run an action server; the connection stays open until this process has ended."""
    rasa_sdk: Any = importlib.import_module("rasa_sdk.__main__")
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    output = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    for descriptor in (1, 2):
        os.dup2(output, descriptor)
    os.environ.update(variables)
    sys.argv = ["rasa_sdk", "--actions", package, "--port", str(port)]
    rasa_sdk.main()
    sys.exit()


def reap(options: int) -> None:
    """Take note of the servers that have ended; only so their processor time is counted."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, options)[0]:
            pass


def end(*_: object) -> None:
    """End when all servers have ended, to which the same signal was sent."""
    reap(0)
    sys.exit()


if __name__ == "__main__":
    main(*sys.argv[1:])
