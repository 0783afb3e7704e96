"""CM.com: agents in Mobile Service Cloud's Agent Inbox, reached by the Conversational Router."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta, timezone
from functools import partial

from ...desk import AgentDesk, Contact, Escalation, Transfer, TransferState
from ...errors import SkillError
from ...findings import Finding
from ...shift import Shift, ShiftReport
from ...state_store import StateStore, hashed_key
from ...vendor_http.client import VendorAPI
from .diagnosis import findings
from .dialects import inverse, mutations
from .presence import PresenceAPI
from .routing import RoutingControlAPI
from .settings import CUSTOMER, REFERRER, ROUTING_KEYWORDS, CMSettings, SkillSettings

_UTC_NOW = partial(datetime.now, timezone.utc)


class CM(AgentDesk):
    """Agents at CM.com. The calls are those that a dialog of Conversational AI Cloud makes."""

    vendor = "CM.com"
    sends_by_vendor_api = True
    channels = ("cm",)
    Settings = CMSettings
    carries_contact = True
    takes_back = True  # not with the older Router API
    # CM.com's pages set the agents' status to offline when the presence check fails.
    old_report_will_do = False
    # Agents log in and out every minute; the Agent Inbox accepts three calls a second.
    fresh_for = timedelta(seconds=20)

    def __init__(
        self,
        settings: CMSettings,
        path: str,
        api: VendorAPI | None = None,
        clock: Callable[[], datetime] = _UTC_NOW,
    ) -> None:
        """Take the checked section; tests replace `api` and `clock`."""
        api = api or VendorAPI(self.vendor)
        urls, router = settings.urls, settings.router
        self._clock = clock
        self._settings = settings
        self._skills = settings.skills
        self._defaults = settings.presence
        self._context = router.context
        self._presence = PresenceAPI(api, urls.presence, settings.presence.api_key)
        self._routing = RoutingControlAPI(api, urls.router, router)
        self._mutations = mutations(router, path)
        self._inverse = inverse(self._mutations)
        self.takes_back = self._inverse is not None

    def share_state(self, store: StateStore) -> None:
        """Keep CM.com's limit of calls a second together with the other servers."""
        self._presence.share_state(store, hashed_key("rate", self.identity))

    def skill_key(self, skill: str) -> str:
        """Return the skill itself, if it is configured; CM.com has keywords instead of skills."""
        self._settings_of(skill)
        return skill

    def carries_message(self, channel: str) -> bool:
        """A mutation has no field for a message, so the bot must send it."""
        return False

    def shift_report(self, skill: str, max_age: timedelta) -> ShiftReport:
        """Ask for this one skill; CM.com stores no report, so `max_age` is not used."""
        settings = self._settings_of(skill)
        as_of = self._clock()
        channel = settings.channel or self._defaults.channel
        status = self._presence.status(channel, self._referrer(settings))
        return ShiftReport(as_of, {skill: Shift(status, as_of=as_of)})

    def diagnose(self, channels: Collection[str]) -> Iterable[Finding]:
        """Check both addresses, both keys and the technical link."""
        return findings(self._settings, self._presence, self._routing)

    def escalate(self, escalation: Escalation) -> Transfer:
        """Request the mutations; a success does not mean that an agent has the chat."""
        settings = self._settings_of(escalation.skill)
        # Assumption: the pages describe these values; the names are those that CM.com's HALO sends.
        context = {
            ROUTING_KEYWORDS: settings.routing_keywords,
            REFERRER: self._referrer(settings) or "",
            **_customer(escalation.contact),
            **self._context,
        }
        self._routing.request_mutations(escalation.conversation_id, self._mutations, context)
        return Transfer(TransferState.REQUESTED)

    def take_back(self, conversation_id: str, user_id: str | None) -> None:
        """Request the inverse mutations; a success does not mean that no agent has written."""
        if self._inverse is None:
            super().take_back(conversation_id, user_id)
        else:
            self._routing.request_mutations(conversation_id, self._inverse, {})

    def _settings_of(self, skill: str) -> SkillSettings:
        settings = self._skills.get(skill)
        if settings is None:
            raise SkillError("CM.com: the skill is not configured")
        return settings

    def _referrer(self, skill: SkillSettings) -> str | None:
        return self._defaults.referrer if skill.referrer is None else skill.referrer


def _customer(contact: Contact) -> dict[str, str]:
    fields = {"name": contact.name, "email": contact.email}
    customer = {field: value for field, value in fields.items() if value}
    # The value is a string that contains JSON, as JavaScript's JSON.stringify writes it.
    text = json.dumps(customer, ensure_ascii=False, separators=(",", ":"))
    return {CUSTOMER: text} if customer else {}
