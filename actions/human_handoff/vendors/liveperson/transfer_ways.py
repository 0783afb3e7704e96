"""The ways in which a conversation gets to LivePerson's agents, chosen by the Rasa channel.

`custom_endpoint`: in the bot's reply. `escalation`: by `livePersonAgent`. `public_api`: as a
command whose outcome is known.
"""

from __future__ import annotations

import logging

from ...desk import Escalation, Transfer, TransferState
from ...errors import SkillError, VendorError
from ...vendor_http.client import VendorAPI
from ...vendor_http.deadline import MIN_RESPONSE_SECONDS, current_operation
from .context_service import TIMEOUT_SECONDS, ContextService
from .custom_endpoint import transfer_payload
from .domains import DomainAPI
from .escalation import EscalationAPI
from .public_api import PublicAPI, PublicLogin
from .settings import ESCALATION_URLS, LivePersonSettings, SkillSettings

logger = logging.getLogger(__name__)

# With less time than this, the context service could use up what the transfer needs.
TIME_FOR_CONTEXT_SECONDS = TIMEOUT_SECONDS + 2 * MIN_RESPONSE_SECONDS


class TransferWays:
    """What the sections of the configuration make possible.

    Attributes:
        public_login: The session of the Public API, if that is configured.
    """

    def __init__(
        self,
        api: VendorAPI,
        domains: DomainAPI,
        settings: LivePersonSettings,
        context: ContextService | None,
        path: str,
    ) -> None:
        """Take the checked section, and where the intent and the question are stored."""
        self._context = context
        self._custom_endpoint = settings.custom_endpoint
        self._escalation: EscalationAPI | None = None
        self._without_message = frozenset[str]()
        self._passes_context = False
        if settings.escalation is not None:
            url = settings.urls.escalation or ESCALATION_URLS[settings.region]
            self._escalation = EscalationAPI(api, url, settings.escalation, path)
            self._passes_context = settings.escalation.pass_context
            self._without_message = frozenset(settings.escalation.message_not_delivered_on)
        self.public_login: PublicLogin | None = None
        self._public_api: PublicAPI | None = None
        self._public_channels: frozenset[str] | None = None
        public = settings.public_api
        if public is not None:
            self.public_login = PublicLogin(api, domains, public.login)
            self._public_api = PublicAPI(api, domains, public, self.public_login)
            if public.channels is not None:
                self._public_channels = frozenset(public.channels)

    def carries_message(self, channel: str) -> bool:
        """Tell whether the transfer delivers the transfer message on this channel."""
        return (
            not self.is_in_reply(channel)
            and self._command_on(channel) is None
            and channel not in self._without_message
        )

    def _command_on(self, channel: str) -> PublicAPI | None:
        """Return the Public API if it transfers the conversations of this channel."""
        channels = self._public_channels
        return self._public_api if channels is None or channel in channels else None

    def is_in_reply(self, channel: str) -> bool:
        """Tell whether LivePerson reads the transfer in the bot's reply on this channel."""
        return self._custom_endpoint is not None and channel in self._custom_endpoint.channels

    def transfer(
        self, escalation: Escalation, skill_id: str, skill: SkillSettings | None
    ) -> Transfer:
        """Ask for the transfer; without `skill`, only the skill's id is known.

        All ways are requests. Also a command that was carried out has only put the conversation
        into the queue of the skill: no agent has accepted it yet.
        """
        if self._custom_endpoint and self.is_in_reply(escalation.channel):
            payload = transfer_payload(self._custom_endpoint, escalation, _name(skill))
            return Transfer(TransferState.REQUESTED, channel_payload=payload)
        by_command = self._command_on(escalation.channel)
        if by_command is not None:
            by_command.transfer(escalation, _name(skill))
            return Transfer(TransferState.REQUESTED)
        if self._escalation is None:
            raise SkillError("LivePerson: there is no escalation section for this channel")
        if self._passes_context:
            self._pass_context(escalation)
        slots = self._escalation.send(escalation, skill_id, skill.name if skill else skill_id)
        return Transfer(TransferState.REQUESTED, slots)

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


def _name(skill: SkillSettings | None) -> str:
    if skill is None:
        raise SkillError("LivePerson: a bot of Third-Party Bots needs a skill's name, not its id")
    return skill.name
