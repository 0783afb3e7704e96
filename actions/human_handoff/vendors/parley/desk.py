"""Parley: agents who work in another Service of the bot's account.

Parley's hand-over protocol makes their Service the owner of the user. It stays the owner, also
when the talk is over, until a Service makes the bot's the owner again.
https://developers.parley.io/docs/service-api/handover-protocol
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from functools import partial

from ...desk import AgentDesk, Escalation, Shift, ShiftReport, ShiftStatus, Transfer, TransferState
from ...errors import SkillError
from ...ownership import Owner, Ownership
from ...vendor_http.client import VendorAPI
from .owners import Owners
from .service_api import ServiceAPI
from .services import AgentServices
from .settings import ParleySettings, check
from .signature import Signature

_UTC_NOW = partial(datetime.now, timezone.utc)


class Parley(AgentDesk, Ownership):
    """Agents at Parley, reached as the bot's Service reaches them."""

    vendor = "Parley"
    Settings = ParleySettings
    reports_shifts = False  # Parley documents no call that tells who is there
    reports_all_skills = True
    carries_contact = True

    def __init__(
        self,
        settings: ParleySettings,
        path: str,
        api: VendorAPI | None = None,
        clock: Callable[[], datetime] = _UTC_NOW,
    ) -> None:
        """Take the checked section; `api` and `clock` are for tests.

        Raises:
            ConfigurationError: An identification cannot be one, or the like.
        """
        check(settings, path)
        self._settings = settings
        self._clock = clock
        signature = Signature(
            settings.service, settings.account, settings.secret, settings.signature_seconds, clock
        )
        service_api = ServiceAPI(
            api or VendorAPI(self.vendor), settings.urls.service_api, signature
        )
        self._agents = AgentServices(service_api, settings.service, settings.skills)
        self._owners = Owners(service_api)

    def skill_key(self, skill: str) -> str:
        """Return the skill itself: the builder's word stands for the agents' Service."""
        if skill not in self._settings.skills:
            raise SkillError("Parley: the skill is not configured")
        return skill

    def carries_message(self, channel: str) -> bool:
        """Nowhere: the bot says it first, for afterwards it may not write to the user."""
        return False

    def shift_report(self, skill: str, max_age: timedelta) -> ShiftReport:
        """Ask which Services are connected: no more than that an agent could be there."""
        as_of = self._clock()
        words = {True: ShiftStatus.ON_SHIFT, False: ShiftStatus.OFF_SHIFT}
        connected = self._agents.connected()
        return ShiftReport(
            as_of, {word: Shift(words[there], as_of=as_of) for word, there in connected.items()}
        )

    def escalate(self, escalation: Escalation) -> Transfer:
        """Make the agents' Service the owner of the user; its yes says that it is."""
        service = self._agents.identification(self.skill_key(escalation.skill))
        # Parley knows users, not conversations: without a user's id the other one must be it.
        user_id = escalation.user_id or escalation.conversation_id
        self._owners.change(user_id, service, self._metadata(escalation))
        return Transfer(TransferState.WITH_AGENT)

    def owner(self, user_id: str) -> Owner:
        """Ask whose the user is."""
        service = self._owners.owner(user_id)
        if service is None:
            return Owner.UNKNOWN
        if service == self._settings.service:
            return Owner.BOT
        return Owner.AGENTS if self._agents.includes(service) else Owner.SOMEBODY_ELSE

    def give_back(self, user_id: str) -> None:
        """Make the bot's Service the owner again.

        Assumption: the call that hands a user over also takes it back; the page does not say.
        """
        self._owners.change(user_id, self._settings.service, {})

    def _metadata(self, escalation: Escalation) -> dict[str, str]:
        known = {
            "reason": self._settings.reason,
            "name": escalation.contact.name,
            "email": escalation.contact.email,
            "intent": escalation.intent,
            "question": escalation.question,
        }
        told = ((name, known[name]) for name in self._settings.metadata)
        return {name: word for name, word in told if word}
