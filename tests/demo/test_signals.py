"""Signals and Ctrl-C: the program ends without a traceback and leaves no process."""

import os
import pty
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests import ROOT
from tests.demo.demo_program import ENVIRONMENT, command, demo, read_until
from tests.demo.processes import wait_until
from tests.demo.rasa_stand_in import started_pids


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("moment", ["training", "starting", "chatting"])
def test_a_signal_at_any_moment_ends_all_quietly(
    root: Path, number: signal.Signals, moment: str
) -> None:
    if moment == "training":
        (root / "slow").touch()
    with demo(root) as program:
        wait_until(lambda: len(started_pids(root)) >= 1, 30)
        if moment == "starting":
            wait_until(lambda: any((root / "models").glob("demo-*")), 30)
            (root / "slow").touch()
            wait_until(lambda: len(started_pids(root)) == 3, 30)
        if moment == "chatting":
            read_until(program, "Write as the customer")

        errors = ended(program, number)

    assert (program.returncode, errors) == (128 + number, "")


def ended(program: subprocess.Popen[str], number: signal.Signals) -> str:
    """Send a signal until the program ends, and return its error output.

    Python looks for a signal before it waits for a line. It notices a signal that arrives between
    the two only after the wait. Only a test is fast enough for that; it sends another signal.
    """
    os.killpg(program.pid, number)
    try:
        return program.communicate(timeout=20)[1]
    except subprocess.TimeoutExpired:
        os.killpg(program.pid, number)
        return program.communicate(timeout=20)[1]


def test_ctrl_c_on_a_terminal_ends_all(root: Path) -> None:
    pid, terminal = pty.fork()
    if pid == 0:  # pragma: no cover - the other process
        os.chdir(ROOT)
        os.execve(sys.executable, command(root), {**os.environ, **ENVIRONMENT, "TERM": "xterm"})  # noqa: S606
    seen = terminal_output(terminal, b"you> ")
    os.write(terminal, b"hello\r")
    seen += terminal_output(terminal, b"echo: hello")
    if b"you> " not in seen.rpartition(b"echo: hello")[2]:  # A busy machine prints both at once.
        seen += terminal_output(terminal, b"you> ")
    assert b"you: hello" not in seen

    os.write(terminal, b"\x03")
    seen += terminal_output(terminal, None, again=b"\x03")

    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 130
    assert b"Traceback" not in seen
    os.close(terminal)


def terminal_output(terminal: int, wanted: bytes | None, again: bytes = b"") -> bytes:
    """Return what the program prints, up to a text or (None) up to its end.

    `again` is typed once more if nothing is printed for two seconds: Python's readline misses a
    signal between its prompt and its wait for a key. Only a test is fast enough for that.
    """
    seen = b""
    while wanted is None or wanted not in seen:
        while not select.select([terminal], [], [], 2.0)[0]:
            os.write(terminal, again)
        try:
            seen += os.read(terminal, 1024)
        except OSError:  # Linux reports so that no process has the terminal open.
            assert wanted is None, seen
            return seen
    return seen
