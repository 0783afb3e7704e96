"""Programs beside this one: noticed when they end early, and never left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from demo import child
from demo.child import Child, ChildFailedError
from tests import ROOT
from tests.demo.stand_ins import is_alive, wait_until

# Starts another program, says the process ids of both, and waits.
FAMILY = """
import os, subprocess, sys, time
other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(os.getpid(), other.pid, flush=True)
time.sleep(600)
"""
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + FAMILY


def started(code: str, folder: Path) -> Child:
    return Child("The program", [sys.executable, "-c", code], folder / "its.log", folder)


def family(log: Path) -> list[int]:
    wait_until(lambda: log.exists() and log.read_text().endswith("\n"))
    return [int(pid) for pid in log.read_text().split()]


def test_a_program_that_ends_early_is_noticed_at_once_with_its_last_words(tmp_path: Path) -> None:
    code = "import sys; print('first'); sys.exit('the last words')"
    began = time.monotonic()
    with started(code, tmp_path) as program, pytest.raises(ChildFailedError) as failed:
        program.wait_until(lambda: False, seconds=60)

    assert time.monotonic() - began < 5
    assert failed.value.sentence == "The program ended before it was ready."
    assert failed.value.tail == "first\nthe last words"
    assert str(failed.value) == f"{failed.value.sentence}\n{failed.value.tail}"


def test_a_program_that_does_not_get_ready_is_given_up(tmp_path: Path) -> None:
    with started(FAMILY, tmp_path) as program, pytest.raises(ChildFailedError) as failed:
        program.wait_until(lambda: False, seconds=0.3)

    assert failed.value.sentence == "The program was not ready after 0 seconds."


@pytest.mark.parametrize(("code", "expected"), [("exit(3)", 3), ("import os; os.abort()", 134)])
def test_the_exit_code_is_the_programs(tmp_path: Path, code: str, expected: int) -> None:
    with started(code, tmp_path) as program:
        wait_until(lambda: program.exit_code is not None)

        assert program.exit_code == expected


def test_at_the_end_of_the_block_the_program_and_what_it_started_have_ended(
    tmp_path: Path,
) -> None:
    with started(FAMILY, tmp_path) as program:
        pids = family(program.log)
        assert all(is_alive(pid) for pid in pids)
        told = time.monotonic()

    assert time.monotonic() - told < 2
    assert not any(is_alive(pid) for pid in pids)


def test_a_program_that_does_not_listen_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "GRACE_SECONDS", 0.3)
    with started(STUBBORN, tmp_path) as program:
        pids = family(program.log)

    # What it has started is killed at once, and gone when the kernel has had its turn.
    wait_until(lambda: not any(is_alive(pid) for pid in pids))
    assert not any(is_alive(pid) for pid in pids)


def test_what_a_program_leaves_behind_ends_with_it(tmp_path: Path) -> None:
    with started(FAMILY.replace("time.sleep(600)\n", ""), tmp_path) as program:
        pids = family(program.log)
        wait_until(lambda: program.exit_code is not None)

    wait_until(lambda: not any(is_alive(pid) for pid in pids))


def test_an_interrupted_end_is_an_end_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C while the program is being ended."""

    def interrupt() -> None:
        monkeypatch.undo()
        raise KeyboardInterrupt

    program = started(FAMILY, tmp_path)
    pids = family(program.log)
    monkeypatch.setattr(program, "tell_to_end", interrupt)
    with pytest.raises(KeyboardInterrupt), program:
        pass

    assert not any(is_alive(pid) for pid in pids)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL])
def test_nothing_is_left_when_the_parent_ends_in_any_way(
    tmp_path: Path, number: signal.Signals
) -> None:
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            # What nohup and a shell's `&` ignore for their children would hide what is tested.
            "import signal; signal.signal(signal.SIGHUP, signal.SIG_DFL)\n"
            "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
            "import sys, time; from pathlib import Path; from demo.child import Child\n"
            f"command = [sys.executable, '-c', {FAMILY!r}]\n"
            f"with Child('It', command, Path({str(tmp_path / 'its.log')!r}), Path.cwd()):\n"
            "    time.sleep(600)",
        ],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
    )
    with parent:
        pids = family(tmp_path / "its.log")

        os.kill(parent.pid, number)
        parent.wait(10)

    wait_until(lambda: not any(is_alive(pid) for pid in pids))
