"""urllib3's connections, limited by the `RequestLimit` of the request that uses them."""

from __future__ import annotations

import socket
from http import HTTPStatus
from http.client import HTTPResponse
from typing import Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from .deadline import NotSentError, RequestLimit, current_request
from .name_lookups import Addresses, LookupTimedOut, addresses_of

# A host that does not answer on one of its addresses must leave time for the others.
CONNECT_SECONDS = 3.0
_HINTS = {HTTPStatus.PROCESSING, HTTPStatus.EARLY_HINTS}


class _FinalResponse(HTTPResponse):
    """A response; where only its status is wanted, hints that come before it are passed over.

    http.client passes over `100 Continue` alone. There can be others before the response:
    https://www.rfc-editor.org/rfc/rfc9110#section-15.2
    """

    def begin(self) -> None:
        """Read the status line and the headers."""
        super().begin()
        while current_request.get().only_status and self.status in _HINTS:
            # Else it would take itself for a response that was read already.
            self.headers = None  # type: ignore[assignment]
            super().begin()


class _Limited(HTTPConnection):
    """Opens, sends and receives within the time of the request."""

    response_class = _FinalResponse
    _is_connecting = False

    def connect(self) -> None:
        """Connect; what is sent meanwhile to a proxy is not the request."""
        self._is_connecting = True
        try:
            super().connect()
        finally:
            self._is_connecting = False

    def send(self, data: Any) -> None:
        """Send a part of the request, after a last look at the time."""
        if self.sock is None:
            self.connect()
        if not self._is_connecting:
            limit = current_request.get()
            limit.watch(self.sock)
            limit.begin_sending()
        super().send(data)

    def _new_conn(self) -> socket.socket:
        limit = current_request.get()
        error: OSError | None = None
        for family, kind, protocol, _, address in self._addresses(limit):
            if limit.is_over:
                break
            connecting = socket.socket(family, kind, protocol)
            try:
                for option in self.socket_options or ():
                    connecting.setsockopt(*option)
                connecting.settimeout(min(CONNECT_SECONDS, limit.seconds_left()))
                limit.watch(connecting)
                connecting.connect(address)
            except OSError as failure:
                connecting.close()
                error = failure
            else:
                return connecting
        if error is None or isinstance(error, (TimeoutError, NotSentError)):
            raise ConnectTimeoutError(self, f"no connection to {self.host} in time")
        raise NewConnectionError(self, f"no connection to {self.host}") from error

    def _addresses(self, limit: RequestLimit) -> Addresses:
        seconds = min(CONNECT_SECONDS, limit.seconds_left())
        try:
            return addresses_of(self._dns_host, self.port, seconds)
        except LookupTimedOut:
            raise ConnectTimeoutError(self, f"{self.host} was not resolved in time") from None
        except (OSError, UnicodeError) as error:
            raise NameResolutionError(self.host, self, socket.gaierror(str(error))) from error


class _LimitedHTTPS(_Limited, HTTPSConnection):
    """The same with TLS; the handshake as a whole has the socket's timeout."""


class _LimitedPool(HTTPConnectionPool):
    """Gives a request that is not repeated, such as a transfer or a login, a new connection.

    A load balancer may have dropped an idle connection without a word. Then nobody can tell whether
    the request arrived, and a GET may be repeated, but a transfer may not.
    """

    ConnectionCls = _Limited

    def _get_conn(self, timeout: float | None = None) -> Any:
        connection = super()._get_conn(timeout)
        if not current_request.get().is_repeated:
            connection.close()  # it connects again when the request is sent
        return connection


class _LimitedHTTPSPool(_LimitedPool, HTTPSConnectionPool):
    """The same with TLS."""

    ConnectionCls = _LimitedHTTPS


POOL_CLASSES = {"http": _LimitedPool, "https": _LimitedHTTPSPool}
