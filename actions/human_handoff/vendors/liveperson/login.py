"""LivePerson's Login Service API, for a bot user; and the same at Third-Party Bots.

The login is a JSON POST with five values that look like OAuth1. Since April 2026 `appKey` and
`secret` are the id and the secret of an OAuth2 client, and both tokens are the word "dummy".
https://developers.liveperson.com/login-service-api-methods-application-login.html
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from ...pydantic_compat import Field, WireModel
from ...vendor_http.client import VendorAPI
from ...vendor_http.response import Response
from .bearer_session import BearerSession
from .domains import DomainAPI
from .login_settings import LoginSettings


class LoginRequest(WireModel):
    """Body of POST /api/account/{account}/login?v=1.3."""

    username: str
    app_key: str = Field(alias="appKey")
    secret: str
    access_token: str = Field(alias="accessToken")
    access_token_secret: str = Field(alias="accessTokenSecret")


class LoginSession(BearerSession):
    """The bot user's session.

    LivePerson allows one session for each user, and a second login ends the first one.
    """

    def __init__(
        self,
        api: VendorAPI,
        domains: DomainAPI,
        settings: LoginSettings,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the account's services and the bot user; the first `bearer` logs in."""
        super().__init__(api, clock)
        self._domains = domains
        self._settings = settings

    def _request(self) -> Response:
        return self._api.call(
            "POST", self._url(), params={"v": "1.3"}, body=self._body(), changes_state=False
        )

    def _url(self) -> str:
        return self._domains.base_url("agentVep") + f"/api/account/{self._domains.account}/login"

    def _body(self) -> dict[str, Any]:
        settings = self._settings
        return LoginRequest(
            username=settings.username,
            appKey=settings.app_key,
            secret=settings.secret.get_secret_value(),
            accessToken=settings.access_token.get_secret_value(),
            accessTokenSecret=settings.access_token_secret.get_secret_value(),
        ).to_wire()

    def _lifetime(self, payload: Mapping[str, Any]) -> object:
        # LivePerson spells the field "sessionTTl"; its value is a number of milliseconds, as text.
        try:
            return float(str(payload.get("sessionTTl"))) / 1000
        except ValueError:
            return None
