"""Channels on which the platform calls a webhook of the bot."""

from abc import abstractmethod
from dataclasses import replace

import httpx

from ..world.bot_channel import BotChannel, BotUnreachable
from ..world.conversation import Conversation
from .address import Bot
from .webhook_delivery import Deliveries, Delivery, RetryPolicy, is_success


class WebhookChannel(BotChannel):
    """A channel that delivers to a webhook; what a vendor's own channel inherits from."""

    def __init__(self, bot: Bot, deliveries: Deliveries) -> None:
        """`deliveries` is shared by all channels."""
        self._bot = bot
        self._deliveries = deliveries

    @property
    @abstractmethod
    def retry_policy(self) -> RetryPolicy:
        """How the platform retries a delivery."""

    def handle_response(self, conversation: Conversation, response: httpx.Response) -> None:
        """Carry out what the bot's response to a delivery asks for.

        Raises:
            BotUnreachable: The response cannot be used.
        """

    async def deliver(self, conversation: Conversation, delivery: Delivery) -> None:
        """Deliver, with retries, and handle the response.

        Raises:
            BotUnreachable: The bot has not answered with a 2xx that can be used.
        """
        response = await self.send(conversation, delivery, self.retry_policy)
        if not is_success(response.status_code):
            raise self._bot.unreachable(f"{response.status_code} {response.reason_phrase}")
        if self._deliveries.take_answer(conversation.id, delivery):
            self.handle_response(conversation, response)

    async def redeliver(self, conversation: Conversation) -> int | None:
        """Send the last delivery once more, unchanged; return the status, None without an answer.

        The response is handled only if the platform has had none before.
        """
        delivery = self._deliveries.last(conversation.id)
        once = replace(self.retry_policy, attempts=1, pause_seconds=0.0, is_final=lambda _: True)
        try:
            response = await self.send(conversation, delivery, once)
        except BotUnreachable:
            return None
        if is_success(response.status_code) and self._deliveries.take_answer(
            conversation.id, delivery
        ):
            self.handle_response(conversation, response)
        return response.status_code

    async def send(
        self, conversation: Conversation, delivery: Delivery, policy: RetryPolicy
    ) -> httpx.Response:
        """Send a delivery; a platform that reacts to a certain status overrides this."""
        return await self._deliveries.send(conversation, delivery, policy)
