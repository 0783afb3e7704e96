"""Deliver the texts of an outbox in their order, from one server at a time.

A text is sent again with growing pauses until it is accepted. What the receiver keeps refusing is
given up after a day, so that it does not keep back all others for ever.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from http import HTTPStatus

from ..errors import HandoffError, VendorBusyError, VendorError, VendorRefusedError
from ..state_store import StateStoreError
from ..vendor_http.pauses import Pause
from .lease import Lease
from .outbox import Outbox, Waiting

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


class Delivery:
    """What the thread does that delivers."""

    def __init__(
        self,
        outbox: Outbox,
        lease: Lease,
        post: Callable[[str], object],
        drop: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the queue, the lease of the server that delivers, and what sends a text.

        `post` raises a `VendorError` if the receiver has not accepted the text. `drop` is told
        why a text is given up. `clock` tells the time in seconds.
        """
        self._outbox = outbox
        self._lease = lease
        self._post = post
        self._drop = drop
        self._pause = Pause(clock)
        self._failures = 0
        self._store_failures = 0

    def run(self, woken: threading.Event, stopped: threading.Event) -> None:
        """Deliver until `stopped` is set; `woken` is set if there may be something new."""
        while not stopped.is_set():
            woken.wait(self.step())
            woken.clear()
        try:
            self._lease.release()
        except StateStoreError as error:
            logger.warning("handoff events: %s", error)

    def step(self) -> float:
        """Send the first text, if that is to be done now; return how many seconds to wait."""
        try:
            seconds = self._send_first()
        except Exception as error:  # noqa: BLE001 - the thread must go on
            text = error if isinstance(error, HandoffError) else type(error).__name__
            seconds = _growing(self._store_failures, LONGEST_PAUSE_OF_STORE)
            self._store_failures += 1
            logger.error("handoff events are not delivered now: %s", text)
        else:
            self._store_failures = 0
        return seconds

    def _send_first(self) -> float:
        if not self._lease.hold():
            return POLL_SECONDS
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
        if _is_refusal(error) and self._outbox.refused_seconds(first) > REFUSED_SECONDS:
            self._outbox.remove(first)
            self._drop(f"after a day of refusals: {error}")
            return
        pause = _growing(self._failures, LONGEST_PAUSE)
        if isinstance(error, VendorBusyError) and error.retry_after is not None:
            pause = min(max(pause, error.retry_after), LONGEST_PAUSE)
        self._failures += 1
        self._pause.begin(pause)
        logger.warning("%s; tried again in %.0f seconds", error, pause)


def _is_refusal(error: VendorError) -> bool:
    """Tell whether the receiver does not want this text, whenever it is sent."""
    return (
        isinstance(error, VendorRefusedError)
        and 400 <= error.status < 500
        and error.status not in _TEMPORARY
    )


def _growing(failures: int, longest: float) -> float:
    """Return the pause after one more failure: twice the latest one."""
    return float(min(FIRST_PAUSE * 2 ** min(failures, 20), longest))
