"""The page of the demo in the browser of whoever has one before their eyes."""

import os
import sys
import webbrowser
from collections.abc import Mapping

# These would take the terminal that the demo itself prints to.
IN_THE_TERMINAL = frozenset({"elinks", "links", "lynx", "w3m", "www-browser"})


def is_desktop(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether somebody sits at this machine, at a terminal, and can see a window."""
    screen = environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")
    return sys.stdout.isatty() and bool(screen or sys.platform in ("darwin", "win32"))


def show(url: str) -> None:
    """Open the address in a window; it was printed, so nothing is said where there is none."""
    try:
        browser = webbrowser.get()
        if getattr(browser, "basename", "") not in IN_THE_TERMINAL:
            browser.open(url)
    except webbrowser.Error:
        return
