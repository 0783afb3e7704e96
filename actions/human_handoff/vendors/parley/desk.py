"""Parley: agents who work in another Service of the bot's account.

Parley's handover protocol makes the agents' Service the owner of the user. It remains the owner,
also after the chat has ended, until a Service makes the bot's Service the owner again.
https://developers.parley.io/docs/service-api/handover-protocol
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta, timezone
from functools import partial

from ...desk import AgentDesk, Escalation, Transfer, TransferState
from ...errors import SkillError
from ...findings import Finding
from ...ownership import Owner, Ownership
from ...shift import Shift, ShiftReport, ShiftStatus
from ...vendor_http.client import VendorAPI
from .diagnosis import findings
from .owners import Owners
from .service_api import ServiceAPI
from .services import AgentServices
from .settings import ParleySettings
from .signature import Signature

_UTC_NOW = partial(datetime.now, timezone.utc)


class Parley(AgentDesk, Ownership):
    """Agents at Parley, who work in Services of the bot's account."""

    vendor = "Parley"
    sends_by_vendor_api = True
    channels = ("parley",)
    Settings = ParleySettings
    reports_shifts = False  # Parley documents no call that tells which agents are available
    reports_all_skills = True
    carries_contact = True
    takes_back = True

    def __init__(
        self,
        settings: ParleySettings,
        path: str,
        api: VendorAPI | None = None,
        clock: Callable[[], datetime] = _UTC_NOW,
    ) -> None:
        """Take the checked section; tests replace `api` and `clock`."""
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
        """Return the skill itself, if it is configured; it stands for one of the Services."""
        if skill not in self._settings.skills:
            raise SkillError("Parley: the skill is not configured")
        return skill

    def carries_message(self, channel: str) -> bool:
        """The call has no field for a message; the bot sends it before it loses the user."""
        return False

    def shift_report(self, skill: str, max_age: timedelta) -> ShiftReport:
        """Report a skill as on shift if its Service is connected to the account.

        A connected Service does not mean that an agent is available.
        """
        as_of = self._clock()
        statuses = {True: ShiftStatus.ON_SHIFT, False: ShiftStatus.OFF_SHIFT}
        shifts = {
            name: Shift(statuses[is_connected], as_of=as_of)
            for name, is_connected in self._agents.connected().items()
        }
        return ShiftReport(as_of, shifts)

    def unknown_skills(self, report: ShiftReport) -> dict[str, str]:
        """Return the skills whose Services are not connected, or share their name with another."""
        return {
            name: f"Service {skill.service}" if skill.service else f"single Service {skill.name}"
            for name, skill in self._settings.skills.items()
            if name in report.shifts and report.shifts[name].status is ShiftStatus.OFF_SHIFT
        }

    def diagnose(self, channels: Collection[str]) -> Iterable[Finding]:
        """Check the address, the signature and the Services."""
        return findings(self._settings, self)

    def escalate(self, escalation: Escalation) -> Transfer:
        """Make the agents' Service the owner of the user; a success means that it is the owner."""
        service = self._agents.identification(self.skill_key(escalation.skill))
        # Parley has users and no conversations, so without a user id the conversation id is used.
        user_id = escalation.user_id or escalation.conversation_id
        self._owners.change(user_id, service, self._metadata(escalation))
        return Transfer(TransferState.WITH_AGENT)

    def owner(self, user_id: str) -> Owner:
        """Ask which Service owns the user."""
        service = self._owners.owner(user_id)
        if service is None:
            return Owner.UNKNOWN
        if service == self._settings.service:
            return Owner.BOT
        return Owner.AGENTS if self._agents.includes(service) else Owner.SOMEBODY_ELSE

    def give_back(self, user_id: str) -> None:
        """Make the bot's Service the owner again.

        Assumption: the call that hands a user over also works in the other direction; the page
        does not say so.
        """
        self._owners.change(user_id, self._settings.service, {})

    def take_back(self, conversation_id: str, user_id: str | None) -> None:
        """Make the bot's Service the owner again; `give_back` says what is assumed."""
        self.give_back(user_id or conversation_id)

    def _metadata(self, escalation: Escalation) -> dict[str, str]:
        values = {
            "reason": self._settings.reason,
            "name": escalation.contact.name,
            "email": escalation.contact.email,
            "intent": escalation.intent,
            "question": escalation.question,
        }
        configured = ((name, values[name]) for name in self._settings.metadata)
        return {name: value for name, value in configured if value}
