"""A channel's section of `credentials.yml`, checked when the Rasa server starts."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar, cast
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, validator
from rasa.shared.exceptions import RasaException

from .plugin import (
    LONGEST_MINUTES,
    OWN_SLOT,
    SPELLINGS,
    ConfigurationError,
    Problems,
    References,
    SettingsModel,
    StateSettings,
    StateStore,
    is_safe_url,
    open_state_store,
    read_settings,
)

# A token that you make up must be too long to be guessed.
SHORTEST_TOKEN = 16

_HEADER_NAME = re.compile(r"[A-Za-z0-9_-]+")


def is_one_line(secret: str) -> bool:
    """Tell whether nothing was copied with a secret: a space or a line break around it."""
    return bool(secret) and secret == secret.strip() and secret.isprintable()


class ChannelSettingsError(RasaException):
    """A setting is missing or wrong; Rasa prints the text and ends."""


# What a channel itself says to a customer: a text, or one for each language, the bot's default one
# first.
Sentence = str | dict[str, str]


def check_sentence(written: object) -> object:
    """Refuse what shows a customer nothing, or is in a language that no slot can choose.

    Raises:
        ValueError: It is no text, is empty or blank, or names another language.
    """
    texts = list(written.values()) if isinstance(written, Mapping) else [written]
    if not texts or not all(isinstance(text, str) and text.strip() for text in texts):
        raise ValueError("write what the customer should read")
    if isinstance(written, Mapping) and set(written) - set(SPELLINGS):
        raise ValueError(f"write it in {' and '.join(SPELLINGS)}, or one text for all")
    return written


class ChannelSettings(SettingsModel):
    """The settings that every channel has.

    Attributes:
        return_token: A token that you make up, for calls of `…/return`.
        max_body_bytes: Larger requests are refused.
        language_slot: The slot that names a conversation's language, for the channel's sentences.
        state: Where the Rasa servers keep what they must know together.
    """

    return_token: SecretStr | None = None
    max_body_bytes: int = Field(default=262_144, ge=1024)
    language_slot: str = Field(default=OWN_SLOT, min_length=1)
    state: StateSettings = StateSettings()

    @validator("token", "return_token", check_fields=False)
    def _token_is_long(cls, token: SecretStr | None) -> SecretStr | None:  # noqa: N805 - pydantic's class method
        if token is not None and len(token.get_secret_value()) < SHORTEST_TOKEN:
            raise ValueError(f"write at least {SHORTEST_TOKEN} characters")
        if token is not None and not is_one_line(token.get_secret_value()):
            raise ValueError("write it without a space or a line break around it")
        return token


class WebhookSettings(ChannelSettings):
    """The settings of a channel whose platform sends a token that you make up.

    Attributes:
        token: The token in the platform's requests. It also opens `…/return` where there is no
            `return_token`.
        answer_seconds: How long a request waits for the bot's turn before it is acknowledged.
        remember_minutes: How long a repeated delivery is recognised.
        failed: The message to the customer after a turn that failed; also one for each language.
    """

    token: SecretStr
    answer_seconds: float = Field(default=20, gt=0, le=60)
    remember_minutes: float = Field(default=60, gt=0, le=LONGEST_MINUTES)
    failed: Sentence = "Sorry, something went wrong. Please say that again."

    @validator("failed", "not_understood", pre=True, check_fields=False)
    def _says_something(cls, written: object) -> object:  # noqa: N805 - pydantic's class method
        return check_sentence(written)


# Assumption: who can send the bot a file can send it to an agent as well. The bot never sees it.
# LivePerson documents it where file sharing is switched on; CM.com and Parley do not say.
ONLY_TEXT = "Sorry, I can only read text here. Please send files when a colleague has the chat."


class MessagingSettings(WebhookSettings):
    """The settings of a channel that sends the bot's messages over an API of the platform.

    Attributes:
        token_header: The name of the header that holds `token` in the platform's requests.
        url: The base URL of that API: the platform's, a reseller's or a sandbox's.
        not_understood: The message to the customer after a picture or the like, as `failed`.
        keep_agent_messages: Whether what agents write is kept in Rasa's tracker store.
    """

    token_header: str
    url: str
    not_understood: Sentence = ONLY_TEXT
    keep_agent_messages: bool = False

    @validator("token_header")
    def _is_a_header_name(cls, name: str) -> str:  # noqa: N805 - pydantic's class method
        if not _HEADER_NAME.fullmatch(name):
            raise ValueError("write a header's name, such as X-Handoff-Token")
        return name

    @validator("url")
    def _url_is_safe(cls, url: str) -> str:  # noqa: N805 - pydantic's class method
        parts = urlsplit(url)
        if not is_safe_url(url) or parts.query or parts.fragment or parts.username:
            raise ValueError(
                "write an address that begins with https://, without a query: secrets go there"
            )
        return url.rstrip("/")


Section = TypeVar("Section", bound=ChannelSettings)


def read_section(model: type[Section], values: object, channel: str) -> Section:
    """Check the values that `credentials.yml` holds in the section `channel`.

    Raises:
        ChannelSettingsError: Names every setting that is missing or wrong, but no value.
    """
    path = section_path(channel)
    if not isinstance(values, Mapping):
        raise ChannelSettingsError(f"{path} needs settings, one `name: value` a line.")
    problems = Problems()
    # Rasa has replaced only the references without quotes.
    expanded = References(os.environ, problems).expanded(dict(values), path)
    section = problems.collect(read_settings, model, expanded, path)
    try:
        problems.raise_all()
        return cast(Section, section)
    except ConfigurationError as error:
        raise ChannelSettingsError(str(error)) from None


def open_store(section: ChannelSettings, channel: str) -> StateStore:
    """Open the state store that a section names; a relative path begins at the working directory.

    Raises:
        ChannelSettingsError: It cannot be used.
    """
    try:
        return open_state_store(section.state, Path.cwd(), f"{section_path(channel)}.state")
    except ConfigurationError as error:
        raise ChannelSettingsError(str(error)) from None


def section_path(channel: str) -> str:
    """Return where the settings of a channel are, for errors."""
    return f"credentials.yml: {channel}"
