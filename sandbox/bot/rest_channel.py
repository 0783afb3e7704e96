"""Rasa's REST channel: one call, whose answer is what the bot says.

https://rasa.com/docs/rasa/connectors/your-own-website#restinput
"""

from typing import Any

import httpx

from ..world.conversation import Conversation
from ..world.conversations import Conversations
from .address import Bot, BotUnreachable
from .channel import BotLine
from .webhook_delivery import Deliveries, Delivery, Patience

CHANNEL = "rest"
PATH = "/webhooks/rest/webhook"
MESSAGE = "bot_message"


class RestLine(BotLine):
    """The line for customers who are on no vendor's channel."""

    hears_vendor = True
    carries_metadata = True
    # Rasa holds a conversation's lock for 60 s; a bot that is silent for longer has given up.
    patience = Patience(seconds=60.0)

    def __init__(self, bot: Bot, deliveries: Deliveries, conversations: Conversations) -> None:
        """`conversations`: where the bot's answers are recorded."""
        super().__init__(bot, deliveries)
        self._conversations = conversations

    def sender(self, conversation: Conversation) -> str:
        """As control says."""
        return conversation.sender

    async def hear(self, conversation: Conversation, text: str, metadata: object) -> None:
        """Send one message; the bot's answers are in the answer."""
        body: dict[str, object] = {"sender": conversation.sender, "message": text}
        if metadata is not None:
            body["metadata"] = metadata
        await self.deliver(conversation, Delivery.of_json(MESSAGE, PATH, body))

    def take(self, conversation: Conversation, answer: httpx.Response) -> None:
        """Record what the bot says."""
        try:
            said = answer.json()
        except ValueError as error:
            raise self._bot.silent(str(error)) from error
        if not isinstance(said, list):
            raise BotUnreachable(f"the bot at {self._bot.url} did not answer with a list")
        for item in said:
            if isinstance(item, dict):
                self._record(conversation, item)

    def _record(self, conversation: Conversation, item: dict[str, Any]) -> None:
        # Buttons, images and custom payloads are kept beside the text as Rasa sent them.
        rest = {key: value for key, value in item.items() if key not in ("recipient_id", "text")}
        more = {"payload": rest} if rest else {}
        self._conversations.record(
            conversation, "bot", "customer", str(item.get("text", "")), **more
        )
