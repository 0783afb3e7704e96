"""`python -m cluster` as a program: a conversation, and that nothing is left however it ends."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.process_guard import descendants
from tests import ROOT
from tests.demo.demo_program import ENVIRONMENT, command, read_until, running
from tests.demo.processes import is_alive, wait_until


@pytest.fixture
def cluster_of(open_folder: Path) -> Iterator[list[int]]:
    """Collects the processes of a program; none may be left at the end, and no folder."""
    pids: list[int] = []
    yield pids
    wait_until(lambda: not any(is_alive(pid) for pid in pids), 30)
    wait_until(lambda: not list(open_folder.iterdir()), 30)


def chatting(program: subprocess.Popen[str], folder: Path) -> list[int]:
    """Wait until somebody can chat; return the processes that the program has started."""
    read_until(program, "Write as the customer")
    assert len(list(folder.iterdir())) == 1
    return list(descendants(program.pid))


@pytest.mark.timeout(600)
def test_a_conversation_through_a_pipe(open_folder: Path, cluster_of: list[int]) -> None:
    environment = {**ENVIRONMENT, "VENDOR": "cm", "TMPDIR": str(open_folder)}
    with running(command(ROOT, "cluster"), **environment) as program:
        cluster_of += chatting(program, open_folder)
        output, errors = program.communicate("hello\nI want to talk to a person\nAnn\na@b.com\n")

    assert (program.returncode, errors) == (0, "")
    assert "bot: Hello, this is Northwind Mobile. What can I do for you?" in output
    assert "desk: received 1 transfer" in output
    passed = re.findall(r"nginx has passed (\d+) requests to (Rasa|the action server)", output)
    assert [name for _, name in passed] == ["Rasa"] * 2 + ["the action server"] * 2
    assert all(int(number) for number, _ in passed)


@pytest.mark.parametrize(
    "number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL], ids=lambda n: n.name
)
def test_a_signal_leaves_nothing_behind(
    root: Path, open_folder: Path, cluster_of: list[int], number: signal.Signals
) -> None:
    environment = {**ENVIRONMENT, "TMPDIR": str(open_folder)}
    with running(command(root, "cluster"), **environment) as program:
        cluster_of += chatting(program, open_folder)
        names = subprocess.run(
            ["ps", "-o", "args=", "-p", ",".join(map(str, cluster_of))],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        os.killpg(program.pid, number)
        _, errors = program.communicate(timeout=30)

    assert errors == ""
    assert program.returncode == (-9 if number == signal.SIGKILL else 128 + number)
    for name in ("nginx: worker process", "postgres: walwriter", "redis-server", "rasa_sdk"):
        assert name in names
