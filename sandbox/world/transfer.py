"""A transfer that a vendor has accepted."""

from dataclasses import dataclass, field
from typing import Any

from ..record.event_log import now_ms


@dataclass
class Transfer:
    """A transfer that a vendor has accepted.

    Attributes:
        vendor: The vendor's name as the vendor spells it.
        conversation: The id of the conversation.
        fields: What the caller sent.
        skill_name: The vendor's name of the skill that the caller named.
        serial: The number of the transfer, from 1.
        state: accepted, waiting, with_agent or failed; withdrawn if it was waiting for an agent
            when the bot got the conversation back.
        at: When it was accepted, in epoch milliseconds.
    """

    vendor: str
    conversation: str
    fields: dict[str, Any]
    skill_name: str | None = None
    serial: int = 0
    state: str = "accepted"
    at: int = field(default_factory=now_ms)
