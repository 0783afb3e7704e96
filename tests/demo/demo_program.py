"""Runs the demo as a program, as `make demo` does."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from tests import ROOT

ENVIRONMENT = {
    "RASA_PORT": "0",
    "ACTIONS_PORT": "0",
    "SANDBOX_PORT": "0",
    "VENDOR": "",
    "DEMO_LANGUAGE": "",
    # No browser window may open during the tests.
    "BROWSER": "true %s",
}


def command(root: Path, package: str = "demo") -> list[str]:
    """Return the command for the demo of the bot in this folder, or for its cluster."""
    code = (
        f"import sys; from pathlib import Path; import {package}.__main__ as program; "
        f"program.ROOT = Path({str(root)!r}); sys.exit(program.main())"
    )
    return [sys.executable, "-c", code]


def demo(root: Path, **environment: str) -> AbstractContextManager["subprocess.Popen[str]"]:
    """Run the demo of the bot in this folder, on any free ports."""
    return running(command(root), **{**ENVIRONMENT, **environment})


@contextmanager
def running(command: Sequence[str], **environment: str) -> Iterator["subprocess.Popen[str]"]:
    """Run the command in the repository's folder, as a shell does with a foreground process."""
    program = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    with program:
        try:
            yield program
        finally:
            program.kill()


def type_line(program: "subprocess.Popen[str]", line: str) -> None:
    """Write a line to the program's input."""
    assert program.stdin is not None
    program.stdin.write(f"{line}\n")
    program.stdin.flush()


def read_until(program: "subprocess.Popen[str]", start: str) -> None:
    """Read the program's output up to a line that starts with this."""
    assert program.stdout is not None
    while not program.stdout.readline().startswith(start):
        assert program.poll() is None
