"""A program that runs beside this one, and never outlives it."""

import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

from . import guard

# Rasa and the action server end in less than two seconds when told; then they are killed.
GRACE_SECONDS = 5.0
POLL_SECONDS = 0.1
TAIL_LINES = 20
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "PYTHONUNBUFFERED": "1",
    "PYTHONIOENCODING": "utf-8",
    # A proxy has no business between local programs.
    "NO_PROXY": "127.0.0.1,localhost",
    "no_proxy": "127.0.0.1,localhost",
}


class ChildFailedError(Exception):
    """A program ended, or did not get ready in time: a sentence, and its last words."""

    def __init__(self, sentence: str, tail: str = "") -> None:
        """`tail`: the end of its log."""
        super().__init__(f"{sentence}\n{tail}".strip())
        self.sentence = sentence
        self.tail = tail


class Child:
    """A running program, ended with all it has started when the block ends."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        log: Path,
        cwd: Path,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Start it. `name` is what people call it; `log` takes all it says."""
        self.name = name
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as output:
            self._guard = subprocess.Popen(  # noqa: S603 - our own commands
                [sys.executable, "-I", guard.__file__, str(GRACE_SECONDS), *command],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=cwd,
                env={**os.environ, **QUIET, **(environment or {})},
                start_new_session=True,
            )

    def __enter__(self) -> "Child":
        """Use it as a context manager, so that it ends."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End it."""
        try:
            self._end()
        finally:
            self._end()  # Where a signal has interrupted it; else nothing is left to do.

    @property
    def exit_code(self) -> int | None:
        """What it ended with; None while it runs."""
        return self._guard.poll()

    def tail(self, lines: int = TAIL_LINES) -> str:
        """The last lines it has said."""
        with self.log.open(encoding="utf-8", errors="replace") as said:
            return "".join(deque(said, lines)).rstrip()

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> None:
        """Wait until `ready`; `ChildFailedError` as soon as the program has ended instead."""
        deadline = time.monotonic() + seconds
        while not ready():
            if self.exit_code is not None:
                raise ChildFailedError(f"{self.name} ended before it was ready.", self.tail())
            if time.monotonic() > deadline:
                raise ChildFailedError(
                    f"{self.name} was not ready after {seconds:.0f} seconds.", self.tail()
                )
            time.sleep(POLL_SECONDS)

    def tell_to_end(self) -> None:
        """Let it begin to end; the end of the block waits for it."""
        if self._guard.stdin is not None:
            self._guard.stdin.close()

    def kill(self) -> None:
        """End it as a crash does."""
        self._guard.send_signal(signal.SIGUSR1)
        self._guard.wait()

    def _end(self) -> None:
        """Return when it has ended, by force if need be."""
        self.tell_to_end()
        try:
            self._guard.wait(GRACE_SECONDS + 5)
        except subprocess.TimeoutExpired:  # The guard itself hangs, which nobody has seen.
            os.killpg(self._guard.pid, signal.SIGKILL)
            self._guard.wait()
