"""Pauses that a vendor asked for, or that its documents prescribe after a failure."""

from __future__ import annotations

import time
from collections.abc import Callable


class Pause:
    """A time before which no call is made; may be used by several threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Start without a pause."""
        self._clock = clock
        self._until = 0.0

    def begin(self, seconds: float) -> None:
        """Make no call for so many seconds from now on, or longer if a pause is under way."""
        self._until = max(self._until, self._clock() + seconds)

    @property
    def seconds_left(self) -> float:
        """How long no call is made; 0 if calls can be made."""
        return max(0.0, self._until - self._clock())
