"""HTTP, once for all vendors: pooled, limited in time and size, one family of errors."""

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

# A customer is waiting, and a connection that is not there in three seconds rarely comes.
CONNECT_SECONDS = 3.0
# Between two pieces of an answer; the deadline of the whole action is shorter or equal.
READ_SECONDS = 10.0
# The largest documented answer (all skills of an account) is some hundred kilobytes.
LARGEST_ANSWER = 4 * 1024 * 1024
# When the action must have answered, in seconds of `time.monotonic`; set by `blocking_calls`.
deadline: ContextVar[float] = ContextVar("deadline")


@dataclass(frozen=True)
class Response:
    """What a vendor answered; the body may hold personal data, so it is in no repr."""

    vendor: str
    call: str
    status: int
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def content_type(self) -> str:
        """What the body calls itself; empty where it says nothing."""
        return self.headers.get("Content-Type", "")

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

    def __init__(self, vendor: str) -> None:
        """Take the vendor's name, for errors; nothing is connected yet."""
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
        """Make one call and return its answer if the status is 2xx.

        Args:
            method: GET, POST and so on; only a GET is ever sent again.
            url: Without a query.
            headers: Beside `Accept: application/json`.
            params: The query, in no error and no log.
            body: Sent as JSON.
            seconds: How long the answer may take, within the deadline.
            log_label: Stands for the path in errors, where the path holds a customer's id.

        Raises:
            VendorConnectionError: The call did not reach the vendor.
            VendorSilenceError: No whole answer came in time.
            VendorRefusedError: The status is not 2xx; 401, 403 and 429 have their own classes.
        """
        name = f"{method} {log_label or urlsplit(url).path}"
        patience = min(self._patience(name), seconds)
        ends = time.monotonic() + patience
        try:
            response = self._connections.send(
                method,
                url,
                headers={"Accept": "application/json", **(headers or {})},
                params=params,
                body=body,
                timeout=(min(CONNECT_SECONDS, patience), patience),
            )
            with response:
                answer = self._read(name, response, ends)
        except (requests.RequestException, HTTPError, OSError, UnicodeError) as error:
            # `from None`: the cause names the whole URL, and a key may stand in it.
            raise self._failure(name, error) from None
        self._refuse(answer)
        return answer

    def _patience(self, name: str) -> float:
        left = deadline.get(time.monotonic() + READ_SECONDS) - time.monotonic()
        if left <= 0:
            raise VendorConnectionError(self.vendor, f"{name} was not sent, the time is up")
        return min(left, READ_SECONDS)

    def _read(self, name: str, response: requests.Response, ends: float) -> Response:
        body = bytearray()
        # One byte a second never trips a read time-out, and a read of a full piece waits for all
        # of it: hence `read1`, which returns what is there, and the look at the clock.
        while piece := response.raw.read1(65536, decode_content=True):
            body += piece
            if len(body) > LARGEST_ANSWER:
                raise VendorResponseError(self.vendor, f"{name} answered more than we read")
            if time.monotonic() > ends:
                raise VendorSilenceError(self.vendor, f"{name} did not end its answer in time")
        return Response(self.vendor, name, response.status_code, bytes(body), response.headers)

    def _failure(self, name: str, error: Exception) -> VendorError:
        # requests.ConnectionError covers both: a connection that never was, and one that broke.
        if never_connected(error):
            return VendorConnectionError(self.vendor, f"{name} did not reach the vendor")
        if cannot_be_sent(error):
            return VendorConnectionError(self.vendor, f"{name} cannot be sent as it is")
        return VendorSilenceError(
            self.vendor, f"{name} got no whole answer ({type(error).__name__})"
        )

    def _refuse(self, answer: Response) -> None:
        status = answer.status
        if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            return
        problem = f"{answer.call} answered {status}"
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            raise VendorAuthenticationError(self.vendor, problem, status)
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            raise VendorBusyError(self.vendor, problem, _seconds(answer.headers.get("Retry-After")))
        raise VendorRefusedError(self.vendor, problem, status)


def _seconds(header: str | None) -> float | None:
    # The other documented form is a date; no vendor of ours sends one with a 429.
    return float(header) if header is not None and header.strip().isdecimal() else None
