"""The connection under `wire`: pooled, and quiet about what it carries."""

from __future__ import annotations

import logging
import ssl
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

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


class _Session(requests.Session):
    """requests' session, less what it does anew for each call: a fifth of a call's work."""

    def __init__(self) -> None:
        super().__init__()
        self._environments: dict[Any, Any] = {}

    def prepare_request(self, request: requests.Request) -> requests.PreparedRequest:
        """Prepare a call as it is; a .netrc would silently replace its Authorization header."""
        request.headers = {**self.headers, **(request.headers or {})}
        return request.prepare()

    def merge_environment_settings(
        self, url: Any, proxies: Any, stream: Any, verify: Any, cert: Any
    ) -> Any:
        """Look once which proxy and certificates the environment has for a server."""
        server = urlsplit(url)[:2]  # the environment has a proxy for each scheme
        if server not in self._environments:
            found = super().merge_environment_settings(url, proxies, stream, verify, cert)
            self._environments[server] = found
        return self._environments[server]


def pooled_session() -> requests.Session:
    """Return a session that repeats nothing that may have arrived, and keeps no secrets in logs."""
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_without_query)
    session = _Session()
    adapter = HTTPAdapter(pool_maxsize=POOL_SIZE, max_retries=_RETRY)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    # No vendor of ours needs its cookies back, and one customer's call must not colour another's.
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return session


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
