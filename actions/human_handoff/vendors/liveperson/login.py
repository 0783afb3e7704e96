"""LivePerson's Login Service API, for a bot user.

The login is a JSON POST with five values that look like OAuth1. Since April 2026 `appKey` and
`secret` are the id and the secret of an OAuth2 client, and both tokens are the word "dummy".
https://developers.liveperson.com/login-service-api-methods-application-login.html
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from urllib.parse import quote

from ...errors import (
    VendorBusyError,
    VendorError,
    VendorRefusedError,
    VendorResponseError,
)
from ...pydantic_compat import Field, WireModel
from ...state_store import StateStore
from ...vendor_http.client import VendorAPI
from ...vendor_http.pauses import Pause
from .domains import DomainAPI
from .login_settings import LoginSettings
from .shared_login import SharedLogin

# LivePerson's own sample logs in again every half hour; its page says that a session lasts eight
# hours.
MAX_SESSION_SECONDS = 30 * 60.0
# LivePerson's retry policy: 5, 10 and 15 seconds between attempts; a 429 asks for 5 as well.
# https://developers.liveperson.com/login-service-retry-policy.html
PAUSES_SECONDS = (5.0, 10.0, 15.0)
# A malformed request (400) and a blocked user (451) stay wrong: "don't retry".
LONG_PAUSE_SECONDS = 600.0
HOPELESS_STATUSES = frozenset({400, 451})
# A token that is refused so soon was probably ended by another server that logged in as the same
# user. If each logged in again at once, they would end each other's sessions for ever.
SHORT_LIFE_SECONDS = 60.0


class LoginRequest(WireModel):
    """Body of POST /api/account/{account}/login?v=1.3."""

    username: str
    app_key: str = Field(alias="appKey")
    secret: str
    access_token: str = Field(alias="accessToken")
    access_token_secret: str = Field(alias="accessTokenSecret")


class LoginSession:
    """The bot user's session: keeps its bearer token and logs in when that is necessary.

    LivePerson allows one session for each user, and a second login ends the first one. So only one
    thread logs in at a time, and all threads use the same token.
    """

    def __init__(
        self,
        api: VendorAPI,
        domains: DomainAPI,
        account: str,
        settings: LoginSettings,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the account's number and the bot user; the first `bearer` logs in."""
        self._api = api
        self._domains = domains
        self._account = quote(account, safe="")
        self._settings = settings
        self._clock = clock
        self._lock = threading.Lock()
        self._bearer: str | None = None
        self._expires = 0.0
        self._logged_in_at = 0.0
        self._login_pause = Pause(clock)
        self._failures = 0
        self._short_lives = 0
        self._shared: SharedLogin | None = None

    def share_state(self, store: StateStore, identity: str) -> None:
        """Let the servers that have this store know of each other's logins."""
        self._shared = SharedLogin(store, identity)

    def bearer(self, refused: str | None = None) -> str:
        """Return a bearer token, after a login if there is no token or it has expired.

        Args:
            refused: A token that LivePerson has just refused with a 401; it is replaced.

        Raises:
            VendorBusyError: The pause after a refusal is not over; nothing was sent.
            VendorError: The login failed.
        """
        with self._lock:
            if self._shared and self._shared.is_anothers:
                self._bearer = None  # its login has ended this session
            if refused is not None and refused == self._bearer:
                self._note_refusal()
            if self._bearer is None or self._clock() >= self._expires:
                self._log_in()
            assert self._bearer is not None  # noqa: S101 - for mypy; _log_in sets it or raises
            return self._bearer

    def pause(self) -> None:
        """Start a pause before the next login, because a new token was refused as well."""
        with self._lock:
            self._bearer = None
            self._pause(None)

    def _note_refusal(self) -> None:
        self._bearer = None
        if self._clock() - self._logged_in_at < SHORT_LIFE_SECONDS:
            self._short_lives += 1
            if self._short_lives > 1:
                self._pause(None)

    def _pause(self, error: VendorError | None) -> None:
        pause = PAUSES_SECONDS[min(self._failures, len(PAUSES_SECONDS) - 1)]
        self._failures += 1
        if isinstance(error, VendorRefusedError) and error.status in HOPELESS_STATUSES:
            pause = LONG_PAUSE_SECONDS
        if isinstance(error, VendorBusyError) and error.retry_after is not None:
            pause = max(pause, min(error.retry_after, LONG_PAUSE_SECONDS))
        self._login_pause.begin(pause)
        if self._shared:
            self._shared.pause(pause)

    def _log_in(self) -> None:
        wait = self._login_pause.seconds_left
        if not wait and self._shared:
            wait = self._shared.pause_seconds
        if wait:
            raise VendorBusyError(self._api.vendor, "no login yet after a refusal", wait)
        self._bearer = None
        url = self._domains.base_url("agentVep") + f"/api/account/{self._account}/login"
        try:
            response = self._api.call(
                "POST", url, params={"v": "1.3"}, body=self._body(), changes_state=False
            )
            self._keep(response.json())
        except VendorError as error:
            # An immediate retry helps with nothing: a wrong secret, a full quota, a broken server.
            self._pause(error)
            raise

    def _body(self) -> dict[str, object]:
        settings = self._settings
        return LoginRequest(
            username=settings.username,
            appKey=settings.app_key,
            secret=settings.secret.get_secret_value(),
            accessToken=settings.access_token.get_secret_value(),
            accessTokenSecret=settings.access_token_secret.get_secret_value(),
        ).to_wire()

    def _keep(self, payload: object) -> None:
        bearer = payload.get("bearer") if isinstance(payload, dict) else None
        if not isinstance(payload, dict) or not isinstance(bearer, str) or not bearer:
            raise VendorResponseError(self._api.vendor, "login answered without a bearer")
        if self._clock() - self._logged_in_at >= SHORT_LIFE_SECONDS:
            self._short_lives = 0
        if not self._short_lives:
            self._failures = 0
        self._bearer = bearer
        self._logged_in_at = self._clock()
        seconds = _session_seconds(payload.get("sessionTTl"))
        self._expires = self._clock() + min(seconds, MAX_SESSION_SECONDS)
        if self._shared:
            self._shared.note_login(MAX_SESSION_SECONDS)


def _session_seconds(milliseconds: object) -> float:
    # LivePerson spells the field "sessionTTl"; its value is a number of milliseconds, as a string.
    try:
        seconds = float(str(milliseconds)) / 1000
    except ValueError:
        return MAX_SESSION_SECONDS
    # With 0 or less, every call would log in. "NaN" is not greater than 0 either.
    return seconds if seconds > 0 else MAX_SESSION_SECONDS
