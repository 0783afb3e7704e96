"""Deliver what waits in the state store, from one server at a time.

What is not accepted is sent again with growing pauses. `InOrder` keeps the order of an outbox: what
the receiver keeps refusing is given up after a day, so that it does not keep back all others for
ever.
"""

from __future__ import annotations

import logging
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from http import HTTPStatus

from ..errors import HandoffError, VendorBusyError, VendorError, VendorRefusedError
from ..state_store import StateStoreError
from ..vendor_http.pauses import Pause
from .lease import Lease
from .numbers import Waiting
from .queue import Outbox

logger = logging.getLogger(__name__)

# How often a server looks whether there is something to deliver, and whether it may.
POLL_SECONDS = 1.0
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 600.0
# The store is lost seldom and not for long.
LONGEST_PAUSE_OF_STORE = 30.0
# A text that the receiver refuses is sent for so long.
REFUSED_SECONDS = 24 * 3600.0
# These refuse the moment, not the text.
_TEMPORARY = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_MANY_REQUESTS}


class Delivery(ABC):
    """What the thread does that delivers."""

    def __init__(self, lease: Lease, what: str) -> None:
        """Take the lease of the server that delivers; `what` names what it delivers in the log."""
        self._lease = lease
        self._what = what
        self._store_failures = 0

    def run(self, woken: threading.Event, stopped: threading.Event) -> None:
        """Deliver until `stopped` is set; `woken` is set if there may be something new."""
        while not stopped.is_set():
            woken.wait(self.step())
            woken.clear()
        try:
            self._lease.release()
        except StateStoreError as error:
            logger.warning("%s: %s", self._what, error)

    def step(self) -> float:
        """Send one thing, if that is to be done now; return how many seconds to wait."""
        try:
            seconds = self.send_next() if self._lease.hold() else POLL_SECONDS
        except Exception as error:  # noqa: BLE001 - the thread must go on
            text = error if isinstance(error, HandoffError) else type(error).__name__
            seconds = growing(self._store_failures, LONGEST_PAUSE_OF_STORE)
            self._store_failures += 1
            logger.error("%s are not delivered now: %s", self._what, text)
        else:
            self._store_failures = 0
        return seconds

    @abstractmethod
    def send_next(self) -> float:
        """Send what is next, where something is; return how many seconds to wait then."""


class InOrder(Delivery):
    """Delivers the texts of an outbox in their order."""

    def __init__(
        self,
        outbox: Outbox,
        lease: Lease,
        post: Callable[[str], object],
        drop: Callable[[str, str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the queue, the lease of the server that delivers, and what sends a text.

        `post` raises a `VendorError` if the receiver has not accepted the text. `drop` gets
        a text that is given up, and why. `clock` tells the time in seconds.
        """
        super().__init__(lease, outbox.what)
        self._outbox = outbox
        self._post = post
        self._drop = drop
        self._pause = Pause(clock)
        self._failures = 0

    def send_next(self) -> float:
        """Send the first text, unless there is a pause."""
        if self._pause.seconds_left:
            return min(self._pause.seconds_left, POLL_SECONDS)
        first = self._outbox.first()
        if first is None:
            return POLL_SECONDS
        try:
            self._post(first.text)
        except VendorError as error:
            self._failed(first, error)
        else:
            self._outbox.remove(first)
            self._failures = 0
        return 0.0

    def _failed(self, first: Waiting, error: VendorError) -> None:
        if is_refusal(error) and self._outbox.refused_seconds(first) > REFUSED_SECONDS:
            self._outbox.remove(first)
            self._drop(first.text, f"after a day of refusals: {error}")
            return
        pause = pause_after(error, self._failures)
        self._failures += 1
        self._pause.begin(pause)
        logger.warning("%s; tried again in %.0f s", error, pause)


def is_refusal(error: VendorError) -> bool:
    """Tell whether the receiver does not want this text, whenever it is sent."""
    return (
        isinstance(error, VendorRefusedError)
        and 400 <= error.status < 500
        and error.status not in _TEMPORARY
    )


def pause_after(error: VendorError, failures: int) -> float:
    """Return the pause after an error that comes after so many others, in seconds."""
    pause = growing(failures, LONGEST_PAUSE)
    if isinstance(error, VendorBusyError) and error.retry_after is not None:
        pause = min(max(pause, error.retry_after), LONGEST_PAUSE)
    return pause


def growing(failures: int, longest: float, first: float = FIRST_PAUSE) -> float:
    """Return the pause after one more failure: twice the latest one."""
    return float(min(first * 2 ** min(failures, 20), longest))
