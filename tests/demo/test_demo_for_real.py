"""`python -m sandbox.demo` with the real Rasa: what `make demo` starts."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from stand_ins import ROOT

from sandbox.demo.ports import SANDBOX_PORTS, is_free
from sandbox.demo.stack import Ports, free_port, trained_model

# The first run trains the bot, which takes minutes where other programs need the processors, too.
pytestmark = pytest.mark.timeout(1800)
TRANSFER_MESSAGE = "Hold on while I transfer you to a colleague."


@pytest.fixture(scope="module", autouse=True)
def _trained() -> None:
    trained_model(ROOT)


@pytest.fixture
def ports() -> Ports:
    """Free ports; the sandbox's are in a row."""
    first = next(
        port
        for port in range(21_000, 32_000, SANDBOX_PORTS)
        if all(is_free(port + place) for place in range(SANDBOX_PORTS))
    )
    return Ports(free_port(), free_port(), first)


@contextmanager
def demo(ports: Ports, errors: Path) -> Iterator["subprocess.Popen[str]"]:
    named = {
        "RASA_PORT": str(ports.rasa),
        "ACTIONS_PORT": str(ports.actions),
        "SANDBOX_PORT": str(ports.sandbox),
    }
    with errors.open("w") as stderr:
        program = subprocess.Popen(
            [sys.executable, "-m", "sandbox.demo"],
            cwd=ROOT,
            env={**os.environ, **named},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            encoding="utf-8",
            start_new_session=True,
        )
    with program:
        try:
            yield program
        finally:
            program.kill()


def assert_nothing_is_left(ports: Ports) -> None:
    used = [ports.rasa, ports.actions, *range(ports.sandbox, ports.sandbox + SANDBOX_PORTS)]
    assert [port for port in used if not is_free(port)] == []
    processes = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    assert f"--port {ports.rasa}" not in processes.stdout
    assert f"--port {ports.actions}" not in processes.stdout


def test_a_conversation_through_a_pipe(ports: Ports, tmp_path: Path) -> None:
    with demo(ports, tmp_path / "stderr") as program:
        output, _ = program.communicate(
            "hello\n"
            "I want to talk to a person about my invoice\n"
            "My name is Ann Smith\n"
            "ann@example.com\n"
            "is anybody there?\n"
            "/agent Hello Ann, this is Kim.\n"
            "/return\n"
        )

    assert (tmp_path / "stderr").read_text() == ""
    assert program.returncode == 0
    conversation = re.search(r"conversation (demo-[0-9a-f]{4})", output)
    assert conversation, output
    at = f"conversation {conversation[1]}"
    talk = output.partition("agents' desk.\n")[2].splitlines()
    assert talk == [
        "you: hello",
        "bot: Hello, this is Northwind Mobile. What can I do for you?",
        "you: I want to talk to a person about my invoice",
        "desk: shift status asked, answered with 200",
        "bot: What is your name?",
        "you: My name is Ann Smith",
        "bot: And your e-mail address, in case we lose each other?",
        "you: ann@example.com",
        f"desk: transfer accepted, skill Billing, {at}",
        f"desk: an agent takes {at}",
        f"LivePerson: {TRANSFER_MESSAGE}",
        "you: is anybody there?",
        "desk: the agent reads: is anybody there?",
        "agent: Hello Ann, this is Kim.",
        f"desk: the agent gives {at} back",
        "desk: the bot is told /human_handoff_returned",
        "bot: I am back. What else can I do for you?",
        "desk: received 1 transfer",
        f"desk: transfer 1, skill Billing, {at}, taken by an agent",
    ]
    assert_nothing_is_left(ports)


def test_ctrl_c_in_the_middle_of_a_conversation(ports: Ports, tmp_path: Path) -> None:
    with demo(ports, tmp_path / "stderr") as program:
        assert program.stdin is not None
        assert program.stdout is not None
        program.stdin.write("hello\n")
        program.stdin.flush()
        while not program.stdout.readline().startswith("bot: "):
            assert program.poll() is None

        os.killpg(program.pid, signal.SIGINT)
        program.communicate(timeout=30)

    assert program.returncode == 130
    assert (tmp_path / "stderr").read_text() == ""
    assert_nothing_is_left(ports)
