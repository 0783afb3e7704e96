"""Open the demo's page in a browser window, where somebody can see one."""

import os
import sys
import webbrowser
from collections.abc import Mapping

# These browsers run inside the terminal that the demo itself prints to.
TERMINAL_BROWSERS = frozenset({"elinks", "links", "lynx", "w3m", "www-browser"})


def is_desktop(environ: Mapping[str, str] = os.environ) -> bool:
    """Return whether the demo runs in a terminal of a machine with a graphical desktop."""
    display = environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")
    return sys.stdout.isatty() and bool(display or sys.platform in ("darwin", "win32"))


def open_window(url: str) -> None:
    """Open the URL in a browser window; without a browser nothing happens.

    The demo has printed the URL already, so a missing browser is not worth a message.
    """
    try:
        browser = webbrowser.get()
        if getattr(browser, "basename", "") not in TERMINAL_BROWSERS:
            browser.open(url)
    except webbrowser.Error:
        return
