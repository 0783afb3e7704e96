"""What several servers must know together: idempotency records, shift reports, leases.

Every operation is a single atomic step on a single key, so it also works on a Redis Cluster.
"""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from typing import ClassVar

from ..errors import HandoffError

# The version of what the values look like. Servers of another version never read them.
SCHEMA_VERSION = 1
PREFIX = f"human_handoff:{SCHEMA_VERSION}:"


class StateStoreError(HandoffError):
    """The store could not be asked; nobody knows whether it did what it was asked for.

    The text contains no value, no key and no password.
    """


class StateStore(ABC):
    """Short texts under keys, each for a limited time. Methods may block.

    All of them raise a `StateStoreError` if the store cannot be asked.

    Attributes:
        system: What the store is, for figures and traces.
    """

    system: ClassVar[str] = "other"

    @abstractmethod
    def get(self, key: str) -> str | None:
        """Return the value, or None if there is none or it has expired."""

    @abstractmethod
    def put(self, key: str, value: str, seconds: float) -> None:
        """Store a value for so many seconds, replacing any other."""

    @abstractmethod
    def set_if_absent(self, key: str, value: str, seconds: float) -> str | None:
        """Store a value if the key has none, as one atomic step.

        Returns:
            None if the value was stored; otherwise the value that was already there.
        """

    @abstractmethod
    def replace(self, key: str, expected: str, value: str, seconds: float) -> bool:
        """Store a value if the key has the expected one, as one atomic step; tell if it had."""

    @abstractmethod
    def remove(self, key: str, expected: str) -> bool:
        """Remove a key if it has the expected value, as one atomic step; tell whether it had."""

    def update(self, key: str, change: Callable[[str | None], str | None], seconds: float) -> None:
        """Change a value as one atomic step: nobody else's change is lost.

        Args:
            key: The key.
            change: Returns the new value for the present one; None stands for no value. It is
                called again if another server has changed the value meanwhile. What it raises
                ends the update, and nothing is changed.
            seconds: How long the new value is stored.
        """
        while True:
            present = self.get(key)
            value = change(present)
            if value is None:
                if present is None or self.remove(key, present):
                    return
            elif present is None:
                if self.set_if_absent(key, value, seconds) is None:
                    return
            elif self.replace(key, present, value, seconds):
                return

    @abstractmethod
    def scan(self, prefix: str) -> Iterator[tuple[str, str]]:
        """Yield the keys that begin so, each with its value, in any order.

        They are read a few hundred at a time, so what is written meanwhile may be missing, and a
        key may come twice. For reports and counts; nothing that a customer waits for.
        """

    @abstractmethod
    def check(self) -> None:
        """Check that the store can be read and written, for a server that starts.

        Raises:
            StateStoreError: It cannot; the text says what to do.
        """


def hashed(*parts: object) -> str:
    """Return 40 hexadecimal digits that do not show what they are of, such as a customer's id."""
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()[:40]


def hashed_key(kind: str, *parts: object) -> str:
    """Return the key of something of this kind, as `hashed` does."""
    return f"{kind}/{hashed(*parts)}"
