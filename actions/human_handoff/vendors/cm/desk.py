"""CM.com: agents in Mobile Service Cloud's Agent Inbox, reached over the Conversational Router."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from functools import partial

from ...desk import AgentDesk, Contact, Escalation, Shift, ShiftReport, Transfer, TransferState
from ...errors import SkillError
from ...vendor_http.client import VendorAPI
from .dialects import mutations
from .presence import PresenceAPI
from .routing import RoutingControlAPI
from .settings import CUSTOMER, REFERRER, ROUTING_KEYWORDS, CMSettings, SkillSettings, check

_UTC_NOW = partial(datetime.now, timezone.utc)


class CM(AgentDesk):
    """Agents at CM.com, reached as a dialog of Conversational AI Cloud reaches them."""

    vendor = "CM.com"
    Settings = CMSettings
    carries_contact = True
    # CM.com's pages set the agents' status to offline where the presence check fails.
    old_report_will_do = False
    # Agents come and go by the minute; the Agent Inbox takes three calls a second.
    fresh_for = timedelta(seconds=20)

    def __init__(
        self,
        settings: CMSettings,
        path: str,
        api: VendorAPI | None = None,
        clock: Callable[[], datetime] = _UTC_NOW,
    ) -> None:
        """Take the checked section; `api` and `clock` are for tests.

        Raises:
            ConfigurationError: An adapter is missing, an id is none, or the like.
        """
        check(settings, path)
        api = api or VendorAPI(self.vendor)
        urls, router = settings.urls, settings.router
        self._clock = clock
        self._skills = settings.skills
        self._defaults = settings.presence
        self._context = router.context
        self._presence = PresenceAPI(api, urls.presence, settings.presence.api_key)
        self._routing = RoutingControlAPI(api, urls.router, router, mutations(router, path))

    def skill_key(self, skill: str) -> str:
        """Return the configured skill's word; CM.com itself has keywords, not skills."""
        self._skill(skill)
        return skill

    def carries_message(self, channel: str) -> bool:
        """A mutation has no place for a message: the bot says it."""
        return False

    def shift_report(self, skill: str, max_age: timedelta) -> ShiftReport:
        """Ask for the one skill; CM.com keeps no report."""
        known = self._skill(skill)
        as_of = self._clock()
        status = self._presence.status(
            known.channel or self._defaults.channel, self._referrer(known)
        )
        return ShiftReport(as_of, {skill: Shift(status, as_of=as_of)})

    def escalate(self, escalation: Escalation) -> Transfer:
        """Request the mutations; CM.com's yes does not say that an agent has the chat."""
        known = self._skill(escalation.skill)
        # Assumption: the pages tell of these values, their names are what CM.com's HALO sends.
        context = {
            ROUTING_KEYWORDS: known.routing_keywords,
            REFERRER: self._referrer(known) or "",
            **_customer(escalation.contact),
            **self._context,
        }
        self._routing.request_mutations(escalation.conversation_id, context)
        return Transfer(TransferState.REQUESTED)

    def _skill(self, skill: str) -> SkillSettings:
        known = self._skills.get(skill)
        if known is None:
            raise SkillError("CM.com: the skill is not configured")
        return known

    def _referrer(self, skill: SkillSettings) -> str | None:
        return self._defaults.referrer if skill.referrer is None else skill.referrer


def _customer(contact: Contact) -> dict[str, str]:
    known = {"name": contact.name, "email": contact.email}
    told = {field: value for field, value in known.items() if value}
    # A text that holds JSON, inside the JSON: what JavaScript's JSON.stringify writes.
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return {CUSTOMER: text} if told else {}
