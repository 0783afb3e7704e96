"""HTTP for all vendors: pooled connections, limits in time and size, one family of errors."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

from ..errors import (
    VendorAuthenticationError,
    VendorBusyError,
    VendorConnectionError,
    VendorError,
    VendorRefusedError,
    VendorResponseError,
    VendorSilenceError,
)
from .connections import Connections, cannot_be_sent, never_connected

# A customer is waiting, and a connection that is not there after three seconds rarely comes.
CONNECT_SECONDS = 3.0
# Between two pieces of a response; the deadline of the whole action is shorter or equal.
READ_SECONDS = 10.0
# In bytes. The largest documented response (all skills of an account) has some hundred kilobytes.
MAX_RESPONSE_BYTES = 4 * 1024 * 1024
# When the action must have answered, in seconds of `time.monotonic`; set by `blocking_calls`.
deadline: ContextVar[float] = ContextVar("deadline")


@dataclass(frozen=True)
class Response:
    """A vendor's response; the body may contain personal data, so it is not in the repr."""

    vendor: str
    call: str
    status: int
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def content_type(self) -> str:
        """The `Content-Type` header; empty if there is none."""
        return self.headers.get("Content-Type", "")

    def json(self) -> Any:
        """Return the body, parsed as JSON.

        Raises:
            VendorResponseError: The body is not JSON.
        """
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            # `from None`: the cause would contain the body.
            raise VendorResponseError(
                self.vendor, f"{self.call} answered something that is not JSON"
            ) from None


class VendorAPI:
    """The HTTP client of one vendor.

    Attributes:
        vendor: The vendor's name, for errors.
    """

    def __init__(self, vendor: str) -> None:
        """Take the vendor's name; nothing is connected yet."""
        self.vendor = vendor
        self._connections = Connections()

    def call(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        body: object = None,
        seconds: float = READ_SECONDS,
        log_label: str | None = None,
    ) -> Response:
        """Send one request and return the response if its status is 2xx.

        Args:
            method: GET, POST and so on; only a GET is ever sent again.
            url: Without a query.
            headers: In addition to `Accept: application/json`.
            params: The query; it is in no error and no log.
            body: Sent as JSON.
            seconds: How long the response may take, within the deadline.
            log_label: Replaces the path in errors, where the path contains a customer's id.

        Raises:
            VendorConnectionError: The request did not reach the vendor.
            VendorSilenceError: No complete response came in time.
            VendorRefusedError: The status is not 2xx; 401, 403 and 429 have their own classes.
        """
        name = f"{method} {log_label or urlsplit(url).path}"
        timeout = min(self._seconds_left(name), seconds)
        ends = time.monotonic() + timeout
        try:
            answered = self._connections.send(
                method,
                url,
                headers={"Accept": "application/json", **(headers or {})},
                params=params,
                body=body,
                timeout=(min(CONNECT_SECONDS, timeout), timeout),
            )
            with answered:
                response = self._read(name, answered, ends)
        except (requests.RequestException, HTTPError, OSError, UnicodeError) as error:
            # `from None`: the cause contains the whole URL, and a key may be in it.
            raise self._failure(name, error) from None
        self._raise_for_status(response)
        return response

    def _seconds_left(self, name: str) -> float:
        left = deadline.get(time.monotonic() + READ_SECONDS) - time.monotonic()
        if left <= 0:
            raise VendorConnectionError(self.vendor, f"{name} was not sent, the time is up")
        return min(left, READ_SECONDS)

    def _read(self, name: str, answered: requests.Response, ends: float) -> Response:
        body = bytearray()
        # A response that sends one byte a second never exceeds a read timeout, and `read` would
        # wait for a full piece: so `read1` returns what is there, and the clock is checked.
        while piece := answered.raw.read1(65536, decode_content=True):
            body += piece
            if len(body) > MAX_RESPONSE_BYTES:
                raise VendorResponseError(self.vendor, f"{name} answered more than we read")
            if time.monotonic() > ends:
                raise VendorSilenceError(self.vendor, f"{name} did not end its answer in time")
        return Response(self.vendor, name, answered.status_code, bytes(body), answered.headers)

    def _failure(self, name: str, error: Exception) -> VendorError:
        # requests.ConnectionError is raised for a connection that never was and for a broken one.
        if never_connected(error):
            return VendorConnectionError(self.vendor, f"{name} did not reach the vendor")
        if cannot_be_sent(error):
            return VendorConnectionError(self.vendor, f"{name} cannot be sent as it is")
        return VendorSilenceError(
            self.vendor, f"{name} got no whole answer ({type(error).__name__})"
        )

    def _raise_for_status(self, response: Response) -> None:
        status = response.status
        if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            return
        problem = f"{response.call} answered {status}"
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            raise VendorAuthenticationError(self.vendor, problem, status)
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            retry_after = _seconds(response.headers.get("Retry-After"))
            raise VendorBusyError(self.vendor, problem, retry_after)
        raise VendorRefusedError(self.vendor, problem, status)


def _seconds(header: str | None) -> float | None:
    # The other documented form is a date; none of these vendors sends one with a 429.
    return float(header) if header is not None and header.strip().isdecimal() else None
