"""What is observed of one HTTP request: where it went, for what, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from urllib.parse import urlsplit

from ..errors import VendorConnectionError, VendorError, VendorNotAskedError, VendorResponseError
from ..instrumentation import Kind, Observation, enclosing_kind, observed
from .asked_host import host_of, note_host
from .deadline import RequestLimit

# What a request is for, where nothing says it: a command of the command line, a desk's own thread.
OTHER = "other"


class CallResult(str, Enum):
    """What became of a request that has no response; else it is its status class, such as 2xx."""

    NOT_SENT = "not_sent"  # a pause, a host that is left alone, too little time, or a wrong body
    UNREACHABLE = "unreachable"  # it did not reach the host
    TIMED_OUT = "timed_out"  # it left, and no whole response came in time
    CUT_OFF = "cut_off"  # it left, and the connection broke
    UNREADABLE = "unreadable"  # the response is larger than we read


class ObservedCall:
    """One request, as far as it has come."""

    def __init__(self, observation: Observation) -> None:
        """Take where the result is kept."""
        self._observation = observation
        self._limit: RequestLimit | None = None
        self._is_answered = False

    def begins(self, limit: RequestLimit) -> None:
        """Say that the request may be sent now, within this limit."""
        self._limit = limit

    def answered(self, status: int) -> None:
        """Say that a whole response came, with this HTTP status."""
        self._is_answered = True
        self._observation.set(http_status=status, result=f"{status // 100}xx")

    def failed(self, error: BaseException) -> None:
        """Say with what error the call ended; a response that is a refusal is known already."""
        if not self._is_answered:
            self._observation.set(result=self._result(error).value)

    def _result(self, error: BaseException) -> CallResult:
        if self._limit is None or isinstance(error, VendorNotAskedError):
            return CallResult.NOT_SENT
        if not isinstance(error, VendorError) and not self._limit.has_left:
            # A desk of a bot's own gave a body that is not JSON, for example.
            return CallResult.NOT_SENT
        if isinstance(error, VendorConnectionError):
            return CallResult.UNREACHABLE
        if isinstance(error, VendorResponseError):
            return CallResult.UNREADABLE
        return CallResult.TIMED_OUT if self._limit.is_over else CallResult.CUT_OFF


@contextmanager
def observed_call(vendor: str, method: str, url: str) -> Iterator[ObservedCall]:
    """Observe a request while the block makes it.

    Only the host of the URL is kept: its path can contain a customer's id, or a secret.
    """
    purpose = enclosing_kind()
    address, port = _address(url)
    note_host(host_of(url))
    with observed(
        Kind.VENDOR_CALL,
        vendor=vendor,
        method=method,
        operation=purpose.value if purpose else OTHER,
        address=address,
        port=port,
    ) as observation:
        call = ObservedCall(observation)
        try:
            yield call
        except BaseException as error:
            call.failed(error)
            raise


def _address(url: str) -> tuple[str | None, int | None]:
    parts = urlsplit(url)
    try:
        return parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:  # the port is not a number; the request will fail because of it
        return parts.hostname, None
