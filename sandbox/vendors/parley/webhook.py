"""The webhook of the bot's service: users' messages, and the merge of two users.

https://developers.parley.io/docs/service-api/payloads names four kinds of payload and shows only
the one of an event. https://developers.parley.io/docs/service-api/setting-up-a-service: the bot
chooses a header; nothing is signed.
Assumptions: the shape of a message (control chooses one) and of a merge; that an agent's message,
where control lets the bot see it, has the same shape and `typeId` 2; a delivery without a 2xx
is repeated a few times; the bot's service receives a user's messages also while another service
owns the user; a user's next message waits for the answer to the one before.
"""

import time

from ...bot.channel import WebhookChannel
from ...bot.webhook_delivery import Delivery, RetryPolicy
from ...state import SandboxState
from ...world.conversation import Conversation
from .account import ParleyAccount

CHANNEL = "parley"
MESSAGE, MERGED, AGENT_MESSAGE = "bot_message", "bot_merged", "bot_agent_message"
# https://developers.parley.io: 1 is a message from the user, 2 to 5 are others.
FROM_USER, FROM_AGENT = 1, 2


class ParleyChannel(WebhookChannel):
    """The channel of customers on Parley's own channels."""

    def __init__(self, account: ParleyAccount, state: SandboxState) -> None:
        """`account` has the settings of the webhook."""
        super().__init__(state.bot, state.deliveries)
        self._account = account

    @property
    def retry_policy(self) -> RetryPolicy:
        """As the webhook's settings say."""
        return self._account.webhook.retry_policy

    async def send_message(self, conversation: Conversation, text: str, metadata: object) -> None:
        """Send a message; the bot answers with calls of the Service API."""
        self._account.owner_of(conversation.id)  # A user who writes becomes known.
        await self._post(conversation, MESSAGE, self._message(conversation, text, FROM_USER))

    async def tell_agent_wrote(self, conversation: Conversation, text: str) -> None:
        """Send the bot's service the agent's message, if it is set up to listen."""
        if self._account.webhook.agents_messages or self._bot.hears_agents:
            webhook, payload = self._account.webhook, self._message(conversation, text, FROM_AGENT)
            delivery = Delivery.of_json(AGENT_MESSAGE, webhook.path, payload, webhook.headers)
            await self._deliveries.send(conversation, delivery, self.retry_policy, remember=False)

    def _message(self, conversation: Conversation, text: str, type_id: int) -> dict[str, object]:
        self._account.last_message_id += 1
        message = {
            "id": self._account.last_message_id,
            "message": text,
            "typeId": type_id,
            "time": int(time.time()),
        }
        user = {"id": conversation.id, "uniqueIdentifier": None, "additionalInformation": None}
        nested = self._account.webhook.shape == "nested"
        body = {"body": message, "user": user} if nested else {**message, "user": user}
        return {"type": "message", "body": body}

    async def announce_merge(self, conversation: Conversation, before: str) -> None:
        """Call the webhook because a user has another id; `before` is the old one."""
        users = {"from": {"id": before}, "to": {"id": conversation.id}}
        await self._post(conversation, MERGED, {"type": "clientMerging", "body": {"body": users}})

    async def _post(self, conversation: Conversation, call: str, payload: object) -> None:
        webhook = self._account.webhook
        delivery = Delivery.of_json(call, webhook.path, payload, webhook.headers)
        await self.deliver(conversation, delivery)
