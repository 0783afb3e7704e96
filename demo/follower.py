"""Shows what happens in the sandbox as it happens."""

import threading
from types import TracebackType

from sandbox.client.control import Control

from .deliveries import Deliveries, Event
from .screen import Screen
from .transcript import lines_of

# A hanging vendor takes the deadline of 10 s, and each rung of the ladder may.
PATIENCE_SECONDS = 45.0


class Follower:
    """Follows one conversation in a thread of its own."""

    def __init__(self, control: Control, conversation: str, screen: Screen) -> None:
        """Begin with the block."""
        self._control = control
        self._screen = screen
        self._deliveries = Deliveries(conversation)
        self._changed = threading.Condition()
        self._seen = 0
        self._ended = False
        self._thread = threading.Thread(target=self._follow, name="follower", daemon=True)

    def __enter__(self) -> "Follower":
        """Begin to show."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Show no more."""
        self._ended = True
        self._control.reset()  # An event, which lets the thread look up.
        self._thread.join()

    def wait_until_delivered(self) -> None:
        """Return when all that has been caused was shown, or too much time has passed."""
        newest = max((event["id"] for event in self._control.events(seconds=0)), default=0)
        with self._changed:
            self._changed.wait_for(
                lambda: self._seen >= newest and self._deliveries.settled, PATIENCE_SECONDS
            )

    def _follow(self) -> None:
        for event in self._control.events():
            if self._ended:
                return
            self._show(event)

    def _show(self, event: Event) -> None:
        for line in lines_of(event, self._deliveries.with_agent):
            self._screen.show(line)
        with self._changed:
            self._deliveries.note(event)
            self._seen = event["id"]
            self._changed.notify_all()
