"""What is so at this moment in one process: its circuit breakers, and its queue of events."""

from __future__ import annotations

from ..handoff_events.store_writer import StoreWriter
from ..vendor_http.host_limits import hosts
from .instruments import Instruments
from .worker_files import shared_folder, tell_that_this_worker_lives


class PresentValues:
    """Brings the metrics of the present up to date."""

    def __init__(self, instruments: Instruments, queue: StoreWriter | None) -> None:
        """Take the metrics, and the webhook's queue in memory if there is a webhook."""
        self._metrics = instruments
        self._queue = queue
        self._given_up = 0
        self._hosts: set[str] = set()

    def refresh(self) -> None:
        """Set the metrics to what is so now."""
        present = hosts()
        self._hosts |= present.keys()
        for host in self._hosts:
            self._metrics.host_left_alone.labels(host).set(present.get(host, False))
        if self._queue is not None:
            self._metrics.waiting_in_memory.set(self._queue.waiting)
            dropped = self._queue.dropped
            self._metrics.given_up.inc(dropped - self._given_up)
            self._given_up = dropped
        folder = shared_folder()
        if folder is not None:
            tell_that_this_worker_lives(folder)
