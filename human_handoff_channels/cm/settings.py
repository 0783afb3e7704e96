"""The CM.com channel's section of `credentials.yml`."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, SecretStr, validator

from ..credentials import MessagingSettings
from ..plugin import LONGEST_SECONDS

CHANNEL = "cm"

# CM.com's pages show GUIDs as ids. `<id>` and `{id}` are not accepted: they were left over from an
# example.
_ID = re.compile(r"[\w.:-]*\w[\w.:-]*", re.ASCII)
_HEADER_VALUE = re.compile(r"[!-~]+")


class CMSettings(MessagingSettings):
    """The section.

    Attributes:
        technical_link_id: The id of the technical link `CONVERSATIONAL`, in messages `accountId`.
        adapter_id: The id of the bot's own TwoWay adapter.
        product_token: The account's token, for the bot's messages.
        answer_status: The status that the router takes for "delivered".
        send_seconds: How long CM.com may take for one of the bot's messages.
        return_after_seconds: A message that comes so long after a transfer comes from a chat
            that the bot has again.
        handover_means: Whether a request to the Hand Over Endpoint, as long after a transfer,
            means the same.
    """

    technical_link_id: str
    adapter_id: str
    product_token: SecretStr
    token_header: str = "X-Handoff-Token"  # noqa: S105 - its name, not what it holds
    url: str = "https://api.conversational.cm.com"
    answer_status: int = Field(default=201, ge=200, le=299)
    send_seconds: float = Field(default=10, gt=0, le=10)
    return_after_seconds: float = Field(default=60, gt=0, le=LONGEST_SECONDS)
    handover_means: Literal["nothing", "return"] = "nothing"

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
