"""The HTTP connections below `client`: one pooled requests session per vendor."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies
from urllib3.exceptions import ReadTimeoutError
from urllib3.util import Retry

from .sockets import POOL_CLASSES

# Fifty customers at the same time share one pool of connections instead of fifty handshakes.
POOL_SIZE = 64
_ORIGIN = re.compile(r"\w+://[^/?#@]*")
# These loggers write whole URLs; a customer's id may be in the path, a vendor's key in the query.
_LOGGERS = ("urllib3.connection", "urllib3.connectionpool", "urllib3.util.retry")


class _RetryUnlessTimedOut(Retry):
    """urllib3's retries, except after a read timeout: then the request has used its time."""

    def increment(self, *args: Any, **kwargs: Any) -> _RetryUnlessTimedOut:
        """Count one failure, or raise the error if the request must not be sent again."""
        error = kwargs.get("error")
        if isinstance(error, ReadTimeoutError):
            raise error
        return super().increment(*args, **kwargs)


# A request that did not reach the vendor is sent once more. One that may have reached it is sent
# once more only if it is a GET: a repeated transfer could transfer the customer twice. A response
# with an error status is a response, also with `Retry-After`.
_RETRY = _RetryUnlessTimedOut(
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
    """A session that does not look where a redirect leads.

    requests parses the address, and reads the body beyond all our limits, even when it does not
    follow the redirect.
    """

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Return None for every response: none is followed."""


class _Adapter(HTTPAdapter):
    """requests' adapter with connections that know the time limit of their request."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Use our pools for direct connections."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = POOL_CLASSES

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        """Use our pools for connections through a proxy."""
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = POOL_CLASSES
        return manager


class Connections:
    """One requests session, without cookies, without .netrc and without redirects."""

    def __init__(self) -> None:
        """Create the session and keep URLs out of urllib3's logs; nothing is connected yet."""
        for name in _LOGGERS:
            logging.getLogger(name).addFilter(_without_urls)
        self._session = _Session()
        # A .netrc would replace a vendor's credentials, so the session ignores the environment.
        # What is wanted of the environment, certificates and proxies, is looked up here.
        self._session.trust_env = False
        self._session.verify = certificates()
        # A cookie would carry something of one customer's request into another customer's.
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        adapter = _Adapter(pool_maxsize=POOL_SIZE, max_retries=_RETRY)
        self._session.mount("https://", adapter)
        self._session.mount("http://", adapter)
        self._proxies: dict[str, dict[str, str]] = {}

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        params: Mapping[str, str] | None,
        body: object,
        timeout: float,
    ) -> requests.Response:
        """Send a request; the body of the response is not read yet.

        A body of bytes is sent as it is, any other as JSON. `timeout` is in seconds, between two
        pieces of the response; `RequestLimit` ends the whole.

        Raises:
            requests.RequestException: There is no response.
            OSError: The same, raised below requests.
        """
        return self._session.request(
            method,
            url,
            headers=headers,
            params=params,
            data=body if isinstance(body, bytes) else None,
            json=None if isinstance(body, bytes) else body,
            timeout=timeout,
            proxies=self._proxies_for(url),
            allow_redirects=False,
            stream=True,
        )

    def _proxies_for(self, url: str) -> dict[str, str]:
        """Return the environment's proxies for a server, looked up at its first request."""
        server = "/".join(url.split("/", 3)[:3])  # with the scheme, because proxies differ by it
        if server not in self._proxies:
            self._proxies[server] = get_environ_proxies(url)
        return self._proxies[server]


def certificates() -> str | bool:
    """Return the certificate bundle that the environment names, as requests would find it."""
    return os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or True


def _without_urls(record: logging.LogRecord) -> bool:
    """Take the path and the query out of each URL in a line; an error may hold headers as well."""
    if isinstance(record.args, tuple):
        record.args = tuple(_without_path(argument) for argument in record.args)
    record.exc_info = None
    return True


def _without_path(argument: object) -> object:
    if isinstance(argument, BaseException):
        return type(argument).__name__
    if isinstance(argument, str) and (argument.startswith("/") or "://" in argument):
        origin = _ORIGIN.match(argument)
        return f"{origin[0] if origin else ''}/…"
    return argument
