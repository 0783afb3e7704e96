"""A state store for what may be done without the other servers, such as asking who is on shift."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from .in_memory import MemoryStateStore
from .store import StateStore, StateStoreError

logger = logging.getLogger(__name__)

Result = TypeVar("Result")

# A store that hangs takes seconds to fail. It is left alone for so long after that, and there is no
# more than one warning in that time.
RETRY_SECONDS = 3.0
# What has failed sooner is tried once more.
QUICK_SECONDS = 0.2
# A store that fails at once, as it does while it is restarted, is left alone for so long: until
# then this server and the others know nothing of what each other does.
QUICK_RETRY_SECONDS = 0.2


class StateStoreWithFallback(StateStore):
    """Uses the memory of this process where the store cannot be asked.

    It is not for claims of transfers: two servers could make the same one. An operation that has
    failed may have been done all the same, and may be repeated: `set_if_absent` can return the
    value that it has stored itself.
    """

    def __init__(
        self,
        store: StateStore,
        warning: str | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the store of all servers, and the beginning of a log line if it is lost.

        `clock` tells the time in seconds.
        """
        self._store = store
        self._warning = warning
        self._clock = clock
        self._fallback = MemoryStateStore(clock)
        self._is_lost = False
        self._asked_again_at = -math.inf
        self._warned_again_at = -math.inf
        self._written_at = -math.inf
        self._answered_itself_at = -math.inf

    def get(self, key: str) -> str | None:
        """Return the value, or None if there is none or it has expired."""
        value = self._ask(lambda store: store.get(key))
        if value is None and self._clock() - self._written_at > RETRY_SECONDS:
            # There may be none because no server can write; then the store is lost.
            self._write(lambda store: store.check())
        return value

    def put(self, key: str, value: str, seconds: float) -> None:
        """Store a value for so many seconds, replacing any other."""
        self._write(lambda store: store.put(key, value, seconds))

    def set_if_absent(self, key: str, value: str, seconds: float) -> str | None:
        """Store a value if the key has none, as one atomic step."""
        return self._write(lambda store: store.set_if_absent(key, value, seconds))

    def replace(self, key: str, expected: str, value: str, seconds: float) -> bool:
        """Store a value if the key has the expected one, as one atomic step."""
        return self._ask(lambda store: store.replace(key, expected, value, seconds))

    def remove(self, key: str, expected: str) -> bool:
        """Remove a key if it has the expected value, as one atomic step."""
        return self._ask(lambda store: store.remove(key, expected))

    def update(self, key: str, change: Callable[[str | None], str | None], seconds: float) -> None:
        """Change a value as one atomic step, within one of the two stores."""
        self._ask(lambda store: store.update(key, change, seconds))

    def scan(self, prefix: str) -> Iterator[tuple[str, str]]:
        """Yield the keys that begin so, each with its value."""
        return self._ask(lambda store: iter(list(store.scan(prefix))))

    def check(self) -> None:
        """Check the store itself; the fallback is always there."""
        self._store.check()

    @property
    def is_lost(self) -> bool:
        """Whether the memory of this process answers, until the store can be written again."""
        return self._is_lost

    def has_answered_itself_since(self, moment: float) -> bool:
        """Whether the memory of this process has answered since then, on the clock.

        Unlike `is_lost`, that stays so when another thread finds the store back.
        """
        return self._answered_itself_at >= moment

    def _write(self, operation: Callable[[StateStore], Result]) -> Result:
        result = self._ask(operation)
        if not self._is_lost:
            self._written_at = self._clock()
        return result

    def _ask(self, operation: Callable[[StateStore], Result]) -> Result:
        if self._is_lost and not self._is_back():
            return self._ask_fallback(operation)
        began = self._clock()
        try:
            return self._ask_store(operation)
        except StateStoreError as error:
            self._is_lost = True
            self._leave_alone(error, began)
            return self._ask_fallback(operation)

    def _ask_fallback(self, operation: Callable[[StateStore], Result]) -> Result:
        self._answered_itself_at = self._clock()
        return operation(self._fallback)

    def _is_back(self) -> bool:
        """Check a store that was lost, one thread at a time and not too often.

        To read it is not enough: one that is full, or a replica, can be read and not written.
        """
        if self._clock() < self._asked_again_at:
            return False
        # The other threads go on without the store meanwhile.
        began = self._clock()
        self._asked_again_at = began + RETRY_SECONDS
        try:
            self._ask_store(lambda store: store.check())
        except StateStoreError as error:
            self._leave_alone(error, began)
            return False
        # What was known meanwhile is out of date.
        self._is_lost, self._fallback = False, MemoryStateStore(self._clock)
        return True

    def _leave_alone(self, error: StateStoreError, began: float) -> None:
        now = self._clock()
        hangs = now - began > QUICK_SECONDS
        self._asked_again_at = now + (RETRY_SECONDS if hangs else QUICK_RETRY_SECONDS)
        if self._warning is not None and now >= self._warned_again_at:
            self._warned_again_at = now + RETRY_SECONDS
            logger.warning("%s: %s", self._warning, error)

    def _ask_store(self, operation: Callable[[StateStore], Result]) -> Result:
        began = self._clock()
        try:
            return operation(self._store)
        except StateStoreError:
            # A connection that the server or a firewall has closed fails at once, the next not.
            if self._clock() - began > QUICK_SECONDS:
                raise
            return operation(self._store)
