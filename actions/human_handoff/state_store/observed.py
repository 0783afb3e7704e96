"""A state store whose every access is observed, for traces and figures."""

from __future__ import annotations

from collections.abc import Iterator

from ..instrumentation import Kind, Observation, observed
from .store import StateStore


class ObservedStateStore(StateStore):
    """Passes everything on to another store; neither keys nor values are observed.

    `update` is observed as the accesses it is made of.
    """

    def __init__(self, store: StateStore) -> None:
        """Take the store."""
        self._store = store

    def get(self, key: str) -> str | None:
        """Return the value, or None if there is none or it has expired."""
        with self._access("get"):
            return self._store.get(key)

    def put(self, key: str, value: str, seconds: float) -> None:
        """Store a value for so many seconds, replacing any other."""
        with self._access("put"):
            self._store.put(key, value, seconds)

    def set_if_absent(self, key: str, value: str, seconds: float) -> str | None:
        """Store a value if the key has none, as one atomic step."""
        with self._access("set_if_absent"):
            return self._store.set_if_absent(key, value, seconds)

    def replace(self, key: str, expected: str, value: str, seconds: float) -> bool:
        """Store a value if the key has the expected one, as one atomic step."""
        with self._access("replace"):
            return self._store.replace(key, expected, value, seconds)

    def remove(self, key: str, expected: str) -> bool:
        """Remove a key if it has the expected value, as one atomic step."""
        with self._access("remove"):
            return self._store.remove(key, expected)

    def scan(self, prefix: str) -> Iterator[tuple[str, str]]:
        """Yield the keys that begin so; not observed, because no customer waits for it."""
        return self._store.scan(prefix)

    def check(self) -> None:
        """Check that the store can be read and written."""
        with self._access("check"):
            self._store.check()

    def _access(self, command: str) -> Observation:
        return observed(Kind.STATE_STORE, system=self._store.system, command=command)
