"""Start a program beside this one, and end it together with every process it started."""

import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from . import process_guard

# Rasa and the action server end within two seconds of a SIGTERM; after this time they are killed.
GRACE_SECONDS = 5.0
POLL_SECONDS = 0.1
TAIL_LINES = 20
ENVIRONMENT = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "PYTHONUNBUFFERED": "1",
    "PYTHONIOENCODING": "utf-8",
    # Requests between programs of this machine must not go through a proxy.
    "NO_PROXY": "127.0.0.1,localhost",
    "no_proxy": "127.0.0.1,localhost",
}


class ProcessFailedError(Exception):
    """A program ended too early or was not ready in time."""

    def __init__(self, reason: str, log_tail: str = "") -> None:
        """Store one sentence with the reason, and the last lines of the program's log."""
        super().__init__(f"{reason}\n{log_tail}".strip())
        self.reason = reason
        self.log_tail = log_tail


class ChildProcess:
    """A program that was started; `running_process` makes sure that it also ends."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        log: Path,
        cwd: Path,
        environment: Mapping[str, str] | None = None,
        end_signal: signal.Signals = signal.SIGTERM,
    ) -> None:
        """Start the program.

        Args:
            name: What error messages call the program.
            command: The program and its arguments.
            log: The file to which the program's standard output and standard error are appended.
            cwd: The program's working directory.
            environment: Variables that are added to those of this process.
            end_signal: The signal that asks the program to end.
        """
        self.name = name
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        guard = [sys.executable, "-I", process_guard.__file__, str(GRACE_SECONDS), end_signal.name]
        self._orders, orders = socket.socketpair()
        with orders, log.open("ab") as output:
            # As long as any process has this log, `temporary_folder` does not remove its folder.
            fcntl.flock(output, fcntl.LOCK_SH)
            self._guard = subprocess.Popen(  # noqa: S603 - only commands of this repository
                [*guard, *command],
                stdin=orders.fileno(),
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=cwd,
                env={**os.environ, **ENVIRONMENT, **(environment or {})},
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The id of the process that guards the program, and has started it."""
        return self._guard.pid

    @property
    def exit_code(self) -> int | None:
        """The program's exit code; None while it runs."""
        return self._guard.poll()

    def log_text(self) -> str:
        """Return everything that the program has written so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def log_tail(self, lines: int = TAIL_LINES) -> str:
        """Return the last lines that the program has written."""
        with self.log.open(encoding="utf-8", errors="replace") as log:
            return "".join(deque(log, lines)).rstrip()

    def wait_until(self, is_ready: Callable[[], bool], seconds: float) -> None:
        """Wait until `is_ready` returns True.

        Raises:
            ProcessFailedError: The program ended first, or was not ready after so many seconds.
        """
        deadline = time.monotonic() + seconds
        while not is_ready():
            if self.exit_code is not None:
                reason = f"{self.name} ended before it was ready."
                raise ProcessFailedError(reason, self.log_tail())
            if time.monotonic() > deadline:
                reason = f"{self.name} was not ready after {seconds:.0f} seconds."
                raise ProcessFailedError(reason, self.log_tail())
            time.sleep(POLL_SECONDS)

    def terminate(self) -> None:
        """Ask the program to end, and return at once."""
        self._orders.close()

    def kill(self) -> None:
        """Kill the program as a crash would, and wait until it has ended."""
        self.send_signal(signal.SIGKILL)
        self._guard.wait()

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal to the program and to every process that it started."""
        with contextlib.suppress(OSError):  # the program has ended already
            self._orders.sendall(bytes([number]))
            self._orders.recv(1)  # the guard has sent it

    def end(self) -> None:
        """Ask the program to end, wait until it has ended, and kill it if it takes too long."""
        self.terminate()
        try:
            self._guard.wait(GRACE_SECONDS + 5)
        except subprocess.TimeoutExpired:  # The guard itself hangs; this was never observed.
            os.killpg(self._guard.pid, signal.SIGKILL)
            self._guard.wait()


@contextmanager
def running_process(
    name: str,
    command: Sequence[str],
    log: Path,
    cwd: Path,
    environment: Mapping[str, str] | None = None,
    end_signal: signal.Signals = signal.SIGTERM,
) -> Iterator[ChildProcess]:
    """Run a program until the block ends; the arguments are those of `ChildProcess`."""
    child = ChildProcess(name, command, log, cwd, environment, end_signal)
    try:
        yield child
    finally:
        try:
            child.end()
        finally:
            child.end()  # A signal may have interrupted the first call; otherwise nothing is left.
