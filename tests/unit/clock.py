"""A time that passes only when the test says so."""

from __future__ import annotations

from typing import Generic, TypeVar

Time = TypeVar("Time")


class Clock(Generic[Time]):
    """Returns the time that a test sets, as a datetime or in seconds."""

    def __init__(self, now: Time) -> None:
        self.now = now

    def __call__(self) -> Time:
        return self.now
