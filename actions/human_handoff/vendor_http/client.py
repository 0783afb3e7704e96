"""HTTP for all vendors: pooled connections, limits in time and size, one family of errors."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
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
    VendorNotAskedError,
    VendorRefusedError,
    VendorResponseError,
    VendorSilenceError,
)
from .connections import Connections
from .deadline import Operation, RequestLimit, current_operation, current_request
from .host_limits import HostLimits, retry_after
from .observed_call import observed_call
from .response import Response
from .response_dates import note_date

# For one request, if the deadline of the operation is not sooner.
REQUEST_SECONDS = 10.0
# In bytes. The largest documented response (all skills of an account) has some hundred kilobytes.
MAX_RESPONSE_BYTES = 4 * 1024 * 1024


class VendorAPI:
    """The HTTP client of one vendor.

    Attributes:
        vendor: The vendor's name, for errors.
    """

    def __init__(self, vendor: str, clock: Callable[[], float] = time.monotonic) -> None:
        """Take the vendor's name, and the clock of its pauses; nothing is connected yet."""
        self.vendor = vendor
        self._clock = clock
        self._connections = Connections()
        self._hosts: dict[str, HostLimits] = {}
        self._lock = threading.Lock()

    def call(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        body: object = None,
        seconds: float = REQUEST_SECONDS,
        log_label: str | None = None,
        changes_state: bool | None = None,
        only_status: bool = False,
    ) -> Response:
        """Send one request and return the response if its status is 2xx.

        Args:
            method: GET, POST and so on; only a GET is ever sent again.
            url: Without a query.
            headers: In addition to `Accept: application/json`.
            params: The query; it is in no error and no log.
            body: Sent as JSON; bytes, of which a signature was made, are sent as they are.
            seconds: For the whole call, from the name look-up to the last byte of the response;
                less if the deadline of the operation is sooner.
            log_label: Replaces the path in errors, where the path contains a customer's id.
            changes_state: Whether the request may change something for the customer, such as a
                transfer; by default every method but GET. Once such a request has left, nobody
                can tell whether the vendor acted on it.
            only_status: Whether nothing but the status matters, as to a webhook: then a response
                is one whatever its body is, and the body is not read.

        Raises:
            VendorConnectionError: The request did not leave.
            VendorSilenceError: It left, and no complete response came in time.
            VendorRefusedError: The status is not 2xx; 401, 403 and 429 have their own classes.
        """
        name = f"{method} {log_label or urlsplit(url).path}"
        operation = current_operation.get(None) or Operation(REQUEST_SECONDS)
        limits = self._limits_of(url)
        acts = method != "GET" if changes_state is None else changes_state
        with observed_call(self.vendor, method, url) as observed:
            if not operation.seconds_left():
                raise VendorNotAskedError(self.vendor, f"{name} was not sent, the time is up")
            with limits.attempt(name):
                limit = RequestLimit(
                    operation,
                    seconds,
                    changes_state=acts,
                    is_repeated=method == "GET",
                    only_status=only_status,
                )
                observed.begins(limit)
                response = self._send(
                    name,
                    limit,
                    method=method,
                    url=url,
                    headers={"Accept": "application/json", **(headers or {})},
                    params=params,
                    body=body,
                )
                observed.answered(response.status)
                note_date(self.vendor, response.headers)
                self._raise_for_status(response, limits)
        return response

    def _limits_of(self, url: str) -> HostLimits:
        host = urlsplit(url).netloc
        with self._lock:
            if host not in self._hosts:
                self._hosts[host] = HostLimits(self.vendor, host, self._clock)
            return self._hosts[host]

    def _send(self, name: str, limit: RequestLimit, **request: Any) -> Response:
        token = current_request.set(limit)
        try:
            with limit, self._connections.send(timeout=limit.seconds_left(), **request) as answered:
                response = self._read(name, answered, limit)
            # http.client takes headers that break off for complete ones.
            limit.raise_if_over()
            return response
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            # `from None`: the cause contains the whole URL, and a key may be in it.
            raise self._failure(name, limit, error) from None
        finally:
            current_request.reset(token)

    def _read(self, name: str, answered: requests.Response, limit: RequestLimit) -> Response:
        body = bytearray()
        while not limit.only_status and (piece := answered.raw.read1(65536, decode_content=True)):
            body += piece
            if len(body) > MAX_RESPONSE_BYTES:
                raise VendorResponseError(self.vendor, f"{name} answered more than we read")
        return Response(self.vendor, name, answered.status_code, bytes(body), answered.headers)

    def _failure(self, name: str, limit: RequestLimit, error: Exception) -> VendorError:
        if limit.has_left:
            problem = (
                "did not end its answer in time"
                if limit.is_over
                else (f"got no whole answer ({type(error).__name__})")
            )
            return VendorSilenceError(self.vendor, f"{name} {problem}")
        if limit.was_too_short:
            return VendorNotAskedError(self.vendor, f"{name} was not sent, too little time is left")
        if limit.is_over:
            return VendorConnectionError(self.vendor, f"{name} was not sent in time")
        if isinstance(error, (ValueError, requests.exceptions.InvalidJSONError)):
            return VendorConnectionError(self.vendor, f"{name} cannot be sent as it is")
        return VendorConnectionError(self.vendor, f"{name} did not reach the vendor")

    def _raise_for_status(self, response: Response, limits: HostLimits) -> None:
        status = response.status
        if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            return
        problem = f"{response.call} answered {status}"
        pause = retry_after(response.headers.get("Retry-After"))
        if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
            limits.pause(pause)
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            raise VendorAuthenticationError(self.vendor, problem, status)
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            raise VendorBusyError(self.vendor, problem, pause)
        raise VendorRefusedError(self.vendor, problem, status)
