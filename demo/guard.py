"""Runs one program and ends it, with all it has started, when it is no longer wanted.

    python -I guard.py GRACE_SECONDS PROGRAM ARGUMENT...

Standard input is a pipe that whoever wants the program holds open. It closes when they say so,
and also when they are killed: so there is no way for them to leave the program behind.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time

# A shell's way of saying that a signal has ended a program.
SIGNALLED = 128


def main() -> int:
    """Return the program's exit code."""
    grace, command = float(sys.argv[1]), sys.argv[2:]
    # A session of its own: Ctrl-C in the terminal reaches only the one who holds the pipe.
    program = subprocess.Popen(  # noqa: S603 - runs what its caller says, that is its purpose
        command, stdin=subprocess.DEVNULL, start_new_session=True
    )

    def end() -> None:
        _signal_all(program.pid, signal.SIGTERM)
        time.sleep(grace)
        _signal_all(program.pid, signal.SIGKILL)

    def end_when_unwanted() -> None:
        # Not `sys.stdin`: Python may not end while a thread waits in it.
        os.read(sys.stdin.fileno(), 1)
        end()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: threading.Thread(target=end, daemon=True).start())
    signal.signal(signal.SIGUSR1, lambda *_: _signal_all(program.pid, signal.SIGKILL))
    threading.Thread(target=end_when_unwanted, daemon=True).start()
    code = program.wait()
    _signal_all(program.pid, signal.SIGKILL)  # what it has started and left behind
    return code if code >= 0 else SIGNALLED - code


def _signal_all(group: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, number)


if __name__ == "__main__":
    sys.exit(main())
