"""How much CPU time programs have used, in seconds, as Linux counts it in `/proc`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from time import process_time

from demo.child_process import ChildProcess

# The columns of /proc/<pid>/stat behind the name, which may contain spaces: proc_pid_stat(5).
_PARENT, _USER, _SYSTEM = 1, 11, 12
_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")

# Returns how much CPU time each program has used, by its name.
CpuTimes = Callable[[], dict[str, float]]


def cpu_times(programs: Mapping[str, list[ChildProcess]], ourselves: str) -> CpuTimes:
    """Return a function that measures these programs, and this process under the name given."""

    def measured() -> dict[str, float]:
        processes = dict(_processes())
        seconds = {
            name: sum(_seconds_of(child.pid, processes) for child in children)
            for name, children in programs.items()
        }
        return {**seconds, ourselves: process_time()}

    return measured


def _seconds_of(pid: int, processes: Mapping[int, tuple[int, float]]) -> float:
    """Return the time of a process and of all processes that it has started."""
    own = processes.get(pid, (0, 0.0))[1]
    children = [each for each, (parent, _) in processes.items() if parent == pid]
    return own + sum(_seconds_of(each, processes) for each in children)


def _processes() -> Iterator[tuple[int, tuple[int, float]]]:
    """Yield each process of the machine with its parent and its CPU time."""
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            columns = file.read_text(encoding="utf-8").rpartition(")")[2].split()
            ticks = int(columns[_USER]) + int(columns[_SYSTEM])
            yield int(file.parent.name), (int(columns[_PARENT]), ticks / _TICKS_PER_SECOND)
