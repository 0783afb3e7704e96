"""A customer's message on its way to Rasa, and how a platform shows that a chat is back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from typing import Any

from .plugin import RETURNED_INTENT
from .tracker import TrackerReader

# What Rasa gets when agents have given a conversation back: the intent, as Rasa spells one.
RETURNED = f"/{RETURNED_INTENT}"


@dataclass(frozen=True, repr=False)  # a customer's data is in no log
class IncomingMessage:
    """A message for Rasa.

    Attributes:
        conversation: What Rasa calls the customer (its `sender_id`).
        text: The customer's text, or an intent.
        message_id: The same for every delivery, also after a restart.
        metadata: Kept in Rasa's tracker store; it holds the ids that the plugin needs.
        from_customer: Whether the customer has written something. Only then can the customer be
            asked to say it again where the turn has failed.
    """

    conversation: str
    text: str
    message_id: str
    metadata: dict[str, Any] = field(default_factory=dict)
    from_customer: bool = True

    def returned(self) -> IncomingMessage:
        """Return the message that tells Rasa of the return which this message shows."""
        message_id = f"{self.message_id}/returned"
        return replace(self, text=RETURNED, message_id=message_id, from_customer=False)


class ReturnDetector(ABC):
    """How a platform shows that agents have given a conversation back to the bot."""

    @abstractmethod
    async def is_for_bot(self, message: IncomingMessage, tracker: TrackerReader) -> bool:
        """Tell whether Rasa gets a message that comes while agents have the conversation.

        The plugin keeps the bot silent until the conversation is given back.
        """

    @abstractmethod
    async def is_returned(self, message: IncomingMessage, tracker: TrackerReader) -> bool:
        """Tell whether such a message shows that the bot has the conversation again."""
