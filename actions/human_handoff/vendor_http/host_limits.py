"""What limits the calls to a vendor's host: the pauses it asks for, and its failures."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from weakref import WeakSet

from circuitbreaker import STATE_HALF_OPEN, CircuitBreaker

from ..errors import (
    VendorBusyError,
    VendorConnectionError,
    VendorError,
    VendorNotAskedError,
    VendorRefusedError,
    VendorSilenceError,
)
from .pauses import Pause

# After so many failures in a row a host is left alone for so many seconds. The first call after
# that tries again; if it fails, the host is left alone again.
FAILURES = 5
RECOVERY_SECONDS = 30
# A host that asks for a longer pause than this is called again all the same.
MAX_PAUSE_SECONDS = 600.0
_all: WeakSet[HostLimits] = WeakSet()


class HostLimits:
    """The limits of one host; may be used by several threads.

    Attributes:
        host: Its name and port.
    """

    def __init__(
        self, vendor: str, host: str = "", clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Start without limits; `vendor` is the name for errors."""
        self._vendor = vendor
        self.host = host
        _all.add(self)
        self._pause = Pause(clock)
        self._trying = threading.Lock()
        self._breaker = CircuitBreaker(FAILURES, RECOVERY_SECONDS, _is_failure)

    @property
    def is_left_alone(self) -> bool:
        """Whether the host keeps failing: no call is sent, or one tries whether it is back.

        It ends with a call that succeeds, not with the pause: a host that hangs is tried for many
        seconds, and while no customer comes nobody tries it.
        """
        return not self._breaker.closed

    @contextmanager
    def attempt(self, name: str) -> Iterator[None]:
        """Make one call, and learn from what becomes of it.

        Raises:
            VendorBusyError: The host asked for a pause that is not over; nothing was sent.
            VendorConnectionError: The host keeps failing and is left alone; nothing was sent.
        """
        pause = self._pause.seconds_left
        if pause:
            problem = f"{name} was not sent, because a pause was asked for"
            raise VendorBusyError(self._vendor, problem, pause)
        if self._breaker.opened:
            problem = f"{name} was not sent, because the last {FAILURES} calls failed"
            raise VendorConnectionError(self._vendor, problem)
        with self._trial(name), self._learning():
            yield

    @contextmanager
    def _trial(self, name: str) -> Iterator[None]:
        """Let a single call try a host again that was left alone."""
        if self._breaker.state != STATE_HALF_OPEN:
            yield
        elif self._trying.acquire(blocking=False):
            try:
                yield
            finally:
                self._trying.release()
        else:
            problem = f"{name} was not sent, because another call tries the host after failures"
            raise VendorConnectionError(self._vendor, problem)

    @contextmanager
    def _learning(self) -> Iterator[None]:
        """Tell the circuit breaker what became of a call, if that says something of the host."""
        try:
            yield
        except BaseException as error:
            if isinstance(error, VendorError) and not isinstance(error, VendorNotAskedError):
                self._breaker.__exit__(type(error), error, None)
            raise
        self._breaker.reset()

    def pause(self, seconds: float | None) -> None:
        """Call the host no sooner than after so many seconds; None for no pause."""
        if seconds is not None:
            self._pause.begin(min(seconds, MAX_PAUSE_SECONDS))


def hosts() -> dict[str, bool]:
    """Return the hosts of all vendors, each with whether it keeps failing and is left alone."""
    known: dict[str, bool] = {}
    for limits in set(_all):
        known[limits.host] = known.get(limits.host, False) or limits.is_left_alone
    return known


def hosts_left_alone() -> list[str]:
    """Return the hosts of all vendors that keep failing, until a call to them has succeeded."""
    return sorted(host for host, is_left_alone in hosts().items() if is_left_alone)


def retry_after(header: str | None) -> float | None:
    """Return the seconds of a `Retry-After` header, which is a number or a date.

    https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
    """
    if header is None:
        return None
    if header.strip().isdecimal():
        return float(header)
    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - time.time())
    except (TypeError, ValueError, OverflowError):
        return None


def _is_failure(_: type[BaseException], error: BaseException) -> bool:
    # A refusal is an answer, unless it is a server's error. 429 and 503 have pauses of their own.
    if isinstance(error, VendorRefusedError):
        return error.status >= 500
    return isinstance(error, (VendorConnectionError, VendorSilenceError))
