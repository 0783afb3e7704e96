"""What is so at this moment in one process: its circuit breakers, and its queues of events."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping

from ..handoff_events.store_writer import StoreWriter
from ..vendor_http.host_limits import hosts
from .instruments import Instruments
from .worker_files import shared_folder, tell_that_this_worker_lives


class PresentValues:
    """Brings the metrics of the present up to date."""

    def __init__(self, instruments: Instruments, queues: Mapping[str, StoreWriter]) -> None:
        """Take the metrics, and the queues in memory of those sinks that have one."""
        self._metrics = instruments
        self._queues = queues
        self._given_up = Counter[str]()
        self._hosts: set[str] = set()
        # Two at once would count the same twice.
        self._lock = threading.Lock()

    def refresh(self) -> None:
        """Set the metrics to what is so now; several threads may call it."""
        with self._lock:
            self._refresh()

    def _refresh(self) -> None:
        present = hosts()
        self._hosts |= present.keys()
        for host in self._hosts:
            self._metrics.host_left_alone.labels(host).set(present.get(host, False))
        for sink, queue in self._queues.items():
            self._metrics.waiting_in_memory.labels(sink).set(queue.waiting)
            given_up = queue.dropped
            self._metrics.given_up.labels(sink).inc(given_up - self._given_up[sink])
            self._given_up[sink] = given_up
        folder = shared_folder()
        if folder is not None:
            tell_that_this_worker_lives(folder)
