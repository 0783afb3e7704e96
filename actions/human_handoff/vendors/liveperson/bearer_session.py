"""A session at LivePerson: a bearer token, kept while it is valid and replaced when it is not."""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeVar

from ...errors import (
    VendorAuthenticationError,
    VendorBusyError,
    VendorError,
    VendorNotAskedError,
    VendorRefusedError,
    VendorResponseError,
)
from ...state_store import StateStore
from ...vendor_http.client import VendorAPI
from ...vendor_http.pauses import Pause
from ...vendor_http.response import Response
from .shared_login import SharedLogin

# LivePerson's own sample logs in again every half hour; its page says that a session lasts eight
# hours.
MAX_SESSION_SECONDS = 30 * 60.0
# LivePerson's retry policy: 5, 10 and 15 seconds between attempts; a 429 asks for 5 as well.
# https://developers.liveperson.com/login-service-retry-policy.html
PAUSES_SECONDS = (5.0, 10.0, 15.0)
# A malformed request (400), a user of a bot that is running (409) and a blocked user (451) stay
# wrong: "don't retry".
LONG_PAUSE_SECONDS = 600.0
HOPELESS_STATUSES = frozenset({400, 409, 451})
# A token that is refused so soon was probably ended by another server that logged in as the same
# user. If each logged in again at once, they would end each other's sessions for ever.
SHORT_LIFE_SECONDS = 60.0

Result = TypeVar("Result")


class BearerSession(ABC):
    """A session: only one thread logs in at a time, and all threads use the same token.

    Attributes:
        bearer_field: The name of the token in the response to a login.
        refused_by: The statuses with which a service refuses a token that is no longer valid.
    """

    bearer_field: ClassVar[str] = "bearer"
    refused_by: ClassVar[frozenset[int]] = frozenset({401, 403})

    def __init__(self, api: VendorAPI, clock: Callable[[], float] = time.monotonic) -> None:
        """Take the client; the first `bearer` logs in."""
        self._api = api
        self._clock = clock
        self._lock = threading.Lock()
        self._bearer: str | None = None
        self._expires = 0.0
        self._logged_in_at = 0.0
        self._login_pause = Pause(clock)
        self._failures = 0
        self._short_lives = 0
        self._shared: SharedLogin | None = None

    @abstractmethod
    def _request(self) -> Response:
        """Send one login and return its response."""

    @abstractmethod
    def _lifetime(self, payload: Mapping[str, Any]) -> object:
        """Return how many seconds a login's response gives the token, as a number or as text."""

    def share_state(self, store: StateStore, identity: str) -> None:
        """Let the servers that have this store know of each other's logins."""
        self._shared = SharedLogin(store, identity)

    def authorized(self, call: Callable[[Mapping[str, str]], Result]) -> Result:
        """Make a call, and once more after a new login if the service refuses the token.

        Args:
            call: Sends one request with the headers that it is given.

        Raises:
            VendorError: The call or the login failed.
        """
        bearer = self.bearer()
        try:
            return call(_header(bearer))
        except VendorAuthenticationError as error:
            if error.status not in self.refused_by:
                raise
        # The session has ended early, because another login of the same user ended it.
        renewed = _header(self.bearer(refused=bearer))
        try:
            return call(renewed)
        except VendorAuthenticationError:
            self.pause()
            raise

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
        try:
            self._keep(self._request().json())
        except VendorNotAskedError:
            raise  # this customer's time was up, which says nothing about LivePerson
        except VendorError as error:
            # An immediate retry helps with nothing: a wrong secret, a full quota, a broken server.
            self._pause(error)
            raise

    def _keep(self, payload: object) -> None:
        bearer = payload.get(self.bearer_field) if isinstance(payload, dict) else None
        if not isinstance(payload, dict) or not isinstance(bearer, str) or not bearer:
            raise VendorResponseError(self._api.vendor, "login answered without a bearer")
        if self._clock() - self._logged_in_at >= SHORT_LIFE_SECONDS:
            self._short_lives = 0
        if not self._short_lives:
            self._failures = 0
        self._bearer = bearer
        self._logged_in_at = self._clock()
        seconds = _seconds(self._lifetime(payload))
        self._expires = self._clock() + min(seconds, MAX_SESSION_SECONDS)
        if self._shared:
            self._shared.note_login(MAX_SESSION_SECONDS)


def _header(bearer: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {bearer}"}


def _seconds(lifetime: object) -> float:
    try:
        seconds = float(str(lifetime))
    except ValueError:
        return MAX_SESSION_SECONDS
    # With 0 or less, every call would log in. "NaN" is not greater than 0 either.
    return seconds if seconds > 0 else MAX_SESSION_SECONDS
