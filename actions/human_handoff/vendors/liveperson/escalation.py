"""LivePerson's escalation call `livePersonAgent`, as Conversation Builder bots make it.

https://developers.liveperson.com/liveperson-agent-escalation-integrations.html
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import jmespath

from ...desk import Escalation
from ...errors import ConfigurationError, Problems, VendorRefusedError, VendorResponseError
from ...pydantic_compat import Field, SecretStr, SettingsModel, WireModel
from ...vendor_http.client import VendorAPI
from ...vendor_http.response import Response
from ...vendor_http.setting_checks import check_keys, check_text
from .error_bodies import is_error

logger = logging.getLogger(__name__)

PATH = "/botservice-0.1/botcentral/livePersonAgent"
# The call requires a message; LivePerson shows this one to nobody.
BLANK_MESSAGE = "BLANK_MESSAGE"


class EscalationSettings(SettingsModel):
    """`escalation`: the values of the Conversation Builder bot that owns the conversation.

    Attributes:
        api_key: The API access key of Conversation Builder.
        chat_bot_id: The id of the Conversation Builder bot that owns the conversations.
        user_platform_id: The bot user's id, where the messages' metadata does not contain it.
        agent_id: One agent; LivePerson uses it only if the agent has the skill and is available.
        pass_context: Whether intent and last question are stored for a receiving bot; this needs
            `context_service`.
        results: The bot builder's slots, each with the JMESPath of its value in LivePerson's
            response (in LivePerson's documents: *Transform Result Script*, *Custom Data Fields*).
        message_not_delivered_on: Rasa channels on which LivePerson does not show the transfer
            message to the customer, so that the bot must send it. On a channel that is missing here
            nobody reads it; on one too many, customers read it twice.
    """

    api_key: SecretStr
    chat_bot_id: str
    user_platform_id: str | None = None
    agent_id: str | None = None
    pass_context: bool = False
    results: dict[str, str] = {}
    message_not_delivered_on: list[str] = ["web", "cmdline"]


def check_escalation(settings: EscalationSettings, path: str) -> None:
    """Check the values that LivePerson's form shows, and the expressions under `results`.

    Raises:
        ConfigurationError: A value is empty or cannot be sent, or is not a JMESPath expression.
    """
    problems = Problems()
    problems.collect(check_keys, settings, ("api_key", "chat_bot_id"), path, "LivePerson")
    for name in ("user_platform_id", "agent_id"):
        problems.collect(_check_id, settings, name, path)
    problems.collect(lambda: compiled_results(settings.results, f"{path}.results"))
    problems.raise_all()


def _check_id(settings: EscalationSettings, name: str, path: str) -> None:
    check_text(getattr(settings, name), f"{path}.{name}", "Write it, or take the line out.")


def compiled_results(results: Mapping[str, str], path: str) -> dict[str, Any]:
    """Return the expressions of the bot builder's slots.

    Raises:
        ConfigurationError: A value is not a JMESPath expression.
    """
    problems = Problems()
    compiled = {
        slot: problems.collect(_compiled, expression, f"{path}.{slot}")
        for slot, expression in results.items()
    }
    problems.raise_all()
    return compiled


class EscalationRequest(WireModel):
    """Body of POST /botservice-0.1/botcentral/livePersonAgent; every value is a string."""

    user_platform_id: str = Field(alias="userPlatformId")
    chat_bot_id: str = Field(alias="chatBotId")
    message: str
    conversation_id: str = Field(alias="conversationId")
    agent_skill_name: str = Field(alias="agentSkillName")
    agent_skill_id: str = Field(alias="agentSkillId")
    # Assumption: the page shows this field of the form, but not its name in the body.
    agent_id: str | None = Field(default=None, alias="agentId")


class EscalationAPI:
    """Sends the transfer call to `base_url` and reads the response."""

    def __init__(
        self, api: VendorAPI, base_url: str, settings: EscalationSettings, path: str
    ) -> None:
        """Take the base URL of the account's region.

        Raises:
            ConfigurationError: A value under `results` is not a JMESPath expression.
        """
        self._api = api
        self.base_url = base_url
        self._url = base_url.rstrip("/") + PATH
        self._settings = settings
        self._results = compiled_results(settings.results, f"{path}.escalation.results")

    def send(self, escalation: Escalation, skill_id: str, skill_name: str) -> dict[str, Any]:
        """Send the transfer call and return the slots that are filled from the response.

        Raises:
            VendorError: LivePerson did not accept.
        """
        user_id = escalation.user_id or self._settings.user_platform_id
        request = EscalationRequest(
            userPlatformId=user_id or escalation.conversation_id,
            chatBotId=self._settings.chat_bot_id,
            message=_one_line(escalation.message),
            conversationId=escalation.conversation_id,
            agentSkillName=skill_name,
            agentSkillId=skill_id,
            agentId=self._settings.agent_id,
        )
        return self._read(self._post(request.to_wire()))

    def probe(self) -> None:
        """Send the call without a conversation, a bot and a skill: it can transfer nobody.

        Raises:
            VendorError: What LivePerson answers; a refusal of the key or of the empty body.
        """
        self._post({}, changes_state=False)

    def _post(self, body: object, *, changes_state: bool = True) -> Response:
        # The key alone: LivePerson refuses it with "Bearer" in front.
        key = {"Authorization": self._settings.api_key.get_secret_value()}
        return self._api.call(
            "POST", self._url, headers=key, body=body, changes_state=changes_state
        )

    def _read(self, response: Response) -> dict[str, Any]:
        # Assumption: the page documents no response, so every 2xx is a success, unless its body
        # says that the transfer failed.
        if response.is_web_page:
            raise VendorResponseError(self._api.vendor, "the transfer was answered by a web page")
        payload = (
            _parsed(response, must="json" in response.content_type.lower())
            if response.body.strip()
            else {}
        )
        if is_error(payload):
            raise VendorRefusedError(
                self._api.vendor, "the answer to the transfer is an error", response.status
            )
        return {slot: _search(expression, payload) for slot, expression in self._results.items()}


def _one_line(message: str | None) -> str:
    # LivePerson drops a transfer whose message contains a line break (to prevent injections). Its
    # page asks for a backslash and an n instead.
    return "\\n".join((message or "").strip().splitlines()) or BLANK_MESSAGE


def _parsed(response: Response, *, must: bool) -> Any:
    # The body is parsed whatever its content type, because it may be an error in JSON. A body of
    # plain text that is not JSON is no error.
    try:
        return response.json()
    except VendorResponseError:
        if must:
            raise
        return {}


def _search(expression: Any, payload: Any) -> Any:
    try:
        return expression.search(payload)
    except ValueError as error:
        # LivePerson has accepted the transfer; a slot that cannot be filled must not fail it.
        logger.warning("a slot is not filled from the transfer: %s", type(error).__name__)
        return None


def _compiled(expression: str, path: str) -> Any:
    try:
        return jmespath.compile(expression)
    except jmespath.exceptions.JMESPathError:
        raise ConfigurationError(
            f"{path} is wrong: {expression!r} is no JMESPath. Write one such as ticket.number."
        ) from None
