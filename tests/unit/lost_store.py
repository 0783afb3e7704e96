"""A state store that a test can lose."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from actions.human_handoff.state_store import MemoryStateStore, StateStoreError


class LostStore(MemoryStateStore):
    """A store that cannot be asked while it is lost.

    Attributes:
        is_lost: Whether it cannot be asked; a test changes it.
        is_read_only: Whether it refuses all that writes; a test changes it.
        before: Called before each operation.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, is_lost: bool = True) -> None:
        super().__init__(clock)
        self.is_lost = is_lost
        self.is_read_only = False
        self.before: Callable[[], object] = lambda: None

    def _check(self, *, writes: bool = True) -> None:
        self.before()
        if self.is_lost or (writes and self.is_read_only):
            raise StateStoreError("the store is lost")

    def get(self, key: str) -> str | None:
        self._check(writes=False)
        return super().get(key)

    def put(self, key: str, value: str, seconds: float) -> None:
        self._check()
        super().put(key, value, seconds)

    def set_if_absent(self, key: str, value: str, seconds: float) -> str | None:
        self._check()
        return super().set_if_absent(key, value, seconds)

    def replace(self, key: str, expected: str, value: str, seconds: float) -> bool:
        self._check()
        return super().replace(key, expected, value, seconds)

    def remove(self, key: str, expected: str) -> bool:
        self._check()
        return super().remove(key, expected)

    def scan(self, prefix: str) -> Iterator[tuple[str, str]]:
        self._check(writes=False)
        return super().scan(prefix)

    def check(self) -> None:
        self._check()
