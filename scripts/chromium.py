"""Find the browser for `make pictures` and for the page's tests."""

from __future__ import annotations

import os
import shutil

MISSING = (
    "There is no chromium. Install it (Debian: apt install chromium), or name one in "
    "HANDOFF_CHROMIUM, and run the command again."
)


def chromium_path() -> str | None:
    """Return the program that HANDOFF_CHROMIUM names, or the installed one; None without both."""
    return os.environ.get("HANDOFF_CHROMIUM") or shutil.which("chromium")
