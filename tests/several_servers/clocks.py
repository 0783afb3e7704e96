"""Servers whose clocks differ, by libfaketime."""

from __future__ import annotations

import subprocess

from cluster.programs import program


def clock_that_differs(seconds: int) -> dict[str, str]:
    """Return the environment of a server whose clock is ahead by so many seconds, or behind.

    What measures how long something takes goes on as before, as on a machine with a wrong clock.
    """
    command = [program("faketime"), "-f", "+0s", "printenv", "LD_PRELOAD"]
    library = subprocess.run(command, capture_output=True, text=True, check=True)
    return {
        "LD_PRELOAD": library.stdout.strip(),
        "FAKETIME": f"{seconds:+}s",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
