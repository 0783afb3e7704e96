"""The LivePerson channel's section of `credentials.yml`."""

from __future__ import annotations

import re
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from pydantic import Field, root_validator, validator

from ..credentials import ONLY_TEXT, ChannelSettings, Sentence, check_sentence
from ..plugin import LONGEST_SECONDS, SettingsModel, is_safe_url

CHANNEL = "liveperson"

# The specification's own rule for a bot's id (`components.parameters.botId`).
_BOT_ID = re.compile(r"[A-Za-z0-9-]{1,36}")
_ENVIRONMENT = re.compile(r"[A-Za-z0-9._-]{1,64}")
_ACCOUNT = re.compile(r"[A-Za-z0-9]+")


class ChannelTexts(SettingsModel):
    """What the channel itself writes where the bot has no reply: a text, or one for each language.

    Attributes:
        late: The customer reads this where the bot is slower than `answer_seconds`.
        failed: The customer reads this after a turn that failed.
        not_understood: The customer reads this after a file or the like.
        silent: Agents read this where the bot has nothing to say; it is one text.
    """

    late: Sentence = "One moment please, I am still looking into it."
    failed: Sentence = "Sorry, something went wrong. Please say that again."
    not_understood: Sentence = ONLY_TEXT
    silent: str = "The bot has nothing to say to this."

    @validator("*", pre=True)
    def _says_something(cls, written: object) -> object:  # noqa: N805 - pydantic's class method
        return check_sentence(written)


class LivePersonSettings(ChannelSettings):
    """The section.

    Attributes:
        account: The LivePerson account whose tokens are accepted (the token's `aud`).
        bots: The id of each bot with its environments, as typed at LivePerson.
        jwks_url: Where the account's public keys are.
        public_key: The key itself in PEM, instead of `jwks_url`.
        issuer: Who signs the tokens (`iss`).
        scopes: One of these must be in the token; an empty list accepts any.
        clock_skew_seconds: By how much LivePerson's clock and ours may differ.
        answer_seconds: How long a request waits for the bot's turn before it is answered.
        remember_minutes: How long a reply is kept for repeated deliveries.
        return_after_seconds: A message that comes so long after a transfer comes from a
            conversation that the bot has again; with `null` only the platform's `PUT` shows that.
        start_message: The message to Rasa when a conversation starts; `null` sends none.
        delay_seconds: The pause between two messages of one reply.
        analytics: Whether LivePerson is told the intent that Rasa recognised.
        bot_version: The version in the answer of `…/state`.
        texts: What the channel itself writes.
    """

    account: str
    bots: dict[str, list[str]]
    jwks_url: str | None = None
    public_key: str | None = None
    issuer: str = "Sentinel"
    scopes: list[str] = ["thirdpartybots.customendpoint.bot", "ihub.tpb.customendpoint"]
    clock_skew_seconds: int = Field(default=30, ge=0, le=300)
    answer_seconds: float = Field(default=45, gt=0, lt=60)
    remember_minutes: float = Field(default=10, gt=0, le=60)
    return_after_seconds: float | None = Field(default=60, gt=0, le=LONGEST_SECONDS)
    start_message: str | None = "/greet"
    delay_seconds: int = Field(default=0, ge=0, le=30)
    analytics: bool = True
    bot_version: str = "1.0.0"
    texts: ChannelTexts = ChannelTexts()

    @validator("account")
    def _account_is_a_number(cls, account: str) -> str:  # noqa: N805 - pydantic's class method
        if not _ACCOUNT.fullmatch(account):
            raise ValueError('write the account\'s number, such as "12345678"')
        return account

    @validator("bots")
    def _bots_can_stand_in_a_path(cls, bots: dict[str, list[str]]) -> dict[str, list[str]]:  # noqa: N805
        if not bots:
            raise ValueError("name at least one bot, such as `my-bot: [draft]`")
        for bot, environments in bots.items():
            if not _BOT_ID.fullmatch(bot):
                raise ValueError("a bot's id has letters, digits and hyphens, at most 36")
            # LivePerson's page asks for "at least one standard environment named `draft`".
            if "draft" not in environments:
                raise ValueError(f"{bot} needs the environment draft")
            if not all(_ENVIRONMENT.fullmatch(name) for name in environments):
                raise ValueError(f"{bot} has an environment that cannot stand in an address")
        return bots

    @validator("jwks_url")
    def _keys_come_over_https(cls, url: str | None) -> str | None:  # noqa: N805
        if url is not None and not is_safe_url(url):
            raise ValueError("write an address that begins with https://")
        return url

    @validator("public_key")
    def _key_is_rsa(cls, pem: str | None) -> str | None:  # noqa: N805
        if pem is not None:
            try:
                key = load_pem_public_key(pem.encode())
            except ValueError:
                key = None
            if not isinstance(key, RSAPublicKey):
                raise ValueError("write an RSA public key in PEM, with its first and last line")
        return pem

    @root_validator(skip_on_failure=True)
    def _one_source_of_keys(cls, values: dict[str, Any]) -> dict[str, Any]:  # noqa: N805
        if (values["jwks_url"] is None) == (values["public_key"] is None):
            raise ValueError("write either jwks_url or public_key")
        return values
