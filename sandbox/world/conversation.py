"""One customer's conversation: its channel, who has it, and its messages."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Speaker: TypeAlias = Literal["customer", "bot", "agent", "vendor"]
# A vendor may show a customer's message neither to the bot nor to an agent.
Recipient: TypeAlias = Literal["customer", "bot", "agent", "nobody"]


@dataclass
class Conversation:
    """A conversation.

    Attributes:
        id: The vendor's id of the conversation.
        sender: What Rasa calls the customer over its REST channel.
        channel: The name of the channel between customer and bot.
        with_agent: Whether an agent has the conversation.
        bot_listens: Whether the vendor sends the customer's messages to the bot. The vendor sets
            it; it is true again when the agent leaves.
        was_answered: Whether the bot has answered the customer once.
        vendor: The vendor that it was transferred to last, as the vendor spells its name.
        messages: All messages, the oldest first.
        turn: Held while the bot answers. What the vendor sends meanwhile comes after the answers.
    """

    id: str
    sender: str
    channel: str
    with_agent: bool = False
    bot_listens: bool = True
    was_answered: bool = False
    vendor: str | None = None
    messages: list[dict[str, Any]] = field(default_factory=list)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    def as_json(self) -> dict[str, Any]:
        """Return what the control interface shows."""
        return {
            "id": self.id,
            "sender": self.sender,
            "channel": self.channel,
            "with": "agent" if self.with_agent else "bot",
            "bot_listens": self.bot_listens,
            "messages": self.messages,
        }
