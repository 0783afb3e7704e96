"""An agent ends a chat, where giving it back would leave it open."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from .conversation import Conversation
from .conversations import Conversations
from .event_log import EventLog
from .transfers import Transfers

Answers: TypeAlias = list[dict[str, Any]]

CLOSED = "The agent has ended the chat."


class Closing:
    """Ends chats in the way of the vendor that has them.

    Assumption: the customer reads a line that says so, and writes to the bot from then on.
    """

    def __init__(
        self, events: EventLog, conversations: Conversations, transfers: Transfers
    ) -> None:
        """No vendor has a way of its own yet."""
        self._events = events
        self._conversations = conversations
        self._transfers = transfers
        # By the vendor's name: what it does when the agent has left, and what the bot says to
        # that. The conversation's turn is held.
        self.by_vendor: dict[str, Callable[[Conversation], Awaitable[Answers]]] = {}

    async def close(self, conversation: Conversation, message: str | None) -> Answers:
        """End the chat; what the bot says when it is told.

        `message` is what a bot receives that hears the vendor's words, if anything.
        """
        vendor = self._transfers.vendor_of(conversation.id) or ""
        answers: Answers = []
        async with conversation.turn:
            self._conversations.check_agent(conversation)
            said = {"name": vendor} if vendor else {}
            self._conversations.record(conversation, "vendor", "customer", CLOSED, **said)
            self._events.add("conversation_closed", conversation=conversation.id)
            self._conversations.agent_leaves(conversation)
            if vendor in self.by_vendor:
                answers += await self.by_vendor[vendor](conversation)
        if self._conversations.line(conversation).hears_vendor and message is not None:
            answers += await self._conversations.vendor_says(conversation, message)
        return answers
