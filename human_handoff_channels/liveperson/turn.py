"""The turn of one event of LivePerson's."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..incoming import IncomingMessage
from .conversations import Conversation, Name
from .output import LivePersonOutput
from .payloads import Event
from .reply import Reply


@dataclass(repr=False)  # a customer's data is in no log
class Turn:
    """The turn of one event.

    Attributes:
        name: What LivePerson calls the conversation.
        event: The event.
        agent: Rasa's agent; None before Rasa has loaded it.
        output: Collects the bot's messages.
        conversation: The conversation as it is when the turn begins.
        noticed: How often LivePerson had created it, if the turn has taken notice of that.
        late_reply: The reply that was given because the bot is slow.
    """

    name: Name
    event: Event
    agent: Any
    output: LivePersonOutput = field(default_factory=LivePersonOutput)
    conversation: Conversation = field(default_factory=Conversation)
    noticed: int = 0
    late_reply: Reply | None = None

    @property
    def key(self) -> str:
        """The idempotency key of the event."""
        return "/".join((*self.name, self.event.key))

    def message(self, text: str) -> IncomingMessage:
        """Return the message to Rasa."""
        metadata = self.conversation.metadata(self.name.id, self.event)
        # After a crash, Rasa's tracker tells by the message's id whether it was handled.
        message_id = f"{self.name.id}/{self.event.key}"
        return IncomingMessage(self.name.id, text, message_id, metadata)
