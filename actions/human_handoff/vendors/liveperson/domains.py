"""LivePerson's Domain API: the hosts of an account's services.

Hosts differ by account and may change, so no host is written in the code.
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

# The page states no lifetime; LivePerson's own clients keep a host for 60 or 600 seconds.
CACHE_SECONDS = 600.0
_HOST = re.compile(r"[A-Za-z0-9.-]+(:\d{1,5})?")
# The page documents 400 and 401 ("invalid site"), not 404. Then another name is tried.
_NO_SUCH_SERVICE = frozenset({400, 401, 404})
# The bot user's credentials go to these hosts, so they must be LivePerson's.
_DOMAINS = (".liveperson.net", ".liveperson.com", ".lpsnmedia.net")


class DomainAPI:
    """Finds the base URL of a service by its name, and caches it for ten minutes.

    Attributes:
        account: The account's number, as it is written in the URLs of all services.
    """

    def __init__(
        self,
        api: VendorAPI,
        base_url: str,
        account: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the Domain API's base URL; its scheme is used for the hosts in the responses."""
        self._api = api
        self._base_url = base_url.rstrip("/")
        self.account = quote(account, safe="")
        self._clock = clock
        self._cache: dict[str, tuple[str, float]] = {}

    def base_url(self, *services: str) -> str:
        """Return the base URL of the first of these services that the account has.

        Args:
            services: Names in order of preference. LivePerson's pages of different years use
                different names for the same service.

        Raises:
            VendorError: The call failed, or the account has none of the services.
        """
        for service in services:
            url = self._resolve(service)
            if url is not None:
                return url
        raise VendorResponseError(self._api.vendor, f"no domain for {' or '.join(services)}")

    def _resolve(self, service: str) -> str | None:
        url, expires = self._cache.get(service, ("", 0.0))
        if expires > self._clock():
            return url
        host = self._ask(service)
        if host is None:
            return None
        url = f"{urlsplit(self._base_url).scheme}://{host}"
        self._cache[service] = (url, self._clock() + CACHE_SECONDS)
        return url

    def _ask(self, service: str) -> str | None:
        path = f"/api/account/{self.account}/service/{quote(service)}/baseURI.json"
        try:
            response = self._api.call("GET", self._base_url + path, params={"version": "1.0"})
        except VendorRefusedError as error:
            if error.status in _NO_SUCH_SERVICE:
                return None
            raise
        return self._host(response.json(), service)

    def _host(self, payload: Any, service: str) -> str | None:
        # For one service the pages show an object (clients) or a list (schema), for all services
        # an object with `baseURIs`.
        entries = payload.get("baseURIs", [payload]) if isinstance(payload, dict) else payload
        if not isinstance(entries, list):
            raise VendorResponseError(self._api.vendor, "the Domain API answered another shape")
        for entry in entries:
            if isinstance(entry, dict) and entry.get("service", service) == service:
                host = str(entry.get("baseURI") or "").removeprefix("https://").rstrip("/")
                if _HOST.fullmatch(host):
                    return self._trusted(host)
        return None

    def _trusted(self, host: str) -> str:
        # A directory that the configuration names instead of LivePerson's may name its own hosts.
        directory = urlsplit(self._base_url).hostname or ""
        name = host.partition(":")[0].lower()
        if f".{directory}".endswith(_DOMAINS) and not f".{name}".endswith(_DOMAINS):
            raise VendorResponseError(self._api.vendor, "the Domain API names a foreign host")
        return host
