"""One customer's conversation: over which channel, who has it, and what was said."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Speaker: TypeAlias = Literal["customer", "bot", "agent", "vendor"]
# A vendor may let neither the bot nor an agent read what a customer writes.
Listener: TypeAlias = Literal["customer", "bot", "agent", "nobody"]


@dataclass
class Conversation:
    """A conversation; `sender` is what Rasa calls the customer over its REST channel.

    `bot_listens` is for the vendor to say: where it is false, what the customer writes does not
    reach the bot. It is true again when the agent leaves. `was_answered`: the bot has been through
    a turn with the customer.
    """

    id: str
    sender: str
    channel: str
    with_agent: bool = False
    bot_listens: bool = True
    was_answered: bool = False
    messages: list[dict[str, Any]] = field(default_factory=list)
    # Held while the bot is answering: what the vendor says meanwhile comes after the answers.
    turn: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    def as_json(self) -> dict[str, Any]:
        """What the control interface shows."""
        return {
            "id": self.id,
            "sender": self.sender,
            "channel": self.channel,
            "with": "agent" if self.with_agent else "bot",
            "bot_listens": self.bot_listens,
            "messages": self.messages,
        }
