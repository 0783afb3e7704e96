"""Run one program, and end it with every process it started when its owner wants it or ends.

    python -I process_guard.py GRACE_SECONDS END_SIGNAL PROGRAM ARGUMENT...

Standard input is a socket that the owner holds open. The operating system closes it also when the
owner is killed, so the owner cannot leave the program behind. Each byte that the owner writes is
the number of a signal for the program; the guard repeats the byte when it has sent the signal.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

# A shell reports a program that was ended by signal N with the exit code 128 + N.
SIGNAL_EXIT_BASE = 128


def main() -> int:
    """Run the program and return its exit code."""
    grace_seconds, end_signal, command = (
        float(sys.argv[1]),
        signal.Signals[sys.argv[2]],
        sys.argv[3:],
    )
    # The program gets its own session, so that Ctrl-C in the terminal reaches only the owner.
    program = subprocess.Popen(  # noqa: S603 - running the caller's command is the purpose
        command, stdin=subprocess.DEVNULL, start_new_session=True
    )

    started: list[int] = []  # what the program had started when it was asked to end

    def end_program() -> None:
        started.extend(descendants(program.pid))
        _signal_all(program.pid, signal.SIGCONT)  # what is stopped could not end
        _signal_group(program.pid, end_signal)
        time.sleep(grace_seconds)
        _signal_all(program.pid, signal.SIGKILL)

    def obey_owner() -> None:
        # `sys.stdin` is not used: Python may not exit while a thread waits in it.
        orders = sys.stdin.fileno()
        with contextlib.suppress(OSError):  # the owner has ended
            while order := os.read(orders, 1):
                _signal_all(program.pid, signal.Signals(order[0]))
                os.write(orders, order)
        end_program()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: threading.Thread(target=end_program, daemon=True).start())
    threading.Thread(target=obey_owner, daemon=True).start()
    code = program.wait()
    # What the program has started and left.
    _signal_group(program.pid, signal.SIGKILL)
    _signal(started, signal.SIGKILL)
    return code if code >= 0 else SIGNAL_EXIT_BASE - code


def _signal_all(program: int, number: signal.Signals) -> None:
    """Signal also the processes that have sessions of their own, as PostgreSQL's have."""
    processes = list(descendants(program))
    _signal_group(program, number)
    _signal(processes, number)


def _signal(processes: list[int], number: signal.Signals) -> None:
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, number)


def _signal_group(group: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, number)


def descendants(process: int) -> Iterator[int]:
    """Yield the processes that a process has started, and those that they have started."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):  # none on a system without /proc
        with contextlib.suppress(OSError, IndexError):  # a process that has ended
            # "PID (NAME) STATE PARENT ...", where the name may contain anything.
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(stat.parent.name))
    waiting = [process]
    while waiting:
        found = children.get(waiting.pop(), [])
        yield from found
        waiting += found


if __name__ == "__main__":
    sys.exit(main())
