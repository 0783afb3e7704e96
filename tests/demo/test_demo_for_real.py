"""`python -m demo` with the real Rasa: what `make demo` starts."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from demo.ports import SANDBOX_PORTS, is_free
from demo.stack import Ports, free_port, trained_model
from tests import ROOT

# The first run trains the bot, which takes minutes where other programs need the processors, too.
pytestmark = pytest.mark.timeout(1800)

# What is typed, and what is shown from then on; the conversation's name is put in.
LIVEPERSON = (
    """\
hello
I want to talk to a person about my invoice
My name is Ann Smith
ann@example.com
is anybody there?
/agent Hello Ann, this is Kim.
/return
hello again
""",
    """\
you: hello
bot: Hello, this is Northwind Mobile. What can I do for you?
you: I want to talk to a person about my invoice
desk: shift status asked, answered with 200
bot: What is your name?
you: My name is Ann Smith
bot: And your e-mail address, in case we lose each other?
you: ann@example.com
bot: Hold on while I transfer you to a colleague.
desk: only agents read: Name: Ann Smith
desk: only agents read: E-mail: ann@example.com
desk: only agents read: Asked: hello / I want to talk to a person about my invoice
desk: transfer accepted, skill Billing, conversation {name}
desk: an agent takes conversation {name}
you: is anybody there?
desk: the agent reads: is anybody there?
agent: Hello Ann, this is Kim.
desk: the agent gives conversation {name} back
you: hello again
bot: I am back. What else can I do for you?
bot: Hello, this is Northwind Mobile. What can I do for you?
desk: received 1 transfer
desk: transfer 1, skill Billing, conversation {name}, taken by an agent
""",
)
CM = (
    """\
hello
/off WebChat
I want to talk to a person about my invoice
/on WebChat
I want to talk to a person about my invoice
My name is Ann Smith
ann@example.com
is anybody there?
/agent Hello Ann, this is Kim.
/return
hello again
/fail
I want to talk to a person
is anybody there?
/agent Hello Ann, this is Kim.
""",
    """\
you: hello
bot: Hello, this is Northwind Mobile. What can I do for you?
WebChat is offline.
you: I want to talk to a person about my invoice
desk: shift status asked, answered with 200
bot: Sorry, none of my colleagues is at work right now.
WebChat is online.
you: I want to talk to a person about my invoice
desk: shift status asked, answered with 200
bot: What is your name?
you: My name is Ann Smith
bot: And your e-mail address, in case we lose each other?
you: ann@example.com
bot: Hold on while I transfer you to a colleague.
desk: transfer accepted, skill billing, conversation {name}
desk: an agent takes conversation {name}
you: is anybody there?
desk: the agent reads: is anybody there?
agent: Hello Ann, this is Kim.
desk: the agent gives conversation {name} back
you: hello again
bot: I am back. What else can I do for you?
bot: Hello, this is Northwind Mobile. What can I do for you?
The next transfer will fail a second after it was accepted. \
CM.com will not tell the bot: nobody has the customer then.
you: I want to talk to a person
desk: shift status asked, answered with 200
bot: Hold on while I transfer you to a colleague.
desk: transfer accepted, skill billing, conversation {name}
desk: transfer failed, skill billing, conversation {name}
you: is anybody there?
desk: nobody reads: is anybody there?
Nobody has the conversation: CM.com did not tell the bot that the transfer failed. \
/quit, and begin again.
desk: received 2 transfers
desk: transfer 1, skill billing, conversation {name}, taken by an agent
desk: transfer 2, skill billing, conversation {name}, failed
""",
)
PARLEY = (
    """\
hello
/off Billing Service
I want to talk to a person about my invoice
/on Billing Service
I want to talk to a person about my invoice
My name is Ann Smith
ann@example.com
is anybody there?
/agent Hello Ann, this is Kim.
/return
hello again
/fail
I want to talk to a person
is anybody there?
/return
""",
    """\
you: hello
bot: Hello, this is Northwind Mobile. What can I do for you?
Billing Service is not connected.
you: I want to talk to a person about my invoice
desk: shift status asked, answered with 200
bot: Sorry, none of my colleagues is at work right now.
Billing Service is connected.
you: I want to talk to a person about my invoice
desk: shift status asked, answered with 200
bot: What is your name?
you: My name is Ann Smith
bot: And your e-mail address, in case we lose each other?
you: ann@example.com
bot: Hold on while I transfer you to a colleague.
desk: transfer accepted, skill Billing Service, conversation {name}
desk: an agent takes conversation {name}
you: is anybody there?
desk: the agent reads: is anybody there?
agent: Hello Ann, this is Kim.
desk: the agent gives conversation {name} back
you: hello again
bot: I am back. What else can I do for you?
bot: Hello, this is Northwind Mobile. What can I do for you?
The next transfer will fail a second after it was accepted. \
Parley will not tell the bot: nobody has the customer then.
you: I want to talk to a person
desk: shift status asked, answered with 200
bot: Hold on while I transfer you to a colleague.
desk: transfer accepted, skill Billing Service, conversation {name}
desk: transfer failed, skill Billing Service, conversation {name}
you: is anybody there?
Nobody has the conversation: Parley did not tell the bot that the transfer failed. \
/quit, and begin again.
desk: received 2 transfers
desk: transfer 1, skill Billing Service, conversation {name}, taken by an agent
desk: transfer 2, skill Billing Service, conversation {name}, failed
""",
)


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
def demo(
    ports: Ports, errors: Path, vendor: str = "liveperson"
) -> Iterator["subprocess.Popen[str]"]:
    named = {
        "VENDOR": vendor,
        "RASA_PORT": str(ports.rasa),
        "ACTIONS_PORT": str(ports.actions),
        "SANDBOX_PORT": str(ports.sandbox),
    }
    with errors.open("w") as stderr:
        program = subprocess.Popen(
            [sys.executable, "-m", "demo"],
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


@pytest.mark.parametrize(
    ("vendor", "known_as", "typed", "shown"),
    [
        ("liveperson", "LivePerson", *LIVEPERSON),
        ("cm", "CM.com", *CM),
        ("parley", "Parley", *PARLEY),
    ],
    ids=["liveperson", "cm", "parley"],
)
def test_a_conversation_through_a_pipe(
    ports: Ports, tmp_path: Path, vendor: str, known_as: str, typed: str, shown: str
) -> None:
    with demo(ports, tmp_path / "stderr", vendor) as program:
        output, _ = program.communicate(typed)

    assert (tmp_path / "stderr").read_text() == ""
    assert program.returncode == 0
    assert f"\nThe agents work at {known_as}. Others: make demo VENDOR=" in output
    name = re.search(r"conversation (demo-[0-9a-f]{4})", output)
    assert name, output
    talk = output.partition("agents' desk.\n")[2]
    assert talk.splitlines() == shown.format(name=name[1]).splitlines()
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
