"""LivePerson's Shift Status API: which skills are on shift, for the whole account in one call.

"On shift" is what the schedule says (working days, special occasions, manual switch). It does not
mean that an agent is logged in.
https://developers.liveperson.com/shift-status-api-methods-get-shift-status-by-account.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from ...errors import VendorResponseError
from ...shift import Shift, ShiftReport, ShiftStatus
from ...vendor_http.client import VendorAPI
from .bearer_session import BearerSession
from .domains import DomainAPI
from .moments import moment_of


class ShiftStatusAPI:
    """GET /api/account/{account}/shift-status with the bot user's bearer token."""

    def __init__(
        self,
        api: VendorAPI,
        domains: DomainAPI,
        login: BearerSession,
        clock: Callable[[], datetime],
    ) -> None:
        """Take the host directory and the session that the call uses; nothing is called yet."""
        self._api = api
        self._domains = domains
        self._login = login
        self._clock = clock

    def skills(self) -> list[dict[str, Any]]:
        """Return the skill objects as LivePerson sent them.

        Raises:
            VendorError: The call or the login failed.
        """
        return self._login.authorized(self._ask)

    def report(self, skills: list[dict[str, Any]], as_of: datetime | None = None) -> ShiftReport:
        """Translate skill objects into a report; without `as_of`, the report is of now.

        Raises:
            VendorResponseError: An object has another shape than documented.
        """
        moment = as_of or self._clock()
        return ShiftReport(moment, dict(self._read(skill, moment) for skill in skills))

    def _ask(self, headers: Mapping[str, str]) -> list[dict[str, Any]]:
        # The page of 2022 and the published sample use the second service name.
        base_url = self._domains.base_url("shiftstatus", "asyncMessagingEnt")
        url = f"{base_url}/api/account/{self._domains.account}/shift-status"
        response = self._api.call("GET", url, headers=headers)
        skills = response.json()
        if not isinstance(skills, list) or not all(isinstance(skill, dict) for skill in skills):
            raise VendorResponseError(self._api.vendor, "shift status is not a list of skills")
        if not skills:
            raise VendorResponseError(self._api.vendor, "shift status lists no skill at all")
        return skills

    def _read(self, skill: dict[str, Any], as_of: datetime) -> tuple[str, Shift]:
        identifier, on_shift = skill_id(skill), skill.get("onShift")
        if identifier is None or not isinstance(on_shift, bool):
            raise VendorResponseError(self._api.vendor, "a skill's shift status is not readable")
        status = ShiftStatus.ON_SHIFT if on_shift else ShiftStatus.OFF_SHIFT
        opens_at = None if on_shift else moment_of(skill.get("nextOn"))
        return identifier, Shift(status, as_of=as_of, opens_at=opens_at)


def skill_id(skill: dict[str, Any]) -> str | None:
    """Return a skill object's id, or None if it has none."""
    # The page documents a Long, `skillId` (formerly `skill`); the live service sends a string.
    identifier = skill.get("skillId", skill.get("skill"))
    if isinstance(identifier, bool) or not isinstance(identifier, (int, str)):
        return None
    return str(identifier)
