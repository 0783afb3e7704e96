"""How long customers wait now: the Messaging Operations API's *current queue health*.

https://developers.liveperson.com/messaging-operations-api-methods-messaging-current-queue-health.html
Version 1 of this call takes OAuth 1.0 only, which LivePerson has ended on 31 May 2026; version 2
takes OAuth 2.0 only.
https://developers.liveperson.com/liveperson-functions-v2-migration-migrating-to-oauth2.html
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from ...errors import (
    VendorBusyError,
    VendorError,
    VendorNotAskedError,
    VendorResponseError,
)
from ...pydantic_compat import Field, SecretStr, SettingsModel
from ...shift import Waiting
from ...vendor_http.client import VendorAPI
from ...vendor_http.pauses import Pause
from ...vendor_http.setting_checks import check_keys
from .bearer_session import BearerSession
from .domains import DomainAPI
from .moments import moment_of

# The page's own limit for the waiting times: older conversations are not counted.
WINDOW = timedelta(hours=24)
# LivePerson asks for at least a second after a 429; a call that fails is not repeated for every
# customer who asks.
PAUSE_SECONDS = 15.0
# No queue is that long, and no wait (31 years, in milliseconds).
MOST = 1e12
# The queue's waiting times in the order of preference; the bot's customers are transferred ones.
WAITING_TIMES = (
    "avgWaitTimeForAgentAssignment_AfterTransfer",
    "waitTimeForAgentAssignment_50thPercentile",
)


class WaitingTimeSettings(SettingsModel):
    """`waiting_time`: an OAuth 2.0 application of the account that may read the queue.

    Attributes:
        client_id: The application's id.
        client_secret: The application's secret.
        fresh_seconds: For how long one response is used; LivePerson asks not to call this API for
            every conversation. Longer: customers are told an older figure.
    """

    client_id: str
    client_secret: SecretStr
    fresh_seconds: int = Field(default=60, ge=10, le=900)


def check_waiting_time(settings: WaitingTimeSettings, path: str) -> None:
    """Check the application's id and secret.

    Raises:
        ConfigurationError: One of them is empty or cannot be sent.
    """
    check_keys(settings, ("client_id", "client_secret"), path, "LivePerson")


class QueueHealth:
    """GET /operations/api/account/{account}/msgqueuehealth/current/, one call for all skills."""

    def __init__(
        self,
        api: VendorAPI,
        domains: DomainAPI,
        session: BearerSession,
        fresh_seconds: float,
        clock: Callable[[], datetime],
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take what the call needs; `clock` tells the time, `seconds` the age of a response."""
        self._api = api
        self._domains = domains
        self._session = session
        self._fresh_seconds = fresh_seconds
        self._clock = clock
        self._seconds = seconds
        self._lock = threading.Lock()
        self._pause = Pause(seconds)
        self._skills: Mapping[str, Waiting | None] = {}
        self._asked_at: float | None = None

    def waiting(self, skill_id: str) -> Waiting | None:
        """Return how long the customers of a skill wait, or None if LivePerson does not tell.

        Raises:
            VendorError: The call or the login failed, or the last one failed a moment ago.
        """
        return self._current().get(skill_id)

    def _current(self) -> Mapping[str, Waiting | None]:
        with self._lock:
            now = self._seconds()
            if self._asked_at is not None and now - self._asked_at < self._fresh_seconds:
                return self._skills
            if wait := self._pause.seconds_left:
                raise VendorBusyError(
                    self._api.vendor, "the queue is not asked for again so soon", wait
                )
            try:
                self._skills = self._session.authorized(self._ask)
            except VendorNotAskedError:
                raise  # this customer's time was up, which says nothing about LivePerson
            except VendorError:
                self._pause.begin(PAUSE_SECONDS)
                raise
            self._asked_at = now
            return self._skills

    def _ask(self, headers: Mapping[str, str]) -> Mapping[str, Waiting | None]:
        url = self._domains.base_url("leDataReporting")
        now = self._clock()
        response = self._api.call(
            "GET",
            f"{url}/operations/api/account/{self._domains.account}/msgqueuehealth/current/",
            headers=headers,
            params={"v": "2", "fromMillis": _millis(now - WINDOW), "toMillis": _millis(now)},
        )
        payload = response.json()
        skills = payload.get("skillsMetrics") if isinstance(payload, dict) else None
        if not isinstance(skills, dict):
            raise VendorResponseError(self._api.vendor, "the queue health has no skills")
        return {skill: self._read(metrics) for skill, metrics in skills.items()}

    def _read(self, metrics: object) -> Waiting | None:
        """Return the queue of one skill; None if it has no figure."""
        if not isinstance(metrics, dict) or (as_of := moment_of(metrics.get("time"))) is None:
            raise VendorResponseError(self._api.vendor, "the queue of a skill has no time")
        times = [self._figure(metrics, name) for name in WAITING_TIMES]
        milliseconds = next((each for each in times if each is not None), None)
        people = self._figure(metrics, "unassignedConversations")
        if milliseconds is None and people is None:
            return None
        return Waiting(
            as_of,
            seconds=None if milliseconds is None else milliseconds / 1000,
            people=None if people is None else int(people),
        )

    def _figure(self, metrics: Mapping[str, Any], name: str) -> float | None:
        # -1 stands for "no relevant data".
        value = metrics.get(name, -1)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not value < MOST:
            raise VendorResponseError(self._api.vendor, "a figure of the queue is not readable")
        return value if value >= 0 else None


def _millis(moment: datetime) -> str:
    return str(int(moment.astimezone(timezone.utc).timestamp() * 1000))
