"""OAuth 2.0 at LivePerson: the access token of an application ("client credentials").

https://developers.liveperson.com/oauth-2-0-client-credentials.html
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from ...pydantic_compat import SecretStr
from ...vendor_http.client import VendorAPI
from ...vendor_http.response import Response
from .bearer_session import BearerSession
from .domains import DomainAPI


class ApplicationSession(BearerSession):
    """The access token of an application; its bearer is called `access_token`."""

    bearer_field = "access_token"

    def __init__(
        self,
        api: VendorAPI,
        domains: DomainAPI,
        client_id: str,
        client_secret: SecretStr,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the account's services and the application; the first `bearer` asks for a token."""
        super().__init__(api, clock)
        self._domains = domains
        self._client_id = client_id
        self._client_secret = client_secret

    def _request(self) -> Response:
        url = self._domains.base_url("sentinel")
        form = {
            "client_id": self._client_id,
            "client_secret": self._client_secret.get_secret_value(),
            "grant_type": "client_credentials",
        }
        return self._api.call(
            "POST",
            f"{url}/sentinel/api/v2/account/{self._domains.account}/app/token",
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            body=urlencode(form).encode(),
            changes_state=False,
        )

    def _lifetime(self, payload: Mapping[str, Any]) -> object:
        # The page's example has no lifetime; a client of LivePerson's Functions reads one, as text.
        return payload.get("expires_in")
