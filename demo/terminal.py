"""Read the customer's messages and print the conversation: in colour on a terminal, else plain."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.text import Text

from .training import Progress
from .transcript import DESK, YOU, Line

try:
    import readline
except ImportError:  # Without it, text that is being typed is not printed again after a message.
    readline = None  # type: ignore[assignment]

PROMPT = "you> "
STYLES = {"bot": "bold green", "agent": "bold magenta", YOU: "bold"}
VENDOR_STYLE = "bold cyan"
# The terminal's control sequence for "go to the start of the line and clear it".
CLEAR_LINE = "\r\x1b[K"


class Terminal:
    """Prints from any thread, also while the customer is typing."""

    def __init__(self) -> None:
        """Find out whether input and output are terminals."""
        self.is_interactive = sys.stdin.isatty()
        self._rich = Console(highlight=False) if sys.stdout.isatty() else None
        self._lock = threading.Lock()
        self._prompting = False

    def print_line(self, line: Line) -> None:
        """Print a line of the conversation, except what the customer has just typed here."""
        if line.speaker == YOU and self.is_interactive:
            return
        text = Text(str(line), style="dim yellow" if line.speaker == DESK else "")
        if line.speaker != DESK:
            text.stylize(STYLES.get(line.speaker, VENDOR_STYLE), 0, len(line.speaker) + 1)
        self._print(text)

    def print_note(self, text: str) -> None:
        """Print something that is not part of the conversation."""
        self._print(Text(text, style="dim"))

    def input_lines(self) -> Iterator[str]:
        """Yield the lines that the customer types, without empty ones, until the input ends."""
        while True:
            try:
                line = self._prompt() if self.is_interactive else sys.stdin.readline()
            except EOFError:
                self._print(Text(""))
                return
            if not line and not self.is_interactive:
                return
            if line.strip():
                yield line.strip()

    @contextmanager
    def step(self, title: str) -> Iterator[Progress]:
        """Print that a step has begun and how long it took; yield a function for its progress."""
        began = time.monotonic()
        if self._rich is None:
            self.print_note(f"{title} ...")
            yield self._plain_progress()
        else:
            with self._rich.status(f"{title} ...") as status:
                yield lambda text: status.update(f"{title}: {text}")
        self.print_note(f"{title}: done in {time.monotonic() - began:.0f} s")

    def _plain_progress(self) -> Progress:
        """Return a function that prints one line for each part of a step, without percentages."""
        last = ""

        def progress(text: str) -> None:
            nonlocal last
            part = text.rstrip(" %0123456789")
            if part != last:
                last = part
                self.print_note(f"  {part}")

        return progress

    def _prompt(self) -> str:
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
