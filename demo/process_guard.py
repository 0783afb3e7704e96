"""Run one program, and end it with every process it started when its owner wants it or ends.

    python -I process_guard.py GRACE_SECONDS PROGRAM ARGUMENT...

Standard input is a pipe that the owner holds open. The operating system closes the pipe also when
the owner is killed, so the owner cannot leave the program behind.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time

# A shell reports a program that was ended by signal N with the exit code 128 + N.
SIGNAL_EXIT_BASE = 128


def main() -> int:
    """Run the program and return its exit code."""
    grace_seconds, command = float(sys.argv[1]), sys.argv[2:]
    # The program gets its own session, so that Ctrl-C in the terminal reaches only the owner.
    program = subprocess.Popen(  # noqa: S603 - running the caller's command is the purpose
        command, stdin=subprocess.DEVNULL, start_new_session=True
    )

    def end_program() -> None:
        _signal_group(program.pid, signal.SIGTERM)
        time.sleep(grace_seconds)
        _signal_group(program.pid, signal.SIGKILL)

    def end_when_pipe_closes() -> None:
        # `sys.stdin` is not used: Python may not exit while a thread waits in it.
        os.read(sys.stdin.fileno(), 1)
        end_program()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: threading.Thread(target=end_program, daemon=True).start())
    signal.signal(signal.SIGUSR1, lambda *_: _signal_group(program.pid, signal.SIGKILL))
    threading.Thread(target=end_when_pipe_closes, daemon=True).start()
    code = program.wait()
    _signal_group(program.pid, signal.SIGKILL)  # processes that the program started and left
    return code if code >= 0 else SIGNAL_EXIT_BASE - code


def _signal_group(group: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, number)


if __name__ == "__main__":
    sys.exit(main())
