"""LivePerson: agents of Conversational Cloud, reached from a bot of LivePerson."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Any

from ...desk import AgentDesk, Escalation, Transfer, TransferState
from ...errors import SkillError, VendorError
from ...shift import ShiftReport
from ...state_store import StateStore
from ...vendor_http.client import VendorAPI
from ...vendor_http.deadline import MIN_RESPONSE_SECONDS, at_most, current_operation
from .context_service import TIMEOUT_SECONDS, ContextService
from .custom_endpoint import transfer_payload
from .domains import DomainAPI
from .escalation import EscalationAPI
from .login import LoginSession
from .settings import (
    CONTEXT_SERVICE_URLS,
    ESCALATION_URLS,
    LivePersonSettings,
    is_number,
)
from .shifts import ShiftStatusAPI, skill_id

logger = logging.getLogger(__name__)

# With less time than this, the context service could use up what the transfer needs.
TIME_FOR_CONTEXT_SECONDS = TIMEOUT_SECONDS + 2 * MIN_RESPONSE_SECONDS

_UTC_NOW = partial(datetime.now, timezone.utc)


class LivePerson(AgentDesk):
    """Agents at LivePerson, for a bot of Conversation Builder or of the Custom Endpoint."""

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
        urls, region = settings.urls, settings.region
        domains = DomainAPI(api, urls.domains, settings.account)
        login = LoginSession(api, domains, settings.account, settings.login)
        self._clock = clock
        self._login = login
        self._skills = settings.skills
        self._shifts = ShiftStatusAPI(api, domains, login, settings.account, clock)
        self._custom_endpoint = settings.custom_endpoint
        self._context = _context_service(api, settings)
        self._escalation, self._without_message = None, frozenset[str]()
        if settings.escalation is not None:
            url = urls.escalation or ESCALATION_URLS[region]
            self._escalation = EscalationAPI(api, url, settings.escalation, path)
            self._passes_context = settings.escalation.pass_context
            self._without_message = frozenset(settings.escalation.message_not_delivered_on)

    def share_state(self, store: StateStore) -> None:
        """Let the servers that log in as the same bot user know of each other."""
        self._login.share_state(store, self.identity)

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
        return not self.transfers_in_reply(channel) and channel not in self._without_message

    def transfers_in_reply(self, channel: str) -> bool:
        """On the Custom Endpoint, LivePerson reads the transfer in the bot's reply."""
        return self._custom_endpoint is not None and channel in self._custom_endpoint.channels

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

    def escalate(self, escalation: Escalation) -> Transfer:
        """Call `livePersonAgent`, or put the transfer into the bot's reply, by the channel.

        Both are requests: no agent has accepted the conversation yet.
        """
        skill_id = self.skill_key(escalation.skill)
        settings = self._skills.get(escalation.skill)
        if self._custom_endpoint and self.transfers_in_reply(escalation.channel):
            if settings is None:
                raise SkillError("LivePerson: the Custom Endpoint needs a skill's name, not its id")
            payload = transfer_payload(self._custom_endpoint, escalation, settings.name)
            return Transfer(TransferState.REQUESTED, channel_payload=payload)
        if self._escalation is None:
            raise SkillError("LivePerson: there is no escalation section for this channel")
        if self._passes_context:
            self._pass_context(escalation)
        skill_name = settings.name if settings else skill_id
        slots = self._escalation.send(escalation, skill_id, skill_name)
        return Transfer(TransferState.REQUESTED, slots)

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

    def _pass_context(self, escalation: Escalation) -> None:
        # The transfer call has no documented field for these values; the context service has.
        values = {"intent": escalation.intent, "message": escalation.question}
        properties = {name: value for name, value in values.items() if value}
        if self._context is None or not properties:
            return
        operation = current_operation.get(None)
        if operation is not None and operation.seconds_left() < TIME_FOR_CONTEXT_SECONDS:
            logger.warning("intent and question not stored, because the transfer needs the time")
            return
        try:
            self._context.store_for_conversation(escalation.conversation_id, properties)
        except VendorError as error:
            logger.warning("intent and question not stored in the context service: %s", error)


def _context_service(api: VendorAPI, settings: LivePersonSettings) -> ContextService | None:
    if settings.context_service is None:
        return None
    base_url = settings.urls.context_service or CONTEXT_SERVICE_URLS[settings.region]
    return ContextService(api, base_url, settings.account, settings.context_service)
