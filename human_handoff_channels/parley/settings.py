"""What stands under the Parley channel in `credentials.yml`."""

from __future__ import annotations

import re

import jmespath
from pydantic import Field, SecretStr, validator

from ..credentials import PushedSettings

# The signature joins them with bars, so none may hold one.
_IDENTIFICATION = re.compile(r"[^\s|]+")
_PATH = re.compile(r"([A-Za-z0-9_~-]+/)*\{user\}(/[A-Za-z0-9_~-]+)*")


class ParleySettings(PushedSettings):
    """The section.

    Attributes:
        service: The identification of the bot's Service.
        account: The identification of the account.
        secret: What Parley and the bot's Service share; it signs every call.
        signature_seconds: How long a signature is valid, and how far two clocks may differ.
        messages_path: Below `url`, where the bot's words go.
        message_field: What a text is called there.
        send_seconds: How long one call to Parley may take.
        message_text: Where in a message's payload its text stands (JMESPath).
        message_id: Where its id stands.
        merged_from: Where the old user's id stands when clients are merged.
        merged_to: Where the new user's id stands.
    """

    service: str
    account: str
    secret: SecretStr
    signature_seconds: int = Field(default=300, ge=10, le=3600)
    url: str = "https://api.parley.nu/serviceApi/v2.5"
    # Assumption, from here on: Parley's pages show neither this call nor these payloads.
    messages_path: str = "users/{user}/messages"
    message_field: str = Field(default="message", min_length=1)
    send_seconds: float = Field(default=10, gt=0, le=60)
    token_header: str = "Authorization"  # noqa: S105 - its name, not what it holds
    message_text: str = "body.body.message || body.message"
    message_id: str = "body.body.id || body.id"
    merged_from: str = "body.body.from.id || body.from.id || body.body.from || body.from"
    merged_to: str = "body.body.to.id || body.to.id || body.body.to || body.to"

    @validator("service", "account")
    def _identification_can_be_signed(cls, value: str) -> str:  # noqa: N805 - pydantic's class method
        if not _IDENTIFICATION.fullmatch(value):
            raise ValueError("write Parley's identification, one word without a bar")
        return value

    @validator("secret")
    def _secret_is_there(cls, secret: SecretStr) -> SecretStr:  # noqa: N805
        if not secret.get_secret_value().strip():
            raise ValueError("write the secret that Parley shares with the bot's Service")
        return secret

    @validator("messages_path")
    def _path_names_the_user(cls, path: str) -> str:  # noqa: N805
        if not _PATH.fullmatch(path):
            raise ValueError("write a path such as users/{user}/messages, with {user} once")
        return path

    @validator("message_text", "message_id", "merged_from", "merged_to")
    def _place_can_be_read(cls, place: str) -> str:  # noqa: N805
        try:
            jmespath.compile(place)
        except jmespath.exceptions.JMESPathError:
            raise ValueError("write a JMESPath such as body.body.message") from None
        return place
