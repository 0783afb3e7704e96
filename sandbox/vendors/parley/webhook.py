"""The webhook of the bot's service: messages of users, and the merging of two.

https://developers.parley.io/docs/service-api/payloads names four kinds of payload; only that of
an event is shown. https://developers.parley.io/docs/service-api/setting-up-a-service: a header of
one's own, nothing is signed.
Assumptions: the shape of a message (control chooses one) and of a merging; that a delivery which
is not answered with a 2xx comes again, a few times; that the bot's service is told what a user
writes also while another service has the user; that a user's next message waits for the answer to
the one before.
"""

import time

from ...bot.channel import BotLine
from ...bot.webhook_delivery import Delivery, Patience
from ...world.conversation import Conversation
from ...world.state import Stage
from .world import World

CHANNEL = "parley"
MESSAGE, MERGED = "bot_message", "bot_merged"
# https://developers.parley.io: 1 is a message of the user's, 2 to 5 are others.
FROM_USER = 1


class WebhookLine(BotLine):
    """The line over Parley's own channels."""

    def __init__(self, world: World, stage: Stage) -> None:
        """Take the account and what is shared with the other lines."""
        super().__init__(stage.bot, stage.deliveries)
        self._world = world

    @property
    def patience(self) -> Patience:
        """As control says."""
        webhook = self._world.webhook
        return Patience(webhook.redeliveries + 1, webhook.timeout_seconds, webhook.pause_seconds)

    async def hear(self, conversation: Conversation, text: str, metadata: object) -> None:
        """Send a message; what the bot says comes back as calls of the Service API."""
        self._world.owner_of(conversation.id)  # A user who writes is known.
        self._world.messages += 1
        now = int(time.time())
        message = {
            "id": self._world.messages,
            "message": text,
            "typeId": FROM_USER,
            "time": now,
        }
        user = {"id": conversation.id, "uniqueIdentifier": None, "additionalInformation": None}
        nested = self._world.webhook.shape == "nested"
        body = {"body": message, "user": user} if nested else {**message, "user": user}
        await self._post(conversation, MESSAGE, {"type": "message", "body": body})

    async def merged(self, conversation: Conversation, before: str) -> None:
        """Tell that a user is another one now."""
        users = {"from": {"id": before}, "to": {"id": conversation.id}}
        await self._post(conversation, MERGED, {"type": "clientMerging", "body": {"body": users}})

    async def _post(self, conversation: Conversation, call: str, payload: object) -> None:
        webhook = self._world.webhook
        headers = {webhook.header: webhook.token}
        await self.deliver(conversation, Delivery.of_json(call, webhook.path, payload, headers))
