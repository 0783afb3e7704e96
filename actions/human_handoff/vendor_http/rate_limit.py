"""A vendor's documented limit of calls per second."""

from __future__ import annotations

from functools import cached_property

from pyrate_limiter import Duration, Limiter, Rate

from ..errors import VendorBusyError
from .deadline import MIN_RESPONSE_SECONDS, current_operation


class RateLimit:
    """Lets so many calls a second pass; the others wait for their turn."""

    def __init__(self, vendor: str, calls_per_second: int) -> None:
        """Take the vendor's name, for errors, and its documented limit."""
        self._vendor = vendor
        self._rate = Rate(calls_per_second, Duration.SECOND)

    def wait(self) -> None:
        """Wait until a call may be made, within the time of the operation.

        Raises:
            VendorBusyError: Too many calls are waiting; nothing was sent.
        """
        operation = current_operation.get(None)
        left = operation.seconds_left() if operation else MIN_RESPONSE_SECONDS
        seconds = max(0.0, left - MIN_RESPONSE_SECONDS)
        if not self._limiter.try_acquire(self._vendor, timeout=seconds):
            raise VendorBusyError(self._vendor, "nothing was sent, too many calls are waiting")

    @cached_property
    def _limiter(self) -> Limiter:
        # Created by the first call, because it starts a thread.
        return Limiter(self._rate)
