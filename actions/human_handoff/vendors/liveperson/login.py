"""LivePerson's Login Service API, for a bot user.

A plain JSON POST, although the five values look like OAuth1. Since April 2026 `appKey` and
`secret` are an OAuth2 client's id and secret and the two tokens are the word "dummy".
https://developers.liveperson.com/login-service-api-methods-application-login.html
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from urllib.parse import quote

from ...errors import (
    VendorAuthenticationError,
    VendorBusyError,
    VendorRefusedError,
    VendorResponseError,
)
from ...pydantic_compat import Field, SecretStr, SettingsModel, WireModel
from ...vendor_http.client import VendorAPI
from .domains import DomainAPI

# LivePerson's own sample logs in again every half hour; a session is said to last eight hours.
MAX_SESSION_SECONDS = 30 * 60.0
# "User attempted too many logins": retry after five seconds.
PAUSE_SECONDS = 5.0


class LoginSettings(SettingsModel):
    """`login`: the bot user, as in LivePerson's secret `loginCredentials`."""

    username: str
    app_key: str
    secret: SecretStr
    access_token: SecretStr = SecretStr("dummy")
    access_token_secret: SecretStr = SecretStr("dummy")


class LoginRequest(WireModel):
    """Body of POST /api/account/{account}/login?v=1.3."""

    username: str
    app_key: str = Field(alias="appKey")
    secret: str
    access_token: str = Field(alias="accessToken")
    access_token_secret: str = Field(alias="accessTokenSecret")


class LoginSession:
    """Keeps one bearer: one login at a time, however many customers ask at once.

    LivePerson allows one session a user; a second login ends the first.
    """

    def __init__(
        self,
        api: VendorAPI,
        domains: DomainAPI,
        account: str,
        settings: LoginSettings,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the account's number and the bot user; nothing is called yet."""
        self._api = api
        self._domains = domains
        self._account = quote(account, safe="")
        self._settings = settings
        self._clock = clock
        self._lock = threading.Lock()
        self._bearer: str | None = None
        self._expires = 0.0
        self._not_before = 0.0

    def bearer(self, refused: str | None = None) -> str:
        """Return a bearer, logging in if there is none or its life is over.

        Args:
            refused: A bearer that LivePerson has just answered with 401.

        Raises:
            VendorBusyError: LivePerson wants us to wait; nothing was sent.
            VendorError: The login failed.
        """
        with self._lock:
            if self._bearer in (None, refused) or self._clock() >= self._expires:
                self._log_in()
            assert self._bearer is not None  # noqa: S101 - for mypy; _log_in sets it or raises
            return self._bearer

    def pause(self) -> None:
        """Log in no sooner than after a pause: a fresh bearer was refused as well."""
        with self._lock:
            self._bearer = None
            self._not_before = self._clock() + PAUSE_SECONDS

    def _log_in(self) -> None:
        wait = self._not_before - self._clock()
        if wait > 0:
            raise VendorBusyError(self._api.vendor, "login waits after a refusal", wait)
        self._bearer = None
        url = self._domains.base_url("agentVep") + f"/api/account/{self._account}/login"
        try:
            answer = self._api.call("POST", url, params={"v": "1.3"}, body=self._body())
        except VendorRefusedError as error:
            # Neither a wrong secret nor a full quota gets better by asking at once.
            self._not_before = self._clock() + _pause(error)
            raise
        self._keep(answer.json())

    def _body(self) -> dict[str, object]:
        settings = self._settings
        return LoginRequest(
            username=settings.username,
            appKey=settings.app_key,
            secret=settings.secret.get_secret_value(),
            accessToken=settings.access_token.get_secret_value(),
            accessTokenSecret=settings.access_token_secret.get_secret_value(),
        ).to_wire()

    def _keep(self, answer: object) -> None:
        bearer = answer.get("bearer") if isinstance(answer, dict) else None
        if not isinstance(answer, dict) or not isinstance(bearer, str) or not bearer:
            raise VendorResponseError(self._api.vendor, "login answered without a bearer")
        self._bearer = bearer
        self._expires = self._clock() + min(_life(answer.get("sessionTTl")), MAX_SESSION_SECONDS)


def _life(milliseconds: object) -> float:
    # "sessionTTl", spelt like that, is a text of milliseconds.
    try:
        seconds = float(str(milliseconds)) / 1000
    except ValueError:
        return MAX_SESSION_SECONDS
    # Also for "NaN", which is not more than nothing either: 0 would log in at every call.
    return seconds if seconds > 0 else MAX_SESSION_SECONDS


def _pause(error: VendorRefusedError) -> float:
    if isinstance(error, VendorBusyError) and error.retry_after is not None:
        return max(error.retry_after, PAUSE_SECONDS)
    if isinstance(error, (VendorBusyError, VendorAuthenticationError)):
        return PAUSE_SECONDS
    return 0.0
