"""The Parley channel's section of `credentials.yml`."""

from __future__ import annotations

import re

import jmespath
from pydantic import Field, SecretStr, validator

from ..credentials import MessagingSettings, is_one_line
from ..plugin import LONGEST_MINUTES

CHANNEL = "parley"

# The parts of a signature are separated by `|`, so none may hold one.
_IDENTIFICATION = re.compile(r"[^\s|]+")
_PATH = re.compile(r"([A-Za-z0-9_~-]+/)*\{user\}(/[A-Za-z0-9_~-]+)*")


class ParleySettings(MessagingSettings):
    """The section.

    Attributes:
        service: The identification of the bot's Service.
        account: The identification of the account.
        secret: The secret that Parley shares with the bot's Service; it signs every call.
        signature_seconds: How long a signature is valid, and how far two clocks may differ.
        messages_path: The path below `url` to which the bot's messages are posted.
        message_field: The name of the field that holds the text there.
        send_seconds: How long one call to Parley may take.
        return_after_minutes: Where Parley's answer names no owner, a message that comes so long
            after the transfer comes from a user whom the bot has again.
        message_text: The JMESPath of the text in a message's payload.
        message_id: The JMESPath of the message's id.
        merged_from: The JMESPath of the old user's id in a client merging.
        merged_to: The JMESPath of the new user's id.
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
    return_after_minutes: float = Field(default=60, gt=0, le=LONGEST_MINUTES)
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
        if not is_one_line(secret.get_secret_value()):
            raise ValueError("write the secret that Parley shares with the bot's Service")
        return secret

    @validator("messages_path")
    def _path_names_the_user(cls, path: str) -> str:  # noqa: N805
        if not _PATH.fullmatch(path):
            raise ValueError("write a path such as users/{user}/messages, with {user} once")
        return path

    @validator("message_text", "message_id", "merged_from", "merged_to")
    def _path_compiles(cls, path: str) -> str:  # noqa: N805
        try:
            jmespath.compile(path)
        except jmespath.exceptions.JMESPathError:
            raise ValueError("write a JMESPath such as body.body.message") from None
        return path
