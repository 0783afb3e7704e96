"""The numbers of a queue in the state store, and what stands under one of them."""

from __future__ import annotations

from typing import NamedTuple


class Counter(NamedTuple):
    """The numbers: of the next text to deliver, and of the next text to write.

    A store that has lost its data begins a new series: what it has kept of an old one, by chance,
    is never taken for a new text.
    """

    series: str
    head: int
    tail: int

    @classmethod
    def parsed(cls, text: str) -> Counter:
        """Return the counter that the store holds."""
        series, head, tail = text.split(":")
        return cls(series, int(head), int(tail))

    def __str__(self) -> str:
        """Return the counter as the store holds it."""
        return f"{self.series}:{self.head}:{self.tail}"

    @property
    def waiting(self) -> int:
        """How many numbers were taken and not delivered."""
        return self.tail - self.head


class Waiting(NamedTuple):
    """A text that waits for its delivery."""

    counter: Counter
    key: str
    text: str
