"""HTTP, once for all vendors: pooled, limited in time and size, one family of errors."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import (
    HTTPError,
    InvalidHeader,
    MaxRetryError,
    NewConnectionError,
    ReadTimeoutError,
)
from urllib3.util import Retry

from .errors import (
    VendorAuthenticationError,
    VendorBusyError,
    VendorConnectionError,
    VendorError,
    VendorRefusedError,
    VendorResponseError,
    VendorSilenceError,
)

# A customer is waiting, and a connection that is not there in three seconds rarely comes.
CONNECT_SECONDS = 3.0
# Between two pieces of an answer; the deadline of the whole action is shorter or equal.
READ_SECONDS = 10.0
# Fifty customers at once are one pool of connections, not fifty handshakes.
POOL_SIZE = 64
# The largest documented answer (all skills of an account) is some hundred kilobytes.
LARGEST_ANSWER = 4 * 1024 * 1024
# All of these write whole addresses, and a vendor's key may stand in the query.
_LOGGERS = ("urllib3.connection", "urllib3.connectionpool", "urllib3.util.retry")


class _Once(Retry):
    """Sends again what may go again; a call that timed out has had its time."""

    def increment(self, *args: Any, **kwargs: Any) -> _Once:
        """Count one failure, or raise it where the call must not go again."""
        error = kwargs.get("error")
        if isinstance(error, ReadTimeoutError):
            raise error
        return super().increment(*args, **kwargs)


# Whatever did not reach the vendor may go again, once. What may have reached it goes again
# only if it is a GET: a transfer that is repeated could happen twice. A status is an answer,
# also with "Retry-After" beside it.
_RETRY = _Once(
    total=1,
    connect=1,
    read=1,
    status=0,
    redirect=0,
    other=0,
    allowed_methods=["GET"],
    respect_retry_after_header=False,
)

# When the action must have answered, in seconds of `time.monotonic`; set by `off_loop`.
deadline: ContextVar[float] = ContextVar("deadline")


@dataclass(frozen=True)
class Answer:
    """What a vendor answered; the body may hold personal data, so it is in no repr."""

    vendor: str
    call: str
    status: int
    body: bytes = field(repr=False)
    content_type: str = ""

    def json(self) -> Any:
        """Return the body as JSON.

        Raises:
            VendorResponseError: The body is not JSON.
        """
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            # `from None`: the cause would carry the body along.
            raise VendorResponseError(
                self.vendor, f"{self.call} answered something that is not JSON"
            ) from None


class VendorAPI:
    """The HTTP side of one vendor.

    Attributes:
        vendor: The vendor's name, for errors.
    """

    def __init__(self, vendor: str, session: requests.Session | None = None) -> None:
        """Take the vendor's name, for errors, and a session if it should not be our own."""
        self.vendor = vendor
        self._session = session or _pooled_session()

    def call(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        body: object = None,
    ) -> Answer:
        """Make one call and return its answer if the status is 2xx.

        Raises:
            VendorConnectionError: The call did not reach the vendor.
            VendorSilenceError: No whole answer came in time.
            VendorRefusedError: The status is not 2xx; 401, 403 and 429 have their own classes.
        """
        name = f"{method} {urlsplit(url).path}"
        patience = self._patience(name)
        try:
            response = self._session.request(
                method,
                url,
                headers={"Accept": "application/json", **(headers or {})},
                params=params,
                json=body,
                timeout=(min(CONNECT_SECONDS, patience), patience),
                allow_redirects=False,
                stream=True,
            )
            with response:
                answer = self._read(name, response)
        except (requests.RequestException, HTTPError, OSError, UnicodeError) as error:
            # `from None`: the cause names the whole URL, and a key may stand in it.
            raise self._failure(name, error) from None
        self._refuse(answer, response)
        return answer

    def _patience(self, name: str) -> float:
        left = deadline.get(time.monotonic() + READ_SECONDS) - time.monotonic()
        if left <= 0:
            raise VendorConnectionError(self.vendor, f"{name} was not sent, the time is up")
        return min(left, READ_SECONDS)

    def _read(self, name: str, response: requests.Response) -> Answer:
        ends = deadline.get(time.monotonic() + READ_SECONDS)
        body = bytearray()
        # One byte a second never trips a read time-out, and a read of a full piece waits for all
        # of it: hence `read1`, which returns what is there, and the look at the clock.
        while piece := response.raw.read1(65536, decode_content=True):
            body += piece
            if len(body) > LARGEST_ANSWER:
                raise VendorResponseError(self.vendor, f"{name} answered more than we read")
            if time.monotonic() > ends:
                raise VendorSilenceError(self.vendor, f"{name} did not end its answer in time")
        kind = response.headers.get("Content-Type", "")
        return Answer(self.vendor, name, response.status_code, bytes(body), kind)

    def _failure(self, name: str, error: Exception) -> VendorError:
        # requests.ConnectionError covers both: a connection that never was, and one that broke.
        if isinstance(error, requests.ConnectTimeout) or _never_connected(error):
            return VendorConnectionError(self.vendor, f"{name} did not reach the vendor")
        if _cannot_be_sent(error):
            return VendorConnectionError(self.vendor, f"{name} cannot be sent as it is")
        return VendorSilenceError(
            self.vendor, f"{name} got no whole answer ({type(error).__name__})"
        )

    def _refuse(self, answer: Answer, response: requests.Response) -> None:
        status = answer.status
        if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            return
        problem = f"{answer.call} answered {status}"
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            raise VendorAuthenticationError(self.vendor, problem, status)
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            raise VendorBusyError(
                self.vendor, problem, _seconds(response.headers.get("Retry-After"))
            )
        raise VendorRefusedError(self.vendor, problem, status)


def _pooled_session() -> requests.Session:
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_without_query)
    session = requests.Session()
    adapter = HTTPAdapter(pool_maxsize=POOL_SIZE, max_retries=_RETRY)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    # A .netrc on the machine would silently replace the vendor's Authorization header.
    session.auth = _leave_alone
    return session


def _without_query(record: logging.LogRecord) -> bool:
    if isinstance(record.args, tuple):
        record.args = tuple(
            argument.split("?", 1)[0] if isinstance(argument, str) else argument
            for argument in record.args
        )
    return True


def _leave_alone(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _never_connected(error: Exception) -> bool:
    if isinstance(error, (requests.exceptions.SSLError, requests.exceptions.ProxyError)):
        return True
    cause = error.args[0] if error.args else None
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)


def _cannot_be_sent(error: Exception) -> bool:
    # An address or a header that cannot be is a ValueError, before anything has left.
    cause = error.args[0] if error.args else None
    if isinstance(cause, InvalidHeader):  # a header of the answer
        return False
    return isinstance(error, (ValueError, requests.exceptions.InvalidJSONError))


def _seconds(header: str | None) -> float | None:
    # The other documented form is a date; no vendor of ours sends one with a 429.
    return float(header) if header is not None and header.strip().isdecimal() else None
