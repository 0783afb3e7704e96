"""`python -m demo` with the real Rasa: what `make demo` starts."""

import os
import re
import signal
import subprocess
import sys
from contextlib import AbstractContextManager

import pytest

from actions.human_handoff.vendors import DESKS
from demo.ports import SANDBOX_PORTS, free_ports_in_a_row, is_free
from demo.stack import Ports, free_port, trained_model
from tests import ROOT
from tests.demo.demo_program import read_until, running, type_line

# The first run trains the bot, which takes minutes while other programs need the processors, too.
pytestmark = pytest.mark.timeout(1800)

# In these scripts a line after "> " is typed; the others are printed. The program repeats what the
# customer types. `{id}` stands for the conversation's id, and each vendor has texts of its own.
HELLO = """\
> hello
bot: Hello, this is Northwind Mobile. What can I do for you?
"""
NOBODY_ON_SHIFT = """\
> /off {shift}
{shift} is {off}.
> I want to talk to a person about my invoice
desk: shift status asked, answered with 200
bot: Sorry, none of my colleagues is at work right now.
bot: Would you like to leave a message for my colleagues, or ask them to call you?
- Leave a message
- Ask for a call
- No thanks
> /on {shift}
{shift} is {on}.
"""
TRANSFERRED_AND_BACK = """\
> I want to talk to a person about my invoice
desk: shift status asked, answered with 200
{queue}\
bot: What is your name?
> My name is Ann Smith
bot: And your e-mail address, in case we lose each other?
> ann@example.com
bot: Hold on while I transfer you to a colleague.
{private}\
desk: transfer accepted, skill {skill}, conversation {id}
desk: an agent takes conversation {id}
> is anybody there?
desk: the agent reads: is anybody there?
> /agent Hello Ann, this is Kim.
agent: Hello Ann, this is Kim.
> /return
desk: the agent gives conversation {id} back
> hello again
bot: I am back. What else can I do for you?
bot: Hello, this is Northwind Mobile. What can I do for you?
"""
FAILED = """\
> /fail
The next transfer will fail a second after it was accepted. \
{title} will not inform the bot: nobody has the customer then.
> I want to talk to a person
desk: shift status asked, answered with 200
bot: Hold on while I transfer you to a colleague.
desk: transfer accepted, skill {skill}, conversation {id}
desk: transfer failed, skill {skill}, conversation {id}
> is anybody there?
{nobody_reads}\
> {last_command}
Nobody has the conversation: {title} did not inform the bot that the transfer failed. \
Type /quit and start again.
"""
ONE_TRANSFER = """\
desk: received 1 transfer
desk: transfer 1, skill {skill}, conversation {id}, taken by an agent
"""
TWO_TRANSFERS = """\
desk: received 2 transfers
desk: transfer 1, skill {skill}, conversation {id}, taken by an agent
desk: transfer 2, skill {skill}, conversation {id}, failed
"""
WITH_FAILURE = HELLO + NOBODY_ON_SHIFT + TRANSFERRED_AND_BACK + FAILED + TWO_TRANSFERS
TEXTS = {
    "liveperson": {
        "script": HELLO + TRANSFERRED_AND_BACK + ONE_TRANSFER,
        "skill": "Billing",
        "queue": "bot: Nobody is waiting right now.\n",
        "private": (
            "desk: only agents read: Name: Ann Smith\n"
            "desk: only agents read: E-mail: ann@example.com\n"
            "desk: only agents read: Asked: hello / I want to talk to a person about my invoice\n"
        ),
    },
    "cm": {
        "script": WITH_FAILURE,
        "skill": "billing",
        "shift": "WebChat",
        "on": "online",
        "off": "offline",
        "nobody_reads": "desk: nobody reads: is anybody there?\n",
        "last_command": "/agent Hello Ann, this is Kim.",
    },
    "parley": {
        "script": WITH_FAILURE,
        "skill": "Billing Service",
        "shift": "Billing Service",
        "on": "connected",
        "off": "not connected",
        "nobody_reads": "",
        "last_command": "/return",
    },
}


def printed(script: str) -> str:
    """Return the script as the program prints it: without commands."""
    return re.sub("^> ", "you: ", re.sub("^> /.*\n", "", script, flags=re.M), flags=re.M)


@pytest.fixture(scope="module", autouse=True)
def _trained() -> None:
    trained_model(ROOT)


@pytest.fixture
def ports() -> Ports:
    """Free ports; the sandbox's are in a row."""
    return Ports(free_port(), free_port(), free_ports_in_a_row(SANDBOX_PORTS))


def demo(
    ports: Ports, vendor: str = "liveperson"
) -> AbstractContextManager["subprocess.Popen[str]"]:
    return running(
        [sys.executable, "-m", "demo"],
        VENDOR=vendor,
        RASA_PORT=str(ports.rasa),
        ACTIONS_PORT=str(ports.actions),
        SANDBOX_PORT=str(ports.sandbox),
    )


def assert_nothing_is_left(ports: Ports) -> None:
    used = [ports.rasa, ports.actions, *range(ports.sandbox, ports.sandbox + SANDBOX_PORTS)]
    assert [port for port in used if not is_free(port)] == []
    processes = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    assert f"--port {ports.rasa}" not in processes.stdout
    assert f"--port {ports.actions}" not in processes.stdout


@pytest.mark.parametrize("vendor", TEXTS)
def test_a_conversation_through_a_pipe(ports: Ports, vendor: str) -> None:
    title = DESKS[vendor].vendor
    texts = {"title": title, "private": "", "queue": "", "id": "{id}", **TEXTS[vendor]}
    script = texts["script"].format_map(texts)
    with demo(ports, vendor) as program:
        output, errors = program.communicate("".join(re.findall("^> (.*\n)", script, re.M)))

    assert (program.returncode, errors) == (0, "")
    assert f"\nThe agents work at {title}. For other vendors: make demo VENDOR=" in output
    conversation = re.search(r"conversation (demo-[0-9a-f]{4})", output)
    assert conversation, output
    transcript = output.partition("play the agents.\n")[2]
    assert transcript == printed(script).format(id=conversation[1])
    assert_nothing_is_left(ports)


def test_ctrl_c_in_the_middle_of_a_conversation(ports: Ports) -> None:
    with demo(ports) as program:
        type_line(program, "hello")
        read_until(program, "bot: ")
        os.killpg(program.pid, signal.SIGINT)
        _, errors = program.communicate(timeout=30)

    assert (program.returncode, errors) == (130, "")
    assert_nothing_is_left(ports)
