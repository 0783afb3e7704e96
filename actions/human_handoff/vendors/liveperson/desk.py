"""LivePerson: agents of Conversational Cloud, reached from a bot of LivePerson."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Any

from ...desk import AgentDesk, Escalation, Transfer
from ...errors import SkillError, VendorError
from ...shift import ShiftReport, Waiting
from ...state_store import StateStore
from ...vendor_http.client import VendorAPI
from ...vendor_http.deadline import at_most
from .application_session import ApplicationSession
from .context_service import TIMEOUT_SECONDS, ContextService
from .domains import DomainAPI
from .login import LoginSession
from .queue_health import QueueHealth
from .settings import CONTEXT_SERVICE_URLS, LivePersonSettings, is_number
from .shifts import ShiftStatusAPI, skill_id
from .transfer_ways import TransferWays

logger = logging.getLogger(__name__)

_UTC_NOW = partial(datetime.now, timezone.utc)


class LivePerson(AgentDesk):
    """Agents at LivePerson, for a bot of Conversation Builder or of Third-Party Bots."""

    vendor = "LivePerson"
    sends_by_vendor_api = True
    channels = ("liveperson",)
    Settings = LivePersonSettings
    reports_openings = True
    reports_all_skills = True
    tells_of_failures = True

    def __init__(
        self,
        settings: LivePersonSettings,
        path: str,
        api: VendorAPI | None = None,
        clock: Callable[[], datetime] = _UTC_NOW,
    ) -> None:
        """Take the checked section; tests replace `api` and `clock`."""
        api = api or VendorAPI(self.vendor)
        domains = DomainAPI(api, settings.urls.domains, settings.account)
        self._clock = clock
        self._login = LoginSession(api, domains, settings.login)
        self._skills = settings.skills
        self._shifts = ShiftStatusAPI(api, domains, self._login, clock)
        self._context = _context_service(api, settings)
        self._ways = TransferWays(api, domains, settings, self._context, path)
        self._queue = _queue_health(api, domains, settings, clock)
        self.tells_waiting_time = self._queue is not None
        # Third-Party Bots sends the bot no message about a transfer that fails later.
        self.tells_of_failures = settings.escalation is not None or settings.public_api is None

    def share_state(self, store: StateStore) -> None:
        """Let the servers that log in as the same bot user know of each other."""
        self._login.share_state(store, self.identity)
        if self._ways.public_login is not None:
            self._ways.public_login.share_state(store, f"{self.identity} public_api")

    def skill_key(self, skill: str) -> str:
        """Return the skill's id; a number that is not configured is used as an id itself."""
        settings = self._skills.get(skill)
        if settings is not None:
            return settings.id  # `check_values` made sure that it is a number
        if not is_number(skill):
            raise SkillError("LivePerson: the skill is not configured and is not a number")
        return skill

    def carries_message(self, channel: str) -> bool:
        """LivePerson shows the transfer message to the customer, but not on every channel."""
        return self._ways.carries_message(channel)

    def transfers_in_reply(self, channel: str) -> bool:
        """On the Custom Endpoint, LivePerson reads the transfer in the bot's reply."""
        return self._ways.is_in_reply(channel)

    def shift_report(self, skill: str, max_age: timedelta) -> ShiftReport:
        """Return the report in the context service if it is fresh enough, else ask LivePerson."""
        shared = self._shared_report(max_age)
        if shared is not None:
            return shared
        report, skills = self._live_report()
        try:
            # The customer waits for the report meanwhile.
            with at_most(TIMEOUT_SECONDS):
                self._publish(report, skills)
        except VendorError as error:
            logger.warning("shift status not published to the context service: %s", error)
        return report

    def refresh(self, skill: str) -> ShiftReport:
        """Ask LivePerson itself and publish the report; a failed publication is an error here."""
        report, skills = self._live_report()
        self._publish(report, skills)
        return report

    def unknown_skills(self, report: ShiftReport) -> dict[str, str]:
        """Return the skills whose ids are not among those of the account."""
        return {
            name: f"skill {skill.id}"
            for name, skill in self._skills.items()
            if skill.id not in report.shifts
        }

    def waiting(self, skill: str) -> Waiting | None:
        """Return how long those have waited who are in the skill's queue; it is no forecast."""
        return None if self._queue is None else self._queue.waiting(self.skill_key(skill))

    def escalate(self, escalation: Escalation) -> Transfer:
        """Transfer as the channel and the configuration say; no agent has accepted it yet."""
        skill_id = self.skill_key(escalation.skill)
        return self._ways.transfer(escalation, skill_id, self._skills.get(escalation.skill))

    def _shared_report(self, max_age: timedelta) -> ShiftReport | None:
        if self._context is None or not self._context.reads:
            return None
        try:
            published = self._context.skills()
            # `abs`: a report from the future (another server's clock is ahead) must expire too.
            if published is None or abs(self._clock() - published[0]) > max_age:
                return None
            return self._shifts.report(published[1], published[0])
        except VendorError as error:
            logger.warning("shift status not read from the context service: %s", error)
            return None

    def _live_report(self) -> tuple[ShiftReport, list[dict[str, Any]]]:
        as_of = self._clock()
        skills = self._shifts.skills()
        return self._shifts.report(skills, as_of), skills

    def _publish(self, report: ShiftReport, skills: list[dict[str, Any]]) -> None:
        if self._context is not None and self._context.publishes:
            self._context.publish(report.as_of, {str(skill_id(skill)): skill for skill in skills})


def _context_service(api: VendorAPI, settings: LivePersonSettings) -> ContextService | None:
    if settings.context_service is None:
        return None
    base_url = settings.urls.context_service or CONTEXT_SERVICE_URLS[settings.region]
    return ContextService(api, base_url, settings.account, settings.context_service)


def _queue_health(
    api: VendorAPI,
    domains: DomainAPI,
    settings: LivePersonSettings,
    clock: Callable[[], datetime],
) -> QueueHealth | None:
    waiting = settings.waiting_time
    if waiting is None:
        return None
    session = ApplicationSession(api, domains, waiting.client_id, waiting.client_secret)
    return QueueHealth(api, domains, session, waiting.fresh_seconds, clock)
