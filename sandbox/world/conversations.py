"""All conversations: their messages, and who has them."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from ..record.event_log import EventLog, now_ms
from ..serving.refusal import Refused
from .bot_channel import BotChannel
from .conversation import Conversation, Recipient, Speaker


class Conversations:
    """The conversations by their ids."""

    def __init__(self, events: EventLog, channels: Mapping[str, BotChannel], default: str) -> None:
        """Start with no conversation.

        Args:
            events: The log for what happens in the conversations.
            channels: The channels by name.
            default: The channel of new conversations.
        """
        self._events = events
        self._channels = channels
        self._conversations: dict[str, Conversation] = {}
        self.default_channel = default
        # Called with the conversation's id, for a vendor that records by itself who has it.
        self.on_agent_left: list[Callable[[str], None]] = []

    def open(
        self, conversation_id: str, sender: str | None = None, channel: str | None = None
    ) -> Conversation:
        """Return the conversation, after creating it if necessary.

        Args:
            conversation_id: The vendor's id of the conversation.
            sender: What Rasa calls the customer; None leaves it as it is.
            channel: The customer's channel; None leaves it as it is.
        """
        conversation = self._conversations.setdefault(
            conversation_id,
            Conversation(conversation_id, sender or conversation_id, self.default_channel),
        )
        if sender is not None:
            conversation.sender = sender
        if channel is not None:
            conversation.channel = channel
        return conversation

    def find(self, conversation_id: str) -> Conversation:
        """Return the conversation; 404 if it does not exist."""
        try:
            return self._conversations[conversation_id]
        except KeyError:
            reason = f"no conversation '{conversation_id}' has begun"
            raise Refused(HTTPStatus.NOT_FOUND, reason) from None

    def on_channel(self, channel: str) -> list[Conversation]:
        """Return the conversations of one channel."""
        conversations = self._conversations.values()
        return [one for one in conversations if one.channel == channel]

    def id_of_sender(self, sender: str) -> str:
        """Return the id of the conversation with this Rasa sender; the sender if there is none."""
        for conversation in self._conversations.values():
            if self.channel(conversation).sender(conversation) == sender:
                return conversation.id
        return sender

    def channel(self, conversation: Conversation) -> BotChannel:
        """Return the channel of a conversation."""
        return self._channels[conversation.channel]

    def move(self, conversation: Conversation, new_id: str) -> Conversation:
        """Give a conversation another id; messages that this id had before come first."""
        before = self._conversations.pop(new_id, None)
        del self._conversations[conversation.id]
        if before is not None:
            conversation.messages[:0] = before.messages
            conversation.vendor = conversation.vendor or before.vendor
        if conversation.sender == conversation.id:
            conversation.sender = new_id
        conversation.id = new_id
        self._conversations[new_id] = conversation
        return conversation

    def as_json(self) -> list[dict[str, Any]]:
        """Return all conversations."""
        return [conversation.as_json() for conversation in self._conversations.values()]

    def reset(self) -> None:
        """Delete all conversations."""
        self._conversations.clear()

    def record(
        self, conversation: Conversation, speaker: Speaker, to: Recipient, text: str, **more: object
    ) -> dict[str, Any]:
        """Record a message, and return it."""
        message = {"from": speaker, "to": to, "text": text, "at": now_ms(), **more}
        conversation.messages.append(message)
        self._events.add("message", conversation=conversation.id, message=message)
        return message

    def agent_joins(self, conversation: Conversation) -> None:
        """Give the conversation to an agent; nothing happens if an agent has it already."""
        if not conversation.with_agent:
            conversation.with_agent = True
            self._events.add("agent_joined", conversation=conversation.id)

    def agent_writes(self, conversation: Conversation, text: str) -> dict[str, Any]:
        """Record a message from the agent to the customer, and return it."""
        self.check_agent(conversation)
        return self.record(conversation, "agent", "customer", text)

    def agent_leaves(self, conversation: Conversation) -> None:
        """Take the conversation from the agent; the bot receives the customer's messages again."""
        self.check_agent(conversation)
        conversation.with_agent = False
        conversation.bot_listens = True
        self._events.add("agent_left", conversation=conversation.id)
        for listener in self.on_agent_left:
            listener(conversation.id)

    def check_agent(self, conversation: Conversation) -> None:
        """Refuse what only an agent can do if no agent has the conversation."""
        if not conversation.with_agent:
            reason = f"no agent is in the conversation '{conversation.id}'"
            raise Refused(HTTPStatus.CONFLICT, reason)
