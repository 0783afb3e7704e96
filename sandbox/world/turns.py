"""Turns of a conversation: a message or a call to the bot, and the messages of its answer."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, TypeAlias

from ..record.event_log import EventLog
from ..serving.refusal import Refused
from .bot_channel import BotChannel, BotUnreachable
from .conversation import Conversation, Recipient, Speaker
from .conversations import Conversations

Messages: TypeAlias = list[dict[str, Any]]

CHAT_ENDED = "The agent has ended the chat."


class Turns:
    """What customer, vendor and agent do in a conversation, and what the bot answers.

    All methods return the bot's messages to the customer.
    """

    def __init__(self, events: EventLog, conversations: Conversations) -> None:
        """Start with no vendor that has its own way to end a chat."""
        self._events = events
        self._conversations = conversations
        # By the vendor's title: what it does after an agent has ended a chat. Returns the bot's
        # messages; the conversation's turn is held.
        self.end_chat: dict[str, Callable[[Conversation], Awaitable[Messages]]] = {}

    async def customer_writes(
        self, conversation: Conversation, text: str, metadata: object
    ) -> Messages:
        """Send the customer's message to whoever the vendor shows it to."""
        async with conversation.turn:
            if metadata is not None and not self._channel(conversation).carries_metadata:
                reason = f"the channel '{conversation.channel}' carries no metadata"
                raise Refused(HTTPStatus.BAD_REQUEST, reason)
            if conversation.bot_listens:
                return await self._message(conversation, "customer", text, metadata)
            to: Recipient = "agent" if conversation.with_agent else "nobody"
            self._conversations.record(conversation, "customer", to, text)
            return []

    async def vendor_writes(self, conversation: Conversation, text: str) -> Messages:
        """Send the bot a message of the vendor's own, on a channel that has them."""
        async with conversation.turn:
            return await self._message(conversation, "vendor", text)

    async def agent_returns(self, conversation: Conversation, message: str | None) -> Messages:
        """Return the conversation to the bot, as the platform does it.

        `message` is sent to a bot that receives the vendor's messages; None sends nothing.
        """
        self._conversations.agent_leaves(conversation)
        channel = self._channel(conversation)
        if channel.announces_return:
            async with conversation.turn:
                return await self.call_bot(conversation, channel.announce_return(conversation))
        return await self._return_message(conversation, message)

    async def agent_closes(self, conversation: Conversation, message: str | None) -> Messages:
        """End the chat, as the vendor does it; `message` as for `agent_returns`.

        Assumption: the customer reads that the chat has ended, and writes to the bot from then on.
        """
        answers: Messages = []
        async with conversation.turn:
            self._conversations.check_agent(conversation)
            name = {"name": conversation.vendor} if conversation.vendor else {}
            self._conversations.record(conversation, "vendor", "customer", CHAT_ENDED, **name)
            self._events.add("conversation_closed", conversation=conversation.id)
            self._conversations.agent_leaves(conversation)
            end_chat = self.end_chat.get(conversation.vendor or "")
            if end_chat is not None:
                answers += await end_chat(conversation)
        return answers + await self._return_message(conversation, message)

    async def redeliver(self, conversation: Conversation) -> int | None:
        """Deliver the last delivery once more; return the status, None without an answer."""
        try:
            return await self._channel(conversation).redeliver(conversation)
        except BotUnreachable as error:
            raise self._bot_failed(conversation, error) from error

    async def call_bot(self, conversation: Conversation, call: Awaitable[None]) -> Messages:
        """Await a call to the bot; the conversation's turn must be held."""
        before = len(conversation.messages)
        try:
            await call
        except BotUnreachable as error:
            raise self._bot_failed(conversation, error) from error
        conversation.was_answered = True
        self._events.add("bot_answered", conversation=conversation.id)
        return [
            message
            for message in conversation.messages[before:]
            if (message["from"], message["to"]) == ("bot", "customer")
        ]

    async def _message(
        self, conversation: Conversation, speaker: Speaker, text: str, metadata: object = None
    ) -> Messages:
        call = self._channel(conversation).send_message(conversation, text, metadata)
        self._conversations.record(conversation, speaker, "bot", text)
        return await self.call_bot(conversation, call)

    async def _return_message(self, conversation: Conversation, message: str | None) -> Messages:
        if message is None or not self._channel(conversation).receives_vendor_messages:
            return []
        return await self.vendor_writes(conversation, message)

    def _channel(self, conversation: Conversation) -> BotChannel:
        return self._conversations.channel(conversation)

    def _bot_failed(self, conversation: Conversation, error: BotUnreachable) -> Refused:
        self._events.add("bot_failed", conversation=conversation.id, reason=str(error))
        self._channel(conversation).bot_failed(conversation, error)
        return Refused(HTTPStatus.BAD_GATEWAY, str(error))
