"""LivePerson's escalation call `livePersonAgent`, as Conversation Builder's bots make it.

https://developers.liveperson.com/liveperson-agent-escalation-integrations.html
"""

from __future__ import annotations

import logging
from typing import Any

import jmespath

from ...desk import Escalation
from ...errors import ConfigurationError, VendorRefusedError, VendorResponseError
from ...pydantic_compat import Field, SecretStr, SettingsModel, WireModel
from ...vendor_http.client import Response, VendorAPI

logger = logging.getLogger(__name__)

HOSTS = {
    "us": "https://platformservice.botcentralapi.com",
    "eu": "https://platformservice-eu.botcentralapi.com",
    "apac": "https://platformservice-ap.botcentralapi.com",
}
PATH = "/botservice-0.1/botcentral/livePersonAgent"
# A message is required; this one satisfies the requirement and is not sent to anybody.
BLANK_MESSAGE = "BLANK_MESSAGE"


class EscalationSettings(SettingsModel):
    """`escalation`: the values of the Conversation Builder bot that owns the conversation.

    Attributes:
        results: Builder's slot → JMESPath into LivePerson's answer (the documents'
            *Transform Result Script* and *Custom Data Fields*).
        message_not_delivered_on: Rasa channels on which LivePerson does not show the
            customer the transfer message, so that the bot says it.
    """

    api_key: SecretStr
    chat_bot_id: str
    user_platform_id: str | None = None
    agent_id: str | None = None
    pass_context: bool = False
    results: dict[str, str] = {}
    message_not_delivered_on: list[str] = ["web", "cmdline"]


class EscalationRequest(WireModel):
    """Body of POST /botservice-0.1/botcentral/livePersonAgent; every value is a text."""

    user_platform_id: str = Field(alias="userPlatformId")
    chat_bot_id: str = Field(alias="chatBotId")
    message: str
    conversation_id: str = Field(alias="conversationId")
    agent_skill_name: str = Field(alias="agentSkillName")
    agent_skill_id: str = Field(alias="agentSkillId")
    # Assumption: the page shows this field of the form, not its name on the wire.
    agent_id: str | None = Field(default=None, alias="agentId")


class EscalationAPI:
    """Sends the transfer and reads what LivePerson makes of it."""

    def __init__(
        self, api: VendorAPI, base_url: str, settings: EscalationSettings, path: str
    ) -> None:
        """Take the region's base URL.

        Raises:
            ConfigurationError: An expression under `results` is not JMESPath.
        """
        self._api = api
        self._url = base_url.rstrip("/") + PATH
        self._settings = settings
        self._results = {
            slot: _compiled(expression, f"{path}.escalation.results.{slot}")
            for slot, expression in settings.results.items()
        }

    def send(self, escalation: Escalation, skill_id: str, skill_name: str) -> dict[str, Any]:
        """Ask for the transfer and return the slots that the answer fills.

        Raises:
            VendorError: LivePerson did not accept.
        """
        user = escalation.user_id or self._settings.user_platform_id
        request = EscalationRequest(
            userPlatformId=user or escalation.conversation_id,
            chatBotId=self._settings.chat_bot_id,
            message=_one_line(escalation.message),
            conversationId=escalation.conversation_id,
            agentSkillName=skill_name,
            agentSkillId=skill_id,
            agentId=self._settings.agent_id,
        )
        # The raw key: "Bearer" in front of it is refused.
        key = {"Authorization": self._settings.api_key.get_secret_value()}
        answer = self._api.call("POST", self._url, headers=key, body=request.to_wire())
        return self._read(answer)

    def _read(self, answer: Response) -> dict[str, Any]:
        # Assumption: the page documents no answer, so 2xx is a yes unless the body denies it.
        kind = answer.content_type.lower()
        if "html" in kind:
            raise VendorResponseError(self._api.vendor, "the transfer was answered by a web page")
        said = _parsed(answer, must="json" in kind) if answer.body.strip() else {}
        if _denies(said):
            raise VendorRefusedError(
                self._api.vendor, "the answer to the transfer is an error", answer.status
            )
        return {slot: _found(expression, said) for slot, expression in self._results.items()}


def _one_line(message: str | None) -> str:
    # A raw line break makes LivePerson drop the whole transfer (a guard against injection);
    # its page asks for a backslash and an n instead.
    return "\\n".join((message or "").strip().splitlines()) or BLANK_MESSAGE


def _parsed(answer: Response, *, must: bool) -> Any:
    # A denial is one whatever the answer calls itself; a plain word denies nothing.
    try:
        return answer.json()
    except VendorResponseError:
        if must:
            raise
        return {}


def _denies(said: Any) -> bool:
    if not isinstance(said, dict):
        return False
    state = str(said.get("status", "")).lower()
    return bool(said.get("error") or said.get("errors")) or (
        said.get("success") is False or state in ("error", "failed", "failure")
    )


def _found(expression: Any, said: Any) -> Any:
    try:
        return expression.search(said)
    except ValueError as error:
        # LivePerson has accepted; a slot that cannot be filled must not undo that.
        logger.warning("no result of the transfer for a slot: %s", type(error).__name__)
        return None


def _compiled(expression: str, path: str) -> Any:
    try:
        return jmespath.compile(expression)
    except jmespath.exceptions.JMESPathError:
        raise ConfigurationError(
            f"{path} is wrong: {expression!r} is not a JMESPath expression."
        ) from None
