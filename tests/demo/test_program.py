"""The program as a whole, with stand-ins for Rasa: its output, and that no process is left."""

import os
import re
import signal
import socket
import sys
from pathlib import Path

from demo.vendor_choice import NAMES, listed
from tests.demo.demo_program import ENVIRONMENT, command, demo, read_until, running, type_line
from tests.demo.processes import wait_until
from tests.demo.rasa_stand_in import started_pids


def result(root: Path, text: str, **environment: str) -> tuple[int, str, str]:
    """Run the demo with this input; return the exit code, the output and the error output."""
    with demo(root, **environment) as program:
        output, errors = program.communicate(text, timeout=60)
    return program.returncode, output, errors


def other_vendors(*chosen: str) -> str:
    """The end of the sentence about the agents: how to choose the vendors that are not chosen."""
    names = [f"VENDOR={name}" for name in NAMES if name not in chosen]
    return f"For other vendors: make demo {' or '.join(names)}."


def test_lines_are_answered_and_then_the_desk_tells_what_it_received(root: Path) -> None:
    code, output, errors = result(root, "hello\n\n  zwölf Äpfel \n")

    assert (code, errors) == (0, "")
    start, _, transcript = output.partition("Write as the customer.")
    agents = f"The agents work at LivePerson. {other_vendors('liveperson')}"
    assert start.splitlines()[-2] == agents
    logs = r"Until make demo ends, the logs of Rasa and the action server are in (/\S+)/\."
    folder = re.fullmatch(logs, start.splitlines()[-3])
    assert folder
    assert not Path(folder[1]).exists()
    page = r"Open http://127\.0\.0\.1:[0-9]+/ to see it in a browser\."
    assert re.fullmatch(page, start.splitlines()[-1])
    assert "\n  DIETClassifier\n" in start
    assert "Starting the sandbox, the action server and Rasa ..." in start
    assert transcript.splitlines()[1:] == [
        "you: hello",
        "bot: echo: hello",
        "you: zwölf Äpfel",
        "bot: echo: zwölf Äpfel",
        "desk: received no transfers",
    ]


def test_a_trained_bot_is_not_trained_again(root: Path) -> None:
    for expected in ("Training the bot, once, a minute or two ...", "The bot is trained: models/"):
        assert result(root, "")[1].startswith(expected)


def test_each_vendor_can_be_named_and_several_in_order(root: Path) -> None:
    code, output, errors = result(root, "/help\n", VENDOR=" Parley,cm")

    assert (code, errors) == (0, "")
    assert (
        "The agents work at Parley and CM.com, and the bot tries them in this order. "
        f"{other_vendors('parley', 'cm')}\n"
    ) in output
    assert "The agents work at Parley and CM.com, and you play them:\n" in output


def test_a_vendor_there_is_not_is_one_sentence_before_anything_starts(root: Path) -> None:
    assert result(root, "hello\n", VENDOR="apple") == (
        1,
        "",
        f"VENDOR contains 'apple', which is not one of {listed(NAMES)}.\n",
    )
    assert started_pids(root) == []


def test_a_busy_port_is_one_sentence(root: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        code, output, errors = result(root, "hello\n", RASA_PORT=str(taken))

    assert (code, output) == (1, "")
    assert errors.startswith(f"Port {taken} is in use (Rasa). Stop the program that uses it, or ")
    assert " run make demo RASA_PORT=" in errors
    assert errors.count("\n") == 1
    assert started_pids(root) == []


def test_a_training_that_fails_is_a_sentence_and_its_last_words(root: Path) -> None:
    (root / "broken").touch()
    code, _, errors = result(root, "hello\n")

    assert code == 1
    assert errors.startswith("Rasa could not train the bot (exit 1). Its last lines:\n  ")
    assert errors.endswith("  the stand-in is broken\n")


def test_a_bot_that_goes_away_is_a_sentence(root: Path) -> None:
    with demo(root) as program:
        wait_until(lambda: len(started_pids(root)) == 3, 30)
        type_line(program, "hello")
        read_until(program, "bot: echo: hello\n")
        for pid in started_pids(root)[1:]:
            os.kill(pid, signal.SIGKILL)
        _, errors = program.communicate("hello\n", timeout=60)

    assert program.returncode == 1
    assert "did not answer" in errors
    assert errors.count("\n") == 1


def test_without_rasa_it_is_one_sentence(root: Path) -> None:
    code = "import importlib.util; importlib.util.find_spec = lambda name: None; "
    with running([sys.executable, "-c", code + command(root)[2]], **ENVIRONMENT) as program:
        _, errors = program.communicate("hello\n", timeout=60)

    assert program.returncode == 1
    assert errors == (
        f"{sys.executable} has no Rasa. Run make demo or make cluster, which install Rasa.\n"
    )
