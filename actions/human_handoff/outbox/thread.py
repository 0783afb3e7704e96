"""The thread of a server that delivers."""

from __future__ import annotations

import threading
from collections.abc import Callable

from .delivery import Delivery

# A server that is stopped waits so long for the delivery that is under way.
STOP_SECONDS = 2.0


class DeliveryThread:
    """Runs a delivery beside what the server does for customers."""

    def __init__(self, delivery: Callable[[], Delivery], name: str) -> None:
        """Take what creates the delivery, and the thread's name; no thread runs yet."""
        self._delivery = delivery
        self._name = name
        self._thread: threading.Thread | None = None
        self._woken = threading.Event()
        self._stopped = threading.Event()

    def start(self) -> None:
        """Deliver what waits in the store.

        It is called in the process that serves: a thread does not outlive a fork.

        Raises:
            RuntimeError: The system has no thread left.
        """
        if self._stopped.is_set() or (self._thread is not None and self._thread.is_alive()):
            return
        self._thread = threading.Thread(
            target=self._delivery().run,
            args=(self._woken, self._stopped),
            name=self._name,
            daemon=True,
        )
        self._thread.start()

    def wake(self) -> None:
        """Look at once whether something waits."""
        self._woken.set()

    def stop(self) -> None:
        """End the thread, so that another server delivers."""
        self._stopped.set()
        self._woken.set()
        if self._thread is not None and self._thread.is_alive():
            self._thread.join(STOP_SECONDS)
