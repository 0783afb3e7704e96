"""The conversations: what customer, bot, agent and vendor have said to whom."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Literal, TypeAlias

from .bot import Bot, BotUnreachable
from .events import EventLog, now_ms
from .refusal import Refused

Speaker: TypeAlias = Literal["customer", "bot", "agent", "vendor"]
# A vendor may let neither the bot nor an agent read what a customer writes.
Listener: TypeAlias = Literal["customer", "bot", "agent", "nobody"]


@dataclass
class Conversation:
    """One customer's conversation; `sender` is what Rasa calls the customer.

    `bot_listens` is for the vendor to say: where it is false, what the customer writes does not
    reach the bot. It is true again when the agent leaves.
    """

    id: str
    sender: str
    with_agent: bool = False
    bot_listens: bool = True
    messages: list[dict[str, Any]] = field(default_factory=list)
    # Held while the bot is answering: what the vendor says meanwhile comes after the answers.
    turn: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    def as_json(self) -> dict[str, Any]:
        """What the control interface shows."""
        return {
            "id": self.id,
            "sender": self.sender,
            "with": "agent" if self.with_agent else "bot",
            "bot_listens": self.bot_listens,
            "messages": self.messages,
        }


class Conversations:
    """All conversations, and the way messages travel in them."""

    def __init__(self, events: EventLog, bot: Bot) -> None:
        """Start with no conversations."""
        self._events = events
        self._bot = bot
        self._conversations: dict[str, Conversation] = {}
        # Called with the conversation's id; for a vendor that keeps by itself who has it.
        self.on_agent_left: list[Callable[[str], None]] = []

    def open(self, conversation_id: str, sender: str | None = None) -> Conversation:
        """The conversation, begun if need be; `sender` says what Rasa calls the customer."""
        conversation = self._conversations.setdefault(
            conversation_id, Conversation(conversation_id, sender or conversation_id)
        )
        if sender is not None:
            conversation.sender = sender
        return conversation

    def find(self, conversation_id: str) -> Conversation:
        """The conversation, which must have begun."""
        try:
            return self._conversations[conversation_id]
        except KeyError:
            reason = f"no conversation '{conversation_id}' has begun"
            raise Refused(HTTPStatus.NOT_FOUND, reason) from None

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
            if conversation.bot_listens:
                return await self._answers(conversation, "customer", text, metadata)
            to: Listener = "agent" if conversation.with_agent else "nobody"
            self.record(conversation, "customer", to, text)
            return []

    async def ask_bot(
        self, conversation: Conversation, speaker: Speaker, text: str
    ) -> list[dict[str, Any]]:
        """Send the bot a message; its answers go to the customer and are returned."""
        async with conversation.turn:
            return await self._answers(conversation, speaker, text)

    def agent_joins(self, conversation: Conversation) -> None:
        """An agent takes the conversation; nothing happens where one has it already."""
        if not conversation.with_agent:
            conversation.with_agent = True
            self._events.add("agent_joined", conversation=conversation.id)

    def agent_says(self, conversation: Conversation, text: str) -> dict[str, Any]:
        """The agent writes to the customer."""
        self._check_agent(conversation)
        return self.record(conversation, "agent", "customer", text)

    def agent_leaves(self, conversation: Conversation) -> None:
        """The agent gives the conversation back."""
        self._check_agent(conversation)
        conversation.with_agent = False
        conversation.bot_listens = True
        self._events.add("agent_left", conversation=conversation.id)
        for listener in self.on_agent_left:
            listener(conversation.id)

    async def _answers(
        self, conversation: Conversation, speaker: Speaker, text: str, metadata: object = None
    ) -> list[dict[str, Any]]:
        """What the bot says to a message; the conversation's turn must be held."""
        self.record(conversation, speaker, "bot", text)
        try:
            answers = await self._bot.hear(conversation.sender, text, metadata)
        except BotUnreachable as error:
            self._events.add("bot_failed", conversation=conversation.id, reason=str(error))
            raise Refused(HTTPStatus.BAD_GATEWAY, str(error)) from error
        recorded = [self._record_answer(conversation, answer) for answer in answers]
        self._events.add("bot_answered", conversation=conversation.id)
        return recorded

    def _check_agent(self, conversation: Conversation) -> None:
        if not conversation.with_agent:
            reason = f"no agent is in the conversation '{conversation.id}'"
            raise Refused(HTTPStatus.CONFLICT, reason)

    def _record_answer(self, conversation: Conversation, answer: dict[str, Any]) -> dict[str, Any]:
        # Buttons, images and custom payloads are kept beside the text as Rasa sent them.
        rest = {key: value for key, value in answer.items() if key not in ("recipient_id", "text")}
        more = {"payload": rest} if rest else {}
        return self.record(conversation, "bot", "customer", str(answer.get("text", "")), **more)
