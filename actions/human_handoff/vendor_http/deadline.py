"""Time limits of vendor calls, and whether a request that changes something has left.

An operation (a shift report, a transfer) may consist of several HTTP requests. Its deadline is
shared by the thread that makes the requests and by the event loop that waits for the result.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from contextvars import ContextVar

from .watch import Watch

# LivePerson documents 1.7 seconds for a transfer. A request is not sent any more when less time
# than this is left to receive its response (or half of the operation's time, if that is shorter).
MIN_RESPONSE_SECONDS = 2.0


class NotSentError(OSError):
    """The request was not sent: the time is over, or too short to receive a response."""


class Operation:
    """One vendor operation.

    Attributes:
        has_acted: Whether a byte of a request has left that may change something at the vendor.
        is_tracked: Whether all its requests are known here; a desk of a bot's own may make others.
    """

    def __init__(self, seconds: float, *, is_tracked: bool = False) -> None:
        """Start the operation; `seconds` is the time for all of its requests."""
        self.is_tracked = is_tracked
        self._ends = time.monotonic() + seconds
        self._min_response_seconds = min(MIN_RESPONSE_SECONDS, seconds / 2)
        self._lock = threading.Lock()
        self._is_over = False
        self.has_acted = False

    def seconds_left(self) -> float:
        """Return the time that is left; 0 if there is none."""
        return 0.0 if self._is_over else max(0.0, self._ends - time.monotonic())

    def begin_sending(self, *, changes_state: bool) -> None:
        """Let the first byte of a request leave, or refuse it.

        Args:
            changes_state: Whether the request may change something at the vendor.

        Raises:
            NotSentError: The operation is over, or its response could not be received in time.
        """
        with self._lock:
            if self.seconds_left() < self._min_response_seconds:
                raise NotSentError("too little time is left for a response")
            self.has_acted = self.has_acted or changes_state

    def end(self) -> bool:
        """End the operation, so that no further request leaves.

        Returns:
            Whether the vendor may have acted on what left before.
        """
        with self._lock:
            self._is_over = True
            return self.has_acted or not self.is_tracked


class RequestLimit:
    """The time limit of one HTTP request; at its end the socket is closed.

    Closing the socket wakes the thread that reads from it. So the limit covers everything after
    the name look-up: connecting, TLS, the status line, the headers and the body, however slowly
    they arrive.

    Attributes:
        has_left: Whether a byte of the request has left.
        was_too_short: Whether the request was not sent because its response could not be heard.
    """

    def __init__(
        self,
        operation: Operation,
        seconds: float,
        *,
        changes_state: bool,
        is_repeated: bool = False,
        only_status: bool = False,
    ) -> None:
        """Start the request.

        Args:
            operation: The operation that the request is a part of.
            seconds: The time for this request, at most the rest of the operation's.
            changes_state: Whether the request may change something at the vendor.
            is_repeated: Whether the request is sent again if it gets no answer.
            only_status: Whether only the status of the response is wanted.
        """
        self._operation = operation
        self.is_repeated = is_repeated
        self.only_status = only_status
        self._ends = time.monotonic() + min(seconds, operation.seconds_left())
        self.changes_state = changes_state
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._is_over = False
        self._is_finished = False
        self.has_left = False
        self.was_too_short = False

    def __enter__(self) -> RequestLimit:
        """Start to watch the time."""
        _watch.add(self)
        return self

    def __exit__(self, *_: object) -> None:
        """Stop to watch the time; the socket may serve another request now."""
        _watch.remove(self)
        with self._lock:
            self._is_finished = True
            self._socket = None

    def seconds_left(self) -> float:
        """Return the time that is left, at least a moment, because sockets take 0 for no wait."""
        return max(0.001, self._ends - time.monotonic())

    @property
    def is_over(self) -> bool:
        """Whether the time is over."""
        return self._is_over or time.monotonic() >= self._ends

    def raise_if_over(self) -> None:
        """Check that the limit did not cut the response off.

        Raises:
            TimeoutError: It did.
        """
        if self._is_over:
            raise TimeoutError("the time is over")

    def watch(self, connected: socket.socket) -> None:
        """Remember the socket that must be closed when the time is over.

        Raises:
            NotSentError: It is over already.
        """
        with self._lock:
            if self._is_over:
                raise NotSentError("the time is over")
            self._socket = connected

    def begin_sending(self) -> None:
        """Let the first byte of the request leave, or refuse it.

        Raises:
            NotSentError: Its response could not be received in time.
        """
        try:
            self._operation.begin_sending(changes_state=self.changes_state)
        except NotSentError:
            self.was_too_short = True
            raise
        self.has_left = True

    def end(self) -> None:
        """Close the socket, unless the request has finished."""
        with self._lock:
            if self._is_finished:
                return
            self._is_over = True
            open_socket, self._socket = self._socket, None
        if open_socket is not None:
            # `shutdown` wakes a thread that reads from the socket; `close` alone does not.
            with contextlib.suppress(OSError):
                open_socket.shutdown(socket.SHUT_RDWR)


_watch = Watch()

# Set in the thread that runs an operation; the request is the one that is being made.
current_operation: ContextVar[Operation] = ContextVar("operation")
current_request: ContextVar[RequestLimit] = ContextVar("request")


@contextlib.contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Give all requests of the block together so many seconds, or what is left of the operation."""
    outer = current_operation.get(None)
    left = seconds if outer is None else min(seconds, outer.seconds_left())
    token = current_operation.set(Operation(left))
    try:
        yield
    finally:
        current_operation.reset(token)
