"""Rasa's REST channel: one call, and the bot's messages are in the response.

https://rasa.com/docs/rasa/connectors/your-own-website#restinput
"""

from typing import Any

import httpx

from ..world.bot_channel import BotUnreachable
from ..world.conversation import Conversation
from ..world.conversations import Conversations
from .address import Bot
from .channel import WebhookChannel
from .webhook_delivery import Deliveries, Delivery, RetryPolicy

CHANNEL = "rest"
PATH = "/webhooks/rest/webhook"
MESSAGE = "bot_message"


class RestChannel(WebhookChannel):
    """The channel of customers who are on no vendor's channel."""

    receives_vendor_messages = True
    carries_metadata = True
    # Rasa holds the lock of a conversation for 60 s. A bot that needs longer will not answer.
    retry_policy = RetryPolicy(timeout_seconds=60.0)

    def __init__(self, bot: Bot, deliveries: Deliveries, conversations: Conversations) -> None:
        """`conversations` is where the bot's messages are recorded."""
        super().__init__(bot, deliveries)
        self._conversations = conversations

    def sender(self, conversation: Conversation) -> str:
        """Return the sender that control has set, else the conversation's id."""
        return conversation.sender

    async def send_message(self, conversation: Conversation, text: str, metadata: object) -> None:
        """Send a message; the bot's messages are in the response."""
        body: dict[str, object] = {"sender": conversation.sender, "message": text}
        if metadata is not None:
            body["metadata"] = metadata
        await self.deliver(conversation, Delivery.of_json(MESSAGE, PATH, body))

    def handle_response(self, conversation: Conversation, response: httpx.Response) -> None:
        """Record the bot's messages."""
        try:
            items = response.json()
        except ValueError as error:
            raise self._bot.unreachable(str(error)) from error
        if not isinstance(items, list):
            raise BotUnreachable(f"the bot at {self._bot.url} did not answer with a list")
        for item in items:
            if isinstance(item, dict):
                self._record(conversation, item)

    def _record(self, conversation: Conversation, item: dict[str, Any]) -> None:
        # Buttons, images and custom payloads are kept beside the text as Rasa sent them.
        rest = {key: value for key, value in item.items() if key not in ("recipient_id", "text")}
        more = {"payload": rest} if rest else {}
        self._conversations.record(
            conversation, "bot", "customer", str(item.get("text", "")), **more
        )
