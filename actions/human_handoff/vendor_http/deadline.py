"""Time limits of vendor calls, and whether a request that changes something has left.

An operation (a shift report, a transfer) may consist of several HTTP requests. Its deadline is
shared by the thread that makes the requests and by the event loop that waits for the result.
"""

from __future__ import annotations

import contextlib
import heapq
import socket
import threading
import time
from contextvars import ContextVar
from itertools import count

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
    """

    def __init__(self, operation: Operation, seconds: float, *, changes_state: bool) -> None:
        """Start the request.

        Args:
            operation: The operation that the request is a part of.
            seconds: The time for this request, at most the rest of the operation's.
            changes_state: Whether the request may change something at the vendor.
        """
        self._operation = operation
        self._ends = time.monotonic() + min(seconds, operation.seconds_left())
        self.changes_state = changes_state
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._is_over = False
        self._is_finished = False
        self.has_left = False

    def __enter__(self) -> RequestLimit:
        """Start to watch the time."""
        _watch.add(self._ends, self)
        return self

    def __exit__(self, *_: object) -> None:
        """Stop to watch the time; the socket may serve another request now."""
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
        self._operation.begin_sending(changes_state=self.changes_state)
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


class _Watch:
    """One thread that ends the requests whose time is over; a timer each would be a thread each."""

    def __init__(self) -> None:
        self._requests: list[tuple[float, int, RequestLimit]] = []
        self._numbers = count()
        self._has_changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def add(self, ends: float, request: RequestLimit) -> None:
        """End a request at this moment, in seconds of `time.monotonic`."""
        with self._has_changed:
            heapq.heappush(self._requests, (ends, next(self._numbers), request))
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._run, name="human_handoff_limits", daemon=True
                )
                self._thread.start()
            elif self._requests[0][2] is request:  # it ends before the one that is waited for
                self._has_changed.notify()

    def _run(self) -> None:
        while True:
            self._next().end()

    def _next(self) -> RequestLimit:
        """Wait until the time of a request is over; return the request."""
        with self._has_changed:
            while not self._requests or self._requests[0][0] > time.monotonic():
                first = self._requests[0][0] if self._requests else None
                self._has_changed.wait(None if first is None else first - time.monotonic())
            return heapq.heappop(self._requests)[2]


_watch = _Watch()
# Set in the thread that runs an operation; the request is the one that is being made.
current_operation: ContextVar[Operation] = ContextVar("operation")
current_request: ContextVar[RequestLimit] = ContextVar("request")
