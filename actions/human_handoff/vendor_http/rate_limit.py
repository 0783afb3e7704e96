"""A vendor's documented limit of calls per second, for all servers that share a state store."""

from __future__ import annotations

import time

from ..errors import VendorBusyError
from ..state_store import MemoryStateStore, StateStore, StateStoreWithFallback
from .deadline import MIN_RESPONSE_SECONDS, current_operation

# A call takes a slot for a second, and a little longer, because calls take different times to
# arrive.
SLOT_SECONDS = 1.05
POLL_SECONDS = 0.05


class RateLimit:
    """Lets so many calls a second pass; the others wait for their turn."""

    def __init__(self, vendor: str, calls_per_second: int) -> None:
        """Take the vendor's name, for errors, and its documented limit."""
        self._vendor = vendor
        self._calls_per_second = calls_per_second
        self._store: StateStore = MemoryStateStore()
        self._key = "rate"

    def share(self, store: StateStore, key: str) -> None:
        """Count the calls of all servers that have this store, under this key."""
        self._store, self._key = StateStoreWithFallback(store), key

    def wait(self) -> None:
        """Wait until a call may be made, within the time of the operation.

        Raises:
            VendorBusyError: Too many calls are waiting; nothing was sent.
        """
        operation = current_operation.get(None)
        left = operation.seconds_left() if operation else MIN_RESPONSE_SECONDS
        ends = time.monotonic() + max(0.0, left - MIN_RESPONSE_SECONDS)
        while not self._takes_slot():
            if time.monotonic() + POLL_SECONDS > ends:
                raise VendorBusyError(self._vendor, "nothing was sent, too many calls are waiting")
            time.sleep(POLL_SECONDS)

    def _takes_slot(self) -> bool:
        slots = (f"{self._key}/{number}" for number in range(self._calls_per_second))
        return any(self._store.set_if_absent(slot, "", SLOT_SECONDS) is None for slot in slots)
