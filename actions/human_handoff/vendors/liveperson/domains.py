"""LivePerson's Domain API: on which host an account's services live.

Hosts differ by account and may change, so none is written down.
https://developers.liveperson.com/domain-api.html
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlsplit

from ...errors import VendorRefusedError, VendorResponseError
from ...vendor_http.client import VendorAPI

# The page names no lifetime; LivePerson's own clients keep a host for 60 or 600 seconds.
CACHE_SECONDS = 600.0
_HOST = re.compile(r"[A-Za-z0-9.-]+(:\d{1,5})?")


class DomainAPI:
    """Resolves service names to base URLs, and keeps them for ten minutes."""

    def __init__(
        self,
        api: VendorAPI,
        directory: str,
        account: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the Domain API's base URL; its scheme is used for the hosts it names."""
        self._api = api
        self._directory = directory.rstrip("/")
        self._account = quote(account, safe="")
        self._clock = clock
        self._kept: dict[str, tuple[str, float]] = {}

    def base_url(self, *services: str) -> str:
        """Return the URL of the first service that the account has.

        Args:
            services: Names in order of preference; the pages of different years differ.

        Raises:
            VendorError: The directory failed, or has none of them.
        """
        for service in services:
            url = self._resolve(service)
            if url is not None:
                return url
        raise VendorResponseError(self._api.vendor, f"no domain for {' or '.join(services)}")

    def _resolve(self, service: str) -> str | None:
        url, until = self._kept.get(service, ("", 0.0))
        if until > self._clock():
            return url
        host = self._ask(service)
        if host is None:
            return None
        url = f"{urlsplit(self._directory).scheme}://{host}"
        self._kept[service] = (url, self._clock() + CACHE_SECONDS)
        return url

    def _ask(self, service: str) -> str | None:
        path = f"/api/account/{self._account}/service/{quote(service)}/baseURI.json"
        try:
            answer = self._api.call("GET", self._directory + path, params={"version": "1.0"})
        except VendorRefusedError as error:
            if error.status == 404:  # the account does not have this service
                return None
            raise
        return self._host(answer.json(), service)

    def _host(self, listed: Any, service: str) -> str | None:
        # Documented for one service: an object (clients) or a list (schema); for all: baseURIs.
        if isinstance(listed, dict):
            listed = listed.get("baseURIs", [listed])
        if not isinstance(listed, list):
            raise VendorResponseError(self._api.vendor, "the Domain API answered another shape")
        for entry in listed:
            if isinstance(entry, dict) and entry.get("service", service) == service:
                host = str(entry.get("baseURI") or "").removeprefix("https://").rstrip("/")
                if _HOST.fullmatch(host):
                    return host
        return None
