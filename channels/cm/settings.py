"""What stands under the CM.com channel in `credentials.yml`."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, validator

from ..credentials import WebhookSettings

# CM.com's ids are GUIDs as far as its pages show them; `<id>` and `{id}` are left over from an
# example.
_ID = re.compile(r"[\w.:-]*\w[\w.:-]*", re.ASCII)
# Without TLS only where no router stands between: the sandbox on this machine, or beside it.
_NEAR = re.compile(r"[A-Za-z0-9-]+|127\.[0-9.]+")
_HEADER = re.compile(r"[A-Za-z0-9-]+")
_HEADER_VALUE = re.compile(r"[!-~]+")


class CMSettings(WebhookSettings):
    """The section.

    Attributes:
        technical_link_id: The id of the technical link `CONVERSATIONAL`, in messages `accountId`.
        adapter_id: The bot's own TwoWay adapter.
        product_token: The account's, for what the bot says.
        token_header: Where the router brings `token`.
        url: Where the bot's words go.
        answer_status: What the router reads as "delivered".
        send_seconds: How long CM.com may take for one of the bot's messages.
        return_after_seconds: A message that comes so long after a transfer comes from a chat
            that the bot has again.
        handover_means: Whether a call of the Hand Over Endpoint, as long after a transfer, says so
            as well.
        not_understood: What the customer reads after a picture, a file and the like.
    """

    technical_link_id: str
    adapter_id: str
    product_token: SecretStr
    token_header: str = "X-Handoff-Token"  # noqa: S105 - its name, not what it holds
    url: str = "https://api.conversational.cm.com"
    answer_status: int = Field(default=201, ge=200, le=299)
    send_seconds: float = Field(default=10, gt=0, le=10)
    return_after_seconds: float = Field(default=60, gt=0)
    handover_means: Literal["nothing", "return"] = "nothing"
    not_understood: str = Field(default="Sorry, I can only read text here.", min_length=1)

    @validator("technical_link_id", "adapter_id")
    def _is_an_id(cls, identification: str) -> str:  # noqa: N805 - pydantic's class method
        if not _ID.fullmatch(identification):
            raise ValueError("write the id as CM.com shows it")
        return identification

    @validator("product_token")
    def _can_stand_in_a_header(cls, token: SecretStr) -> SecretStr:  # noqa: N805
        if not _HEADER_VALUE.fullmatch(token.get_secret_value()):
            raise ValueError("write the product token as CM.com shows it")
        return token

    @validator("token_header")
    def _is_a_header(cls, name: str) -> str:  # noqa: N805
        if not _HEADER.fullmatch(name):
            raise ValueError("write a header's name, such as X-Handoff-Token")
        return name

    @validator("url")
    def _words_go_over_https(cls, url: str) -> str:  # noqa: N805
        parts = urlsplit(url)
        is_near = parts.scheme == "http" and _NEAR.fullmatch(parts.hostname or "")
        is_bare = not (parts.query or parts.fragment or parts.username)
        if not (parts.hostname and is_bare and (parts.scheme == "https" or is_near)):
            raise ValueError("write an address that begins with https://, without a query")
        return url.rstrip("/")
