"""LivePerson's Conversation Context Service (CCS): share the shift status with other bots.

The properties are those of LivePerson's sample: one for each skill, named by the skill's id, with
the whole skill object as its value, and `timestamp`. The sample's namespace `shift-status-api` is
no longer valid: only letters, digits and underscores are allowed.
https://developers.liveperson.com/conversation-orchestrator-conversation-context-service-methods-v1.html
"""

from __future__ import annotations

import re
from datetime import datetime, timezone
from typing import Any, Literal
from urllib.parse import quote

from ...errors import ConfigurationError, Problems, VendorRefusedError, VendorResponseError
from ...pydantic_compat import SecretStr, SettingsModel
from ...vendor_http.client import VendorAPI
from ...vendor_http.response import Response
from ...vendor_http.setting_checks import check_key
from ...vendor_http.urls import path_segment

TIMESTAMP = "timestamp"
# Sharing is optional: it must not use up the time in which the customer is transferred.
TIMEOUT_SECONDS = 2.0
# The service answers 400 to "consumer, operational, conversation, custom, sde", and since
# version 2 to "faas".
_RESERVED = frozenset({"consumer", "operational", "conversation", "custom", "sde", "faas"})
_NAMESPACE = re.compile(r"[A-Za-z0-9_]+")


class ContextServiceSettings(SettingsModel):
    """`context_service`: where the shift status is shared with other bots of the account.

    Attributes:
        developer_key: The developer key of Conversation Orchestrator, which gives access.
        namespace: The namespace of the shared values: letters, digits and underscores.
        use: Whether the status is read there before LivePerson is asked, published, or both.
    """

    developer_key: SecretStr
    namespace: str = "shift_status"
    use: Literal["read", "publish", "read_and_publish"] = "read_and_publish"


def check_context_service(settings: ContextServiceSettings, path: str) -> None:
    """Check the developer key, and the namespace against the service's rules.

    Raises:
        ConfigurationError: The service would refuse the key or the namespace.
    """
    problems = Problems()
    key_path = f"{path}.developer_key"
    problems.collect(lambda: check_key(settings.developer_key, key_path, "LivePerson"))
    problems.collect(lambda: check_namespace(settings.namespace, f"{path}.namespace"))
    problems.raise_all()


def check_namespace(namespace: str, path: str) -> None:
    """Check the namespace against the service's rules; `path` is the setting's path.

    Raises:
        ConfigurationError: The service would refuse the namespace.
    """
    if not _NAMESPACE.fullmatch(namespace) or namespace in _RESERVED:
        raise ConfigurationError(
            f"{path} is wrong: write letters, digits and underscores, "
            f"and none of {', '.join(sorted(_RESERVED))}."
        )


class ContextService:
    """The properties of one namespace, of the whole account or of one conversation.

    Properties that belong to no session belong to the account; the service calls their session
    `__default__`.

    Attributes:
        base_url: Where the service is.
    """

    def __init__(
        self, api: VendorAPI, base_url: str, account: str, settings: ContextServiceSettings
    ) -> None:
        """Take the base URL of the account's zone; the Domain API does not list this service."""
        self._api = api
        self.base_url = base_url.rstrip("/")
        self._account = f"{self.base_url}/v1/account/{quote(account, safe='')}"
        self._namespace = f"{self._account}/{settings.namespace}"
        self._key = settings.developer_key
        self.reads = settings.use != "publish"
        self.publishes = settings.use != "read"

    def skills(self) -> tuple[datetime, list[dict[str, Any]]] | None:
        """Return when the skill objects were published, and the objects; None if there are none.

        Raises:
            VendorError: The call failed, or the properties have another shape.
        """
        try:
            properties = self._call("GET", "properties").json()
        except VendorRefusedError as error:
            if error.status == 404:  # nothing has been published yet
                return None
            raise
        if not isinstance(properties, dict):
            raise VendorResponseError(self._api.vendor, "CCS properties are not an object")
        if TIMESTAMP not in properties:
            return None
        skills = [value for name, value in properties.items() if name.isdigit()]
        if not all(isinstance(skill, dict) for skill in skills):
            raise VendorResponseError(self._api.vendor, "a skill in the CCS is not an object")
        if not skills:  # an account without skills does not exist
            return None
        return self._moment(properties[TIMESTAMP]), skills

    def publish(self, as_of: datetime, skills: dict[str, dict[str, Any]]) -> None:
        """Publish skill objects by their ids, and delete the skills that no longer exist.

        Raises:
            VendorError: A call failed.
        """
        text = as_of.astimezone(timezone.utc).isoformat(timespec="milliseconds")
        # LivePerson's sample writes a JavaScript date, which ends in Z.
        timestamp = text.replace("+00:00", "Z")
        self._call("PATCH", "properties", {**skills, TIMESTAMP: timestamp})
        # PATCH merges: without a DELETE, a skill that the account deleted would stay for ever.
        published = self._call("GET", "properties").json()
        for name in published if isinstance(published, dict) else ():
            if name.isdigit() and name not in skills:
                self._call("DELETE", f"properties/{name}")

    def store_for_conversation(self, conversation_id: str, properties: dict[str, str]) -> None:
        """Store properties of one conversation, for the bot that receives the conversation.

        Assumption: the session of a conversation is the conversation's id; the page does not say.

        Raises:
            VendorError: The call failed.
        """
        session = path_segment(self._api.vendor, conversation_id)
        self._call(
            "PATCH", f"{session}/properties", properties, log_label="a conversation's properties"
        )

    def check_key(self) -> None:
        """List the namespaces of the account, which changes nothing.

        Raises:
            VendorError: The call failed, or the developer key was refused.
        """
        self._send("GET", self._account)

    def _call(
        self, method: str, path: str, body: object = None, log_label: str | None = None
    ) -> Response:
        return self._send(method, f"{self._namespace}/{path}", body, log_label)

    def _send(
        self, method: str, url: str, body: object = None, log_label: str | None = None
    ) -> Response:
        key = self._key.get_secret_value()
        return self._api.call(
            method,
            url,
            # Both headers are documented for every call, also for calls without a body.
            headers={"maven-api-key": key, "Content-Type": "application/json"},
            body=body,
            changes_state=False,  # nothing that a customer would notice
            seconds=TIMEOUT_SECONDS,
            log_label=log_label,
        )

    def _moment(self, timestamp: object) -> datetime:
        try:
            moment = datetime.fromisoformat(str(timestamp).replace("Z", "+00:00"))
        except ValueError:
            raise VendorResponseError(self._api.vendor, "CCS timestamp is not a time") from None
        return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
