"""Runs the demo as a program, as `make demo` does."""

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tests import ROOT


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
