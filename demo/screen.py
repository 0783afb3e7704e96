"""Where the demo prints: in colour on a terminal, as plain lines elsewhere."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.text import Text

from .training import Say
from .transcript import DESK, YOU, Line

try:
    import readline
except ImportError:  # Some builds of Python have none; then what is typed is not shown again.
    readline = None  # type: ignore[assignment]

PROMPT = "you> "
STYLES = {"bot": "bold green", "agent": "bold magenta", YOU: "bold"}
VENDOR_STYLE = "bold cyan"
# What a terminal understands as: to the start of the line, and empty it.
CLEAR_LINE = "\r\x1b[K"


class Screen:
    """Prints from any thread, also while the customer is typing."""

    def __init__(self) -> None:
        """Look whether there are terminals."""
        self.asks = sys.stdin.isatty()
        self._rich = Console(highlight=False) if sys.stdout.isatty() else None
        self._lock = threading.Lock()
        self._prompting = False

    def show(self, line: Line) -> None:
        """Print a line of the conversation, except what the customer has just typed here."""
        if line.speaker == YOU and self.asks:
            return
        text = Text(str(line), style="dim yellow" if line.speaker == DESK else "")
        if line.speaker != DESK:
            text.stylize(STYLES.get(line.speaker, VENDOR_STYLE), 0, len(line.speaker) + 1)
        self._print(text)

    def tell(self, text: str) -> None:
        """Print what is not part of the conversation."""
        self._print(Text(text, style="dim"))

    def lines(self) -> Iterator[str]:
        """What the customer writes, until there is no more."""
        while True:
            try:
                line = self._ask() if self.asks else sys.stdin.readline()
            except EOFError:
                self._print(Text(""))
                return
            if not line and not self.asks:
                return
            if line.strip():
                yield line.strip()

    @contextmanager
    def step(self, title: str) -> Iterator[Say]:
        """Show that something takes its time; what it gives is told how far it is."""
        began = time.monotonic()
        if self._rich is None:
            self.tell(f"{title} ...")
            yield self._say_new_words()
        else:
            with self._rich.status(f"{title} ...") as status:
                yield lambda text: status.update(f"{title}: {text}")
        self.tell(f"{title}: done in {time.monotonic() - began:.0f} s")

    def _say_new_words(self) -> Say:
        """Leave out percentages: there is one line for each part of the work."""
        said = ""

        def say(text: str) -> None:
            nonlocal said
            words = text.rstrip(" %0123456789")
            if words != said:
                said = words
                self.tell(f"  {words}")

        return say

    def _ask(self) -> str:
        self._prompting = True
        try:
            return input(PROMPT)
        finally:
            self._prompting = False

    def _print(self, text: Text) -> None:
        with self._lock:
            if self._rich is None:
                print(text.plain, flush=True)
                return
            if self._prompting:
                sys.stdout.write(CLEAR_LINE)
            self._rich.print(text, soft_wrap=True)
            if self._prompting:
                typed = readline.get_line_buffer() if readline else ""
                sys.stdout.write(PROMPT + typed)
                sys.stdout.flush()
