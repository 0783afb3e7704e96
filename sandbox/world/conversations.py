"""The conversations: what customer, bot, agent and vendor have said to whom."""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any

from ..bot.address import Bot, BotUnreachable
from ..bot.channel import BotLine
from ..serving.refusal import Refused
from .conversation import Conversation, Listener, Speaker
from .event_log import EventLog, now_ms

__all__ = ["Conversation", "Conversations", "Listener", "Speaker"]


class Conversations:
    """All conversations, and the way messages travel in them."""

    def __init__(self, events: EventLog, bot: Bot, lines: Mapping[str, BotLine]) -> None:
        """Start with no conversations; `lines` by channel."""
        self._events = events
        self._bot = bot
        self._lines = lines
        self._conversations: dict[str, Conversation] = {}
        # Called with the conversation's id; for a vendor that keeps by itself who has it.
        self.on_agent_left: list[Callable[[str], None]] = []

    def open(
        self, conversation_id: str, sender: str | None = None, channel: str | None = None
    ) -> Conversation:
        """The conversation, begun if need be; `sender` says what Rasa calls the customer."""
        conversation = self._conversations.setdefault(
            conversation_id,
            Conversation(conversation_id, sender or conversation_id, self._bot.channel),
        )
        if sender is not None:
            conversation.sender = sender
        if channel is not None:
            conversation.channel = channel
        return conversation

    def find(self, conversation_id: str) -> Conversation:
        """The conversation, which must have begun."""
        try:
            return self._conversations[conversation_id]
        except KeyError:
            reason = f"no conversation '{conversation_id}' has begun"
            raise Refused(HTTPStatus.NOT_FOUND, reason) from None

    def on_channel(self, channel: str) -> list[Conversation]:
        """The conversations of one channel."""
        return [each for each in self._conversations.values() if each.channel == channel]

    def id_of_sender(self, sender: str) -> str:
        """The conversation of somebody as Rasa calls them; the same where there is none."""
        called = self._conversations.values()
        mine = [each.id for each in called if self.line(each).sender(each) == sender]
        return mine[0] if mine else sender

    def line(self, conversation: Conversation) -> BotLine:
        """How the platform reaches the bot of a conversation."""
        return self._lines[conversation.channel]

    def move(self, conversation: Conversation, new_id: str) -> Conversation:
        """Give a conversation another id; what was said under that one before is said in it."""
        before = self._conversations.pop(new_id, None)
        del self._conversations[conversation.id]
        if before is not None:
            conversation.messages[:0] = before.messages
        if conversation.sender == conversation.id:
            conversation.sender = new_id
        conversation.id = new_id
        self._conversations[new_id] = conversation
        return conversation

    def as_json(self) -> list[dict[str, Any]]:
        """All conversations."""
        return [conversation.as_json() for conversation in self._conversations.values()]

    def reset(self) -> None:
        """Forget all conversations."""
        self._conversations.clear()

    def record(
        self, conversation: Conversation, speaker: Speaker, to: Listener, text: str, **more: object
    ) -> dict[str, Any]:
        """Note that somebody has said something."""
        message = {"from": speaker, "to": to, "text": text, "at": now_ms(), **more}
        conversation.messages.append(message)
        self._events.add("message", conversation=conversation.id, message=message)
        return message

    async def customer_says(
        self, conversation: Conversation, text: str, metadata: object
    ) -> list[dict[str, Any]]:
        """The customer writes; the bot's answers, none where it does not listen."""
        async with conversation.turn:
            if metadata is not None and not self.line(conversation).carries_metadata:
                reason = f"the channel '{conversation.channel}' carries no metadata"
                raise Refused(HTTPStatus.BAD_REQUEST, reason)
            if conversation.bot_listens:
                return await self._answers(conversation, "customer", text, metadata)
            to: Listener = "agent" if conversation.with_agent else "nobody"
            self.record(conversation, "customer", to, text)
            return []

    async def vendor_says(self, conversation: Conversation, text: str) -> list[dict[str, Any]]:
        """The vendor sends the bot words of its own; the bot's answers.

        Only where its line `hears_vendor`.
        """
        async with conversation.turn:
            return await self._answers(conversation, "vendor", text)

    async def agent_returns(
        self, conversation: Conversation, message: str | None
    ) -> list[dict[str, Any]]:
        """The agent gives the conversation back, as the platform does it; the bot's answers.

        `message` is what a bot receives that hears the vendor's words, if anything.
        """
        self.agent_leaves(conversation)
        line = self.line(conversation)
        if line.tells_of_return:
            async with conversation.turn:
                return await self.hear_bot(conversation, line.returned(conversation))
        if line.hears_vendor and message is not None:
            return await self.vendor_says(conversation, message)
        return []

    async def redeliver(self, conversation: Conversation) -> int | None:
        """Deliver to the bot again what was last delivered; the status, none without an answer."""
        try:
            return await self.line(conversation).redeliver(conversation)
        except BotUnreachable as error:
            raise self._failed(conversation, error) from error

    async def hear_bot(
        self, conversation: Conversation, call: Awaitable[None]
    ) -> list[dict[str, Any]]:
        """What the bot says to the customer until a call to it is over; the turn must be held."""
        before = len(conversation.messages)
        try:
            await call
        except BotUnreachable as error:
            raise self._failed(conversation, error) from error
        conversation.was_answered = True
        self._events.add("bot_answered", conversation=conversation.id)
        return [
            message
            for message in conversation.messages[before:]
            if (message["from"], message["to"]) == ("bot", "customer")
        ]

    def agent_joins(self, conversation: Conversation) -> None:
        """An agent takes the conversation; nothing happens where one has it already."""
        if not conversation.with_agent:
            conversation.with_agent = True
            self._events.add("agent_joined", conversation=conversation.id)

    def agent_says(self, conversation: Conversation, text: str) -> dict[str, Any]:
        """The agent writes to the customer."""
        self.check_agent(conversation)
        return self.record(conversation, "agent", "customer", text)

    def agent_leaves(self, conversation: Conversation) -> None:
        """The agent gives the conversation back."""
        self.check_agent(conversation)
        conversation.with_agent = False
        conversation.bot_listens = True
        self._events.add("agent_left", conversation=conversation.id)
        for listener in self.on_agent_left:
            listener(conversation.id)

    async def _answers(
        self, conversation: Conversation, speaker: Speaker, text: str, metadata: object = None
    ) -> list[dict[str, Any]]:
        """What the bot says to a message; the conversation's turn must be held."""
        call = self.line(conversation).hear(conversation, text, metadata)
        self.record(conversation, speaker, "bot", text)
        return await self.hear_bot(conversation, call)

    def _failed(self, conversation: Conversation, error: BotUnreachable) -> Refused:
        self._events.add("bot_failed", conversation=conversation.id, reason=str(error))
        self.line(conversation).given_up(conversation, error)
        return Refused(HTTPStatus.BAD_GATEWAY, str(error))

    def check_agent(self, conversation: Conversation) -> None:
        """Refuse what only an agent can do where none is."""
        if not conversation.with_agent:
            reason = f"no agent is in the conversation '{conversation.id}'"
            raise Refused(HTTPStatus.CONFLICT, reason)
