"""What can be checked of LivePerson without a conversation: addresses, account, keys, skills."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from ...desk import AgentDesk
from ...desk_checks import (
    CALL_SECONDS,
    Check,
    checked_address,
    checked_call,
    checked_skills,
    refused,
)
from ...errors import VendorError
from ...findings import Finding, error, not_checked, ok, warning
from ...shift import ShiftReport
from ...vendor_http.deadline import at_most
from . import key_checks
from .bearer_session import BearerSession
from .context_service import ContextService
from .domains import DomainAPI
from .public_api import service_url
from .queue_health import QueueHealth
from .settings import LivePersonSettings
from .transfer_ways import TransferWays

_DOMAINS = "urls.domains"
# The regions of LivePerson's zones, which begin the names of many hosts: z1.etool.liveperson.net.
# https://developers.liveperson.com/conversation-orchestrator-conversation-context-service-methods-v1.html
_REGIONS = {"z1": "us", "z2": "eu", "z3": "apac"}
_ZONE = re.compile(r"(z[123])\.")


class Diagnosis:
    """The checks of one account."""

    def __init__(
        self,
        settings: LivePersonSettings,
        domains: DomainAPI,
        login: BearerSession,
        context: ContextService | None,
        ways: TransferWays,
        queue: QueueHealth | None,
    ) -> None:
        """Take the checked section and the services; nothing is called yet."""
        self._settings = settings
        self._domains = domains
        self._login = login
        self._context = context
        self._ways = ways
        self._queue = queue

    def findings(
        self, desk: AgentDesk, report: Callable[[], ShiftReport], channels: Collection[str]
    ) -> Iterator[Finding]:
        """Yield what is found; nothing is changed, except that a login ends the one before.

        Args:
            desk: The desk.
            report: Asks LivePerson itself who is on shift.
            channels: The Rasa channels that the section names.
        """
        yield from self._channels(channels)
        if (yield from self._directory()):
            yield from self._bot_user(desk, report)
            yield from self._waiting_time()
            yield from self._public_api()
        else:
            yield not_checked("They need the account's hosts.", "login", "skills")
        yield from self._escalation()
        yield from self._context_service()
        yield from self._names()

    def _channels(self, channels: Collection[str]) -> Iterator[Finding]:
        for channel in sorted(channels):
            if not self._ways.can_transfer(channel):
                yield error(
                    f"On the channel {channel} nothing can be transferred.",
                    "Write escalation or public_api for it, or take it out of channels.",
                    "channels",
                    "escalation",
                )

    def _directory(self) -> Check:
        """Check the account's number and its region; return whether the hosts can be asked for."""
        settings = self._settings
        if not (yield from checked_address(settings.urls.domains, _DOMAINS)):
            return False
        hosts = yield from checked_call(
            self._domains.hosts,
            ok("LivePerson's directory knows the account.", "account"),
            refused(key_checks.NO_SUCH_ACCOUNT, (400, 401, 404)),
            _DOMAINS,
        )
        if hosts is None:
            return False
        zones = {match[1] for host in hosts if (match := _ZONE.match(host))}
        regions = {_REGIONS[zone] for zone in zones}
        if regions and settings.region not in regions:
            named = " or ".join(sorted(regions))
            yield warning(
                f"The account's hosts are in the region {named}, and region is {settings.region}.",
                f"Write region: {named}.",
                "region",
            )
        return True

    def _host(self, find: Callable[[], str]) -> Check:
        """Check that a service of the account can be reached; `find` returns its base URL."""
        try:
            with at_most(CALL_SECONDS):
                url = find()
        except VendorError as failure:
            remedy = "Ask LivePerson to enable the service for the account."
            yield error(f"{failure}.", remedy, "account")
            return False
        return (yield from checked_address(url))

    def _named_host(self, *services: str) -> Check:
        return self._host(lambda: self._domains.base_url(*services))

    def _bot_user(self, desk: AgentDesk, report: Callable[[], ShiftReport]) -> Iterator[Finding]:
        if not (yield from self._named_host("agentVep")):
            return
        accepted = ok(f"LivePerson accepts the login of {self._settings.login.username}.", "login")
        answers = key_checks.login("login")
        if (yield from checked_call(self._login.bearer, accepted, answers)) is None:
            yield not_checked("The bot user must be logged in to see them.", "skills")
            return
        if (yield from self._named_host("shiftstatus", "asyncMessagingEnt")):
            accepted = ok("LivePerson tells who is on shift.")
            answers = refused(key_checks.SHIFT_STATUS_REFUSED)
            shifts = yield from checked_call(report, accepted, answers)
            if shifts is not None:
                yield from checked_skills(desk, shifts)

    def _waiting_time(self) -> Iterator[Finding]:
        queue = self._queue
        if queue is None:
            return
        if (yield from self._named_host("sentinel")) and (
            yield from self._named_host("leDataReporting")
        ):
            accepted = ok("LivePerson tells how long customers wait.", "waiting_time")
            # Any skill will do: one call answers for all.
            yield from checked_call(lambda: queue.waiting("0") or "", accepted, key_checks.QUEUE)

    def _public_api(self) -> Iterator[Finding]:
        login = self._ways.public_login
        if login is not None and (yield from self._host(lambda: service_url(self._domains))):
            accepted = ok("Third-Party Bots accepts the login of its user.", "public_api.login")
            yield from checked_call(login.bearer, accepted, key_checks.login("public_api.login"))

    def _escalation(self) -> Iterator[Finding]:
        escalation = self._ways.escalation
        if escalation is None:
            return
        if not (yield from checked_address(escalation.base_url, "urls.escalation", "region")):
            yield not_checked("Its address cannot be reached.", "escalation.api_key")
            return
        yield from checked_call(
            escalation.probe, key_checks.ESCALATION_SAYS_NOTHING, key_checks.ESCALATION
        )
        yield not_checked(
            "LivePerson tells only where a conversation is transferred whether the id of the bot "
            "is right.",
            "escalation.chat_bot_id",
        )

    def _context_service(self) -> Iterator[Finding]:
        context = self._context
        if context is None:
            return
        if (yield from checked_address(context.base_url, "urls.context_service", "region")):
            accepted = ok("The context service accepts the key.", "context_service.developer_key")
            yield from checked_call(context.check_key, accepted, key_checks.CONTEXT_SERVICE)

    def _names(self) -> Iterator[Finding]:
        if self._settings.custom_endpoint is not None:
            yield not_checked(
                "LivePerson calls the bot: start it in Conversational Cloud, under Bot Accounts.",
                "custom_endpoint",
            )
        if self._settings.custom_endpoint is not None or self._ways.public_login is not None:
            yield not_checked(
                "There the agents are found by the names of the skills, and LivePerson lists only "
                "their ids. Upper and lower case matter.",
                "skills",
            )
