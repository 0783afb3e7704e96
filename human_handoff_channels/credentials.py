"""A channel's section of `credentials.yml`, checked when the Rasa server starts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, SecretStr, ValidationError, validator
from rasa.shared.exceptions import RasaException

# Nobody should guess a token of one's own.
LEAST_TOKEN = 16


_HEADER = re.compile(r"[A-Za-z0-9_-]+")
# Without TLS only where no router stands between: the sandbox on this machine, or beside it.
_NEAR = re.compile(r"[A-Za-z0-9-]+|127\.[0-9.]+")


def is_safe(url: str) -> bool:
    """Tell whether an address can be called with secrets."""
    parts = urlsplit(url)
    is_near = parts.scheme == "http" and _NEAR.fullmatch(parts.hostname or "")
    return bool(parts.hostname and (parts.scheme == "https" or is_near))


class ChannelSettingsError(RasaException):
    """A setting is missing or wrong; Rasa prints the text and ends."""


class ChannelSettings(BaseModel, extra="forbid"):
    """A section of `credentials.yml`; a setting that does not exist is an error."""


class WebhookSettings(ChannelSettings):
    """What every platform's section has whose calls carry a token of our own.

    Attributes:
        token: What the platform's calls carry, 16 characters or more.
        return_token: Another one of your own, which may call `…/return`; without it `token` may.
        answer_seconds: How long a call waits for the bot's turn before it is acknowledged.
        remember_minutes: How long the platform may deliver the same again.
        max_body_bytes: Larger requests are refused.
        failed: What the customer reads when a turn has failed.
    """

    token: SecretStr
    return_token: SecretStr | None = None
    answer_seconds: float = Field(default=20, gt=0, le=60)
    remember_minutes: float = Field(default=60, gt=0)
    max_body_bytes: int = Field(default=262_144, ge=1024)
    failed: str = Field(default="Sorry, something went wrong. Please say that again.", min_length=1)

    @validator("token", "return_token")
    def _token_is_long(cls, token: SecretStr | None) -> SecretStr | None:  # noqa: N805
        if token is not None and len(token.get_secret_value()) < LEAST_TOKEN:
            raise ValueError(f"write at least {LEAST_TOKEN} characters")
        return token


class PushedSettings(WebhookSettings):
    """What a section has besides where the bot's words go over an API of the platform.

    Attributes:
        token_header: Which header of the platform's calls holds `token`.
        url: Where that API is: the platform's, a reseller's, a sandbox's.
        not_understood: What the customer reads after a picture and the like.
    """

    token_header: str
    url: str
    not_understood: str = Field(default="Sorry, I can only read text here.", min_length=1)

    @validator("token_header")
    def _is_a_header(cls, name: str) -> str:  # noqa: N805 - pydantic's class method
        if not _HEADER.fullmatch(name):
            raise ValueError("write a header's name, such as X-Handoff-Token")
        return name

    @validator("url")
    def _words_go_over_https(cls, url: str) -> str:  # noqa: N805
        parts = urlsplit(url)
        if not is_safe(url) or parts.query or parts.fragment or parts.username:
            raise ValueError("write an address that begins with https://, without a query")
        return url.rstrip("/")


Section = TypeVar("Section", bound=ChannelSettings)


def read_section(model: type[Section], values: object, channel: str) -> Section:
    """Check what Rasa found in `credentials.yml` for a channel.

    Raises:
        ChannelSettingsError: Names every setting that is missing or wrong, and no value.
    """
    path = f"credentials.yml: {channel}"
    if not isinstance(values, Mapping):
        raise ChannelSettingsError(f"{path} needs settings, one `name: value` a line.")
    try:
        return model(**{str(name): value for name, value in values.items()})
    except ValidationError as error:
        problems = [_sentence(path, dict(problem)) for problem in error.errors()]
        # `from None`: pydantic's own text repeats the values, and some of them are secrets.
        raise ChannelSettingsError("\n".join(problems)) from None


def _sentence(path: str, problem: dict[str, Any]) -> str:
    where = [str(part) for part in problem["loc"] if part != "__root__"]
    name = ".".join([path, *where])
    kind = str(problem["type"])
    if kind == "value_error.missing":
        return f"{name} is missing. Write its value there."
    if kind == "value_error.extra":
        return f"{name} is not a setting. Check the spelling, or take the line out."
    return f"{name} is wrong: {problem['msg']}."
