"""Child processes: an early end is noticed, and no process is left behind."""

import os
import signal
import subprocess
import sys
import time
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from demo import child_process
from demo.child_process import ChildProcess, ProcessFailedError, running_process
from tests import ROOT
from tests.demo.processes import is_alive, wait_until

# Starts another program, prints the process ids of both, and waits.
FAMILY = """
import os, subprocess, sys, time
other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(os.getpid(), other.pid, flush=True)
time.sleep(600)
"""
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + FAMILY


def running(code: str, folder: Path) -> AbstractContextManager[ChildProcess]:
    command = [sys.executable, "-c", code]
    return running_process("The program", command, folder / "its.log", folder)


def family(log: Path) -> list[int]:
    wait_until(lambda: log.exists() and log.read_text().endswith("\n"))
    return [int(pid) for pid in log.read_text().split()]


def test_a_program_that_ends_early_is_noticed_at_once_with_its_last_words(tmp_path: Path) -> None:
    code = "import sys; print('first'); sys.exit('the last words')"
    began = time.monotonic()
    with running(code, tmp_path) as program, pytest.raises(ProcessFailedError) as failed:
        program.wait_until(lambda: False, seconds=60)

    assert time.monotonic() - began < 30  # not after the 60 seconds
    assert failed.value.reason == "The program ended before it was ready."
    assert failed.value.log_tail == "first\nthe last words"
    assert str(failed.value) == f"{failed.value.reason}\n{failed.value.log_tail}"


def test_a_program_that_does_not_get_ready_is_given_up(tmp_path: Path) -> None:
    with running(FAMILY, tmp_path) as program, pytest.raises(ProcessFailedError) as failed:
        program.wait_until(lambda: False, seconds=0.3)

    assert failed.value.reason == "The program was not ready after 0 seconds."


@pytest.mark.parametrize(("code", "expected"), [("exit(3)", 3), ("import os; os.abort()", 134)])
def test_the_exit_code_is_the_programs(tmp_path: Path, code: str, expected: int) -> None:
    with running(code, tmp_path) as program:
        wait_until(lambda: program.exit_code is not None)

        assert program.exit_code == expected


def test_at_the_end_of_the_block_the_program_and_what_it_started_have_ended(tmp_path: Path) -> None:
    with running(FAMILY, tmp_path) as program:
        pids = family(program.log)
        assert all(is_alive(pid) for pid in pids)
        ended = time.monotonic()

    assert time.monotonic() - ended < child_process.GRACE_SECONDS  # nobody had to be killed
    assert not any(is_alive(pid) for pid in pids)


def test_a_program_that_does_not_listen_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child_process, "GRACE_SECONDS", 0.3)
    with running(STUBBORN, tmp_path) as program:
        pids = family(program.log)

    # The other process is killed at the same time; the kernel may need a moment to remove it.
    wait_until(lambda: not any(is_alive(pid) for pid in pids))
    assert not any(is_alive(pid) for pid in pids)


def test_what_a_program_leaves_behind_ends_with_it(tmp_path: Path) -> None:
    with running(FAMILY.replace("time.sleep(600)\n", ""), tmp_path) as program:
        pids = family(program.log)
        wait_until(lambda: program.exit_code is not None)

    wait_until(lambda: not any(is_alive(pid) for pid in pids))


def test_an_interrupted_end_is_an_end_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C while the program is being ended."""
    pids: list[int] = []

    def interrupt() -> None:
        monkeypatch.undo()
        raise KeyboardInterrupt

    def interrupted() -> None:
        with running(FAMILY, tmp_path) as program:
            pids.extend(family(program.log))
            monkeypatch.setattr(program, "terminate", interrupt)

    with pytest.raises(KeyboardInterrupt):
        interrupted()

    wait_until(lambda: not any(is_alive(pid) for pid in pids))


# As FAMILY, but the other process leaves the group, as PostgreSQL's processes do.
WITH_SESSIONS = FAMILY.replace("])", "], start_new_session=True)")


@pytest.mark.parametrize("code", [FAMILY, WITH_SESSIONS], ids=["one group", "two sessions"])
def test_a_program_is_stopped_continued_and_killed_with_all_it_started(
    tmp_path: Path, code: str
) -> None:
    with running(code, tmp_path) as program:
        pids = family(program.log)
        program.send_signal(signal.SIGSTOP)
        wait_until(lambda: [state(pid) for pid in pids] == ["T", "T"])
        program.send_signal(signal.SIGCONT)
        wait_until(lambda: [state(pid) for pid in pids] == ["S", "S"])

        program.kill()
        assert program.exit_code == 128 + signal.SIGKILL
        wait_until(lambda: not any(is_alive(pid) for pid in pids))
        program.send_signal(signal.SIGCONT)  # to nobody


@pytest.mark.parametrize("code", [FAMILY, WITH_SESSIONS], ids=["one group", "two sessions"])
def test_a_program_that_is_stopped_ends_all_the_same(tmp_path: Path, code: str) -> None:
    with running(code, tmp_path) as program:
        pids = family(program.log)
        program.send_signal(signal.SIGSTOP)

    wait_until(lambda: not any(is_alive(pid) for pid in pids))


def state(pid: int) -> str:
    """Return the kernel's letter for what a process does."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


PARENT = """
import signal, sys, time
from pathlib import Path
from demo.child_process import running_process
# A parent that ignores signals, as nohup does, would pass that on to its child processes.
signal.signal(signal.SIGHUP, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.default_int_handler)
code, log = sys.argv[1:]
with running_process("It", [sys.executable, "-c", code], Path(log), Path.cwd()):
    time.sleep(600)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL])
def test_nothing_is_left_when_the_parent_ends_in_any_way(
    tmp_path: Path, number: signal.Signals
) -> None:
    command = [sys.executable, "-c", PARENT, FAMILY, str(tmp_path / "its.log")]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as parent:
        pids = family(tmp_path / "its.log")
        os.kill(parent.pid, number)
        parent.wait(10)

    wait_until(lambda: not any(is_alive(pid) for pid in pids))
