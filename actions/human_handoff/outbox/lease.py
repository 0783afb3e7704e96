"""A lease in the state store: which of several servers does a piece of work."""

from __future__ import annotations

import math
import time
import uuid
from collections.abc import Callable

from ..state_store import StateStore


class Lease:
    """Held by one server at a time; that of a server which is killed ends by itself.

    It must be created in the process that uses it: a process that was forked would hold the same.
    """

    def __init__(
        self,
        store: StateStore,
        key: str,
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the key, and for how long the lease is held without being renewed."""
        self._store = store
        self._key = key
        self._seconds = seconds
        self._clock = clock
        self._owner = uuid.uuid4().hex
        self._renewed_at = -math.inf

    def hold(self) -> bool:
        """Take the lease or renew it; tell whether this server has it for two thirds of its time.

        Raises:
            StateStoreError: Nobody knows who has it.
        """
        now = self._clock()
        if now < self._renewed_at + self._seconds / 3:
            return True
        present = self._store.get(self._key)
        if present is None:
            has_it = self._store.set_if_absent(self._key, self._owner, self._seconds) is None
        else:
            has_it = present == self._owner and self._store.replace(
                self._key, self._owner, self._owner, self._seconds
            )
        self._renewed_at = now if has_it else -math.inf
        return has_it

    def release(self) -> None:
        """Let another server take the lease at once.

        Raises:
            StateStoreError: The lease ends by itself.
        """
        self._renewed_at = -math.inf
        self._store.remove(self._key, self._owner)
