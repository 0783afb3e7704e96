"""Print the sandbox's events in the terminal as they happen."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sandbox.client.control import Control

from .pending_events import Event, PendingEvents
from .terminal import Terminal
from .transcript import lines_of

# A vendor that hangs takes the deadline of 10 s, and so may each route of the fallback.
TIMEOUT_SECONDS = 45.0
OTHERS = "Another customer has written, as on the page. Only your own chat is printed here."


class EventPrinter:
    """Prints the events of one conversation and waits for them; see `printed_events`.

    Calls that name no conversation, such as the question who is on shift, are printed too.
    """

    def __init__(self, control: Control, conversation: str, terminal: Terminal) -> None:
        """Start with no event printed."""
        self._control = control
        self._terminal = terminal
        self._conversation = conversation
        self._pending = PendingEvents(conversation)
        self._has_mentioned_others = False
        self._changed = threading.Condition()
        self._last_id = 0
        self._stopping = False

    def print_all(self) -> None:
        """Print each event as it happens until `stop` is called."""
        for event in self._control.events():
            if self._stopping:
                return
            self._print(event)

    def stop(self) -> None:
        """Let `print_all` return."""
        self._stopping = True
        self._control.reset()  # This adds an event, which `print_all` is waiting for.

    def wait_until_settled(self) -> None:
        """Return when everything that follows the last message was printed, or after a timeout."""
        newest = max((event["id"] for event in self._control.past_events()), default=0)
        with self._changed:
            self._changed.wait_for(
                lambda: self._last_id >= newest and self._pending.settled, TIMEOUT_SECONDS
            )

    def _print(self, event: Event) -> None:
        if event.get("conversation") in (None, self._conversation):
            for line in lines_of(event, self._pending.with_agent):
                self._terminal.print_line(line)
        elif event["type"] == "message" and not self._has_mentioned_others:
            self._has_mentioned_others = True
            self._terminal.print_note(OTHERS)
        with self._changed:
            self._pending.update(event)
            self._last_id = event["id"]
            self._changed.notify_all()


@contextmanager
def printed_events(
    control: Control, conversation: str, terminal: Terminal
) -> Iterator[EventPrinter]:
    """Print events in a thread of their own until the block ends.

    `EventPrinter.wait_until_settled` waits for the events of `conversation`.
    """
    printer = EventPrinter(control, conversation, terminal)
    thread = threading.Thread(target=printer.print_all, name="event printer", daemon=True)
    thread.start()
    try:
        yield printer
    finally:
        printer.stop()
        thread.join()
