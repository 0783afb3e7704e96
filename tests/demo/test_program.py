"""The program as a whole, with stand-ins for Rasa: its output, and that no process is left."""

import os
import pty
import re
import select
import signal
import socket
import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from demo.vendor_choice import NAMES, listed
from tests import ROOT
from tests.demo.demo_program import read_until, running, type_line
from tests.demo.processes import is_alive, wait_until
from tests.demo.rasa_stand_in import started_pids

ENVIRONMENT = {
    "RASA_PORT": "0",
    "ACTIONS_PORT": "0",
    "SANDBOX_PORT": "0",
    "VENDOR": "",
    # No browser window may open during the tests.
    "BROWSER": "true %s",
}


def command(root: Path) -> list[str]:
    code = (
        "import sys; from pathlib import Path; import demo.__main__ as demo; "
        f"demo.ROOT = Path({str(root)!r}); sys.exit(demo.main())"
    )
    return [sys.executable, "-c", code]


def demo(root: Path, **environment: str) -> AbstractContextManager["subprocess.Popen[str]"]:
    return running(command(root), **{**ENVIRONMENT, **environment})


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
    assert not any(is_alive(pid) for pid in started_pids(root))


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
    assert not any(is_alive(pid) for pid in started_pids(root))


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
    assert not any(is_alive(child) for child in started_pids(root))
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


def test_without_rasa_it_is_one_sentence(root: Path) -> None:
    code = "import importlib.util; importlib.util.find_spec = lambda name: None; "
    with running([sys.executable, "-c", code + command(root)[2]], **ENVIRONMENT) as program:
        _, errors = program.communicate("hello\n", timeout=60)

    assert program.returncode == 1
    assert errors == (
        f"{sys.executable} has no Rasa. Run make demo, which installs Rasa and starts the demo.\n"
    )
