"""The turn of one event of LivePerson's."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ..incoming import IncomingMessage
from ..tracker import TrackerReader
from ..typed_text import typed_text
from .content import Item
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
        tracker: What Rasa knew of it before the message, once that has been read.
        noticed: How often LivePerson had created it, if the turn has taken notice of that.
        late_reply: The reply that was given because the bot is slow.
        given: What another server's reply to the event has that this turn has not said yet; None
            before it is known which reply counts.
        has_failed: Rasa could not be told of a return for which it was called.
    """

    name: Name
    event: Event
    agent: Any
    output: LivePersonOutput = field(default_factory=LivePersonOutput)
    conversation: Conversation = field(default_factory=Conversation)
    tracker: TrackerReader | None = None
    noticed: int = 0
    late_reply: Reply | None = None
    given: list[Item] | None = None
    has_failed: bool = False

    @property
    def key(self) -> str:
        """The idempotency key of the event."""
        return "/".join((*self.name, self.event.key))

    @property
    def has_message(self) -> bool:
        """Whether the event brings something that the customer has written."""
        return self.event.from_customer or (self.event.kind == "START" and bool(self.event.text))

    def take_unknown(self, items: Iterable[Item]) -> list[Item]:
        """Return the items that another server's reply to the event does not have."""
        unknown = []
        for item in items:
            if self.given and item in self.given:
                self.given.remove(item)
            else:
                unknown.append(item)
        return unknown

    def text(self, start_message: str | None) -> str | None:
        """Return the text for Rasa; None or empty where Rasa gets no message.

        It gets none of `CLOSE_CONVERSATION`: `/restart` would forget the slots of a conversation
        that LivePerson can open again, and no other conversation has the same tracker.
        """
        event = self.event
        if event.kind in ("TEXT", "RICH_CONTENT"):
            return self.conversation.resolve_title(event.text, event.clicked)
        if event.kind == "START":
            return typed_text(event.text) if event.text else start_message
        return event.text if event.kind == "RETURN" else None

    def message(self, text: str) -> IncomingMessage:
        """Return the message to Rasa."""
        metadata = self.conversation.metadata(self.name.id, self.event)
        # After a crash, Rasa's tracker tells by the message's id whether it was handled.
        message_id = f"{self.name.id}/{self.event.key}"
        return IncomingMessage(self.name.id, text, message_id, metadata, self.has_message)

    def shows_return(self, tracker: TrackerReader, after_seconds: float | None) -> bool:
        """Tell whether the event shows that the bot has the conversation again.

        Assumption: LivePerson delivers only events of conversations that the bot has. So a `PUT`
        after the transfer, or a message long after it, means that the bot is back. LivePerson
        sends `START` when a conversation comes to the bot, also when it comes again.

        Args:
            tracker: What Rasa knows, by which agents have the conversation.
            after_seconds: How long ago a transfer must be for a message to show a return, if any
                message does.
        """
        conversation = self.conversation
        if conversation.has_late_transfer:
            return False
        is_assigned = conversation.created > conversation.noticed or self.event.kind == "START"
        passed = time.time() - tracker.handed_over_at
        return is_assigned or (after_seconds is not None and passed > after_seconds)
