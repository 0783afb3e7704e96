"""Find the browser for `make pictures` and for the page's tests."""

from __future__ import annotations

import os
import shutil

MISSING = (
    "There is no chromium. Install it (Debian: apt install chromium), or name one in "
    "HANDOFF_CHROMIUM, and run the command again."
)
# The same browser without windows starts and draws in a third of the time, so it comes first.
PROGRAMS = ("chromium-headless-shell", "chromium")


def chromium_path() -> str | None:
    """Return the program that HANDOFF_CHROMIUM names, or the installed one; None without both."""
    named = os.environ.get("HANDOFF_CHROMIUM")
    return named or next(filter(None, map(shutil.which, PROGRAMS)), None)
