"""The connection under `wire`: pooled, and quiet about what it carries."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Mapping
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import (
    InvalidHeader,
    MaxRetryError,
    NewConnectionError,
    ProxyError,
    ReadTimeoutError,
)
from urllib3.util import Retry

# Fifty customers at once are one pool of connections, not fifty handshakes.
POOL_SIZE = 64
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


class _Adapter(HTTPAdapter):
    """requests' adapter, less what it does anew for each call and its answer."""

    def __init__(self) -> None:
        super().__init__(pool_maxsize=POOL_SIZE, max_retries=_RETRY)
        self._pools: dict[str, Any] = {}

    def get_connection_with_tls_context(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Look once which pool a server has: its proxy and certificates never change."""
        server = _server(request.url)
        if server not in self._pools:
            found = super().get_connection_with_tls_context(request, *args, **kwargs)
            self._pools[server] = found
        return self._pools[server]

    def request_url(self, request: Any, proxies: Any) -> str:
        """Return what stands in the first line, without a search for a proxy where none is."""
        return request.path_url if not proxies else super().request_url(request, proxies)

    def build_response(self, request: Any, answer: Any) -> requests.Response:
        """Take the answer as urllib3 has read it; nobody asks for its cookies."""
        response = requests.Response()
        response.status_code, response.headers = answer.status, answer.headers
        response.raw, response.request = answer, request
        return response


class Connections:
    """Pooled connections to vendors.

    Not a session of requests: that one keeps cookies, which would colour another customer's
    call, looks for a .netrc, which would replace a vendor's key, and looks up the environment
    for each call. Without all this a call costs two thirds.
    """

    def __init__(self) -> None:
        """Keep the whole addresses out of urllib3's logs; nothing is connected yet."""
        for name in _LOGGERS:
            logging.getLogger(name).addFilter(_without_query)
        self._adapter = _Adapter()
        self._session = requests.Session()
        self._headers = dict(self._session.headers)
        self._environments: dict[str, dict[str, Any]] = {}

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        params: Mapping[str, str] | None,
        body: object,
        timeout: tuple[float, float],
    ) -> requests.Response:
        """Send a call, once if it may have arrived; the answer's body is still to be read.

        Raises:
            requests.RequestException: There is no answer.
            OSError: The same, from below requests.
        """
        request = requests.PreparedRequest()
        request.prepare_method(method)
        request.prepare_url(url, params)
        request.prepare_headers({**self._headers, **headers})
        request.prepare_body(None, None, body)
        environment = self._environment(url)
        return self._adapter.send(request, timeout=timeout, stream=True, **environment)

    def _environment(self, url: str) -> dict[str, Any]:
        """Look once which proxy and certificates the environment has for a server."""
        server = _server(url)
        if server not in self._environments:
            found = self._session.merge_environment_settings(url, {}, True, None, None)
            self._environments[server] = {name: found[name] for name in ("proxies", "verify")}
        return self._environments[server]


def _server(url: str | None) -> str:
    # With the scheme: the environment has a proxy for each.
    return "/".join((url or "").split("/", 3)[:3])


def _without_query(record: logging.LogRecord) -> bool:
    if isinstance(record.args, tuple):
        record.args = tuple(
            argument.split("?", 1)[0] if isinstance(argument, str) else argument
            for argument in record.args
        )
    return True


def never_connected(error: Exception) -> bool:
    """Tell whether a failed call is sure not to have reached the vendor."""
    if isinstance(error, requests.ConnectTimeout):
        return True
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else None
    # Of all that can go wrong with TLS, only a refused certificate is sure to come first.
    first = reason.args[0] if reason is not None and reason.args else None
    return isinstance(reason, (NewConnectionError, ProxyError)) or isinstance(
        first, ssl.SSLCertVerificationError
    )


def cannot_be_sent(error: Exception) -> bool:
    """Tell whether a call failed because of what was to be sent, before anything left."""
    # An address or a header that cannot be is a ValueError, before anything has left.
    cause = error.args[0] if error.args else None
    if isinstance(cause, InvalidHeader):  # a header of the answer
        return False
    return isinstance(error, (ValueError, requests.exceptions.InvalidJSONError))
