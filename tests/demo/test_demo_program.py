"""The program as a whole, with stand-ins for Rasa: what it says, and that it leaves nothing."""

import os
import pty
import re
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import ROOT
from tests.demo.stand_ins import is_alive, pids_in, wait_until

FREE = {
    "RASA_PORT": "0",
    "ACTIONS_PORT": "0",
    "SANDBOX_PORT": "0",
    "VENDOR": "",
    # Whoever runs the tests wants no windows.
    "BROWSER": "true %s",
}


def command(root: Path) -> list[str]:
    code = (
        "import sys; from pathlib import Path; import demo.__main__ as demo; "
        f"demo.ROOT = Path({str(root)!r}); sys.exit(demo.main())"
    )
    return [sys.executable, "-c", code]


@contextmanager
def demo(root: Path, **environment: str) -> Iterator["subprocess.Popen[str]"]:
    """The demo as the foreground group of a shell."""
    started = subprocess.Popen(
        command(root),
        cwd=ROOT,
        env={**os.environ, **FREE, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    with started:
        try:
            yield started
        finally:
            started.kill()


def test_lines_are_answered_and_then_the_desk_tells_what_it_received(root: Path) -> None:
    with demo(root) as program:
        output, complaint = program.communicate("hello\n\n  zwölf Äpfel \n", timeout=60)

    assert (program.returncode, complaint) == (0, "")
    told, _, talk = output.partition("Write as the customer.")
    whose = "The agents work at LivePerson. Others: make demo VENDOR=cm or VENDOR=parley."
    assert told.splitlines()[-2] == whose
    page = r"Open http://127\.0\.0\.1:[0-9]+/ to see it in a browser\."
    assert re.fullmatch(page, told.splitlines()[-1])
    assert "\n  DIETClassifier\n" in told
    assert "Starting the sandbox, the action server and Rasa ..." in told
    assert talk.splitlines()[1:] == [
        "you: hello",
        "bot: echo: hello",
        "you: zwölf Äpfel",
        "bot: echo: zwölf Äpfel",
        "desk: received no transfers",
    ]
    assert not any(is_alive(pid) for pid in pids_in(root))


def test_a_trained_bot_is_not_trained_again(root: Path) -> None:
    for expected in ("Training the bot, once, a minute or two ...", "The bot is trained: models/"):
        with demo(root) as program:
            output, _ = program.communicate("", timeout=60)

        assert output.startswith(expected)


def test_each_vendor_can_be_named_and_several_in_order(root: Path) -> None:
    with demo(root, VENDOR=" Parley,cm") as program:
        output, complaint = program.communicate("/help\n", timeout=60)

    assert (program.returncode, complaint) == (0, "")
    assert (
        "The agents work at Parley and CM.com, which the bot tries in this order. "
        "Others: make demo VENDOR=liveperson.\n"
    ) in output
    assert "The agents work at Parley and CM.com, and you play them:\n" in output


def test_a_vendor_there_is_not_is_one_sentence_before_anything_starts(root: Path) -> None:
    with demo(root, VENDOR="apple") as program:
        output, complaint = program.communicate("hello\n", timeout=60)

    assert (program.returncode, output) == (1, "")
    assert complaint == "VENDOR names 'apple', which is none of liveperson, cm and parley.\n"
    assert pids_in(root) == []


def test_a_busy_port_is_one_sentence(root: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        with demo(root, RASA_PORT=str(taken)) as program:
            output, complaint = program.communicate("hello\n", timeout=60)

    assert (program.returncode, output) == (1, "")
    start = f"Port {taken} is in use (Rasa). Stop what uses it, or run make demo RASA_PORT="
    assert complaint.startswith(start)
    assert complaint.count("\n") == 1
    assert pids_in(root) == []


def test_a_training_that_fails_is_a_sentence_and_its_last_words(root: Path) -> None:
    (root / "broken").touch()
    with demo(root) as program:
        _, complaint = program.communicate("hello\n", timeout=60)

    assert program.returncode == 1
    assert complaint.startswith("Rasa could not train the bot (exit 1). Its last lines:\n  ")
    assert complaint.endswith("  the stand-in is broken\n")


def test_a_bot_that_goes_away_is_a_sentence(root: Path) -> None:
    with demo(root) as program:
        assert program.stdin is not None
        wait_until(lambda: len(pids_in(root)) == 3, 30)
        program.stdin.write("hello\n")
        program.stdin.flush()
        assert program.stdout is not None
        for line in program.stdout:
            if line == "bot: echo: hello\n":
                break
        for pid in pids_in(root)[1:]:
            os.kill(pid, signal.SIGKILL)
        _, complaint = program.communicate("hello\n", timeout=60)

    assert program.returncode == 1
    assert "did not answer" in complaint
    assert complaint.count("\n") == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("moment", ["training", "starting", "chatting"])
def test_a_signal_at_any_moment_ends_all_quietly(
    root: Path, number: signal.Signals, moment: str
) -> None:
    if moment == "training":
        (root / "slow").touch()
    with demo(root) as program:
        assert program.stdout is not None
        wait_until(lambda: len(pids_in(root)) >= 1, 30)
        if moment == "starting":
            wait_until(lambda: any((root / "models").glob("demo-*")), 30)
            (root / "slow").touch()
            wait_until(lambda: len(pids_in(root)) == 3, 30)
        if moment == "chatting":
            while not program.stdout.readline().startswith("Write as the customer"):
                assert program.poll() is None

        complaint = ended(program, number)

    assert (program.returncode, complaint) == (128 + number, "")
    assert not any(is_alive(pid) for pid in pids_in(root))


def ended(program: subprocess.Popen[str], number: signal.Signals) -> str:
    """Send a signal until the program ends; return what it complained of.

    Python sees a signal that comes between its last look and its wait for a line only after that
    wait. Nobody is quick enough for this but a test, which sends another one.
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
        os.execve(sys.executable, command(root), {**os.environ, **FREE, "TERM": "xterm"})  # noqa: S606
    seen = read_until(terminal, b"you> ")
    os.write(terminal, b"hello\r")
    seen += read_until(terminal, b"echo: hello")
    if b"you> " not in seen.rpartition(b"echo: hello")[2]:  # A busy machine brings both at once.
        seen += read_until(terminal, b"you> ")
    assert b"you: hello" not in seen

    os.write(terminal, b"\x03")
    seen += read_until(terminal, None, again=b"\x03")

    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 130
    assert b"Traceback" not in seen
    assert not any(is_alive(child) for child in pids_in(root))
    os.close(terminal)


def read_until(terminal: int, wanted: bytes | None, again: bytes = b"") -> bytes:
    """What the program writes, up to something or to its end.

    `again` is typed once more where nothing happens: Python's readline misses a signal between
    its prompt and its wait for a key, where nobody is quick enough but a test.
    """
    seen = b""
    while wanted is None or wanted not in seen:
        while not select.select([terminal], [], [], 2.0)[0]:
            os.write(terminal, again)
        try:
            seen += os.read(terminal, 1024)
        except OSError:  # How Linux says that nobody has the terminal any more.
            assert wanted is None, seen
            return seen
    return seen


def test_without_rasa_it_is_one_sentence(root: Path) -> None:
    code = "import importlib.util; importlib.util.find_spec = lambda name: None; "
    program = subprocess.run(
        [sys.executable, "-c", code + command(root)[2]],
        cwd=ROOT,
        env={**os.environ, **FREE},
        input="hello\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert program.returncode == 1
    assert program.stderr == (
        f"{sys.executable} has no Rasa: run make demo, which installs it and starts this.\n"
    )
