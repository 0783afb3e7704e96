"""The bot's adapter, a TwoWay one: the router calls its Message, Handover and Event endpoints.

https://developers.cm.com/mobile-service-cloud/docs/twoway-format, …/docs/integration. Nothing is
signed; an adapter's form has room for one custom header at the first two endpoints.
Assumptions: a delivery without a 2xx is repeated a few times; the router calls the Handover
endpoint after a hand-over to agents; a customer's next message waits for the answer to the one
before.
"""

import contextlib
import json
import time
import uuid
from collections.abc import Mapping
from urllib.parse import urlencode

from ...bot.channel import WebhookChannel
from ...bot.webhook_delivery import Delivery, RetryPolicy
from ...state import SandboxState
from ...world.bot_channel import BotUnreachable
from ...world.conversation import Conversation
from .account import ACCOUNT, CMAccount

CHANNEL = "cm"
MESSAGE, EVENT, HANDOVER = "bot_message", "bot_event", "bot_handover"
AGENT_MESSAGE = "bot_agent_message"
# The end of a session, the only event whose name is known.
SESSION_ENDED = "RouterSessionEnded"


def client_id(conversation: Conversation) -> str:
    """Return the customer's id: the sender that control has set, else a default."""
    is_named = conversation.sender != conversation.id
    if is_named or conversation.channel != CHANNEL:
        return conversation.sender
    return f"client-{conversation.id}"


class CMChannel(WebhookChannel):
    """The channel of customers on CM.com's own channels."""

    def __init__(self, account: CMAccount, state: SandboxState) -> None:
        """`account` has the settings of the adapter."""
        super().__init__(state.bot, state.deliveries)
        self._account = account

    @property
    def retry_policy(self) -> RetryPolicy:
        """As the adapter's settings say."""
        return self._account.bot.retry_policy

    async def send_message(self, conversation: Conversation, text: str, metadata: object) -> None:
        """Call the Message endpoint; the bot answers with calls of TwoWay."""
        message = {**_new("text"), "direction": "ClientOriginated", "text": text}
        body = {
            "chat": self._chat(conversation, self._account.chats.open(conversation.id).session_id),
            "conversationMessages": [message],
        }
        bot = self._account.bot
        delivery = Delivery.of_json(MESSAGE, bot.message_path, body, bot.headers)
        await self.deliver(conversation, delivery)

    async def tell_agent_wrote(self, conversation: Conversation, text: str) -> None:
        """Call the Message endpoint with the agent's message, if a link leads there.

        Assumption: it has the direction that a message to the customer has.
        """
        bot = self._account.bot
        if not (bot.agents_messages or self._bot.hears_agents):
            return
        message = {**_new("text"), "direction": "ClientTerminated", "text": text}
        session = self._account.chats.open(conversation.id).session_id
        body = {"chat": self._chat(conversation, session), "conversationMessages": [message]}
        delivery = Delivery.of_json(AGENT_MESSAGE, bot.message_path, body, bot.headers)
        await self._deliveries.send(conversation, delivery, self.retry_policy, remember=False)

    async def announce_end(self, conversation: Conversation, session_id: str) -> None:
        """Call the Event endpoint, which has no header: the token is in the query."""
        body = {
            "chat": self._chat(conversation, session_id),
            "conversationEvents": [_new(SESSION_ENDED)],
        }
        path = self._account.bot.event_path or ""
        query = urlencode({"token": self._account.bot.token})
        await self.deliver(conversation, Delivery.of_json(EVENT, path, body, query=query))

    async def announce_handover(
        self, conversation: Conversation, context: Mapping[str, str] | None
    ) -> None:
        """Call the Handover endpoint, if there is one; a failure is only visible in the events."""
        path = self._account.bot.handover_path
        if path is None:
            return
        body = self._filled_template(conversation, context)
        headers = {"content-type": "application/json", **self._account.bot.headers}
        delivery = Delivery(HANDOVER, path, body, headers)
        with contextlib.suppress(BotUnreachable):
            await self._deliveries.send(conversation, delivery, self.retry_policy, remember=False)

    def _chat(self, conversation: Conversation, session_id: str) -> dict[str, str]:
        return {
            "id": conversation.id,
            "sessionId": session_id,
            "accountId": ACCOUNT,
            "channel": self._account.bot.channel,
            "conversationClientId": client_id(conversation),
            "conversationHostId": self._account.bot.host,
            "conversationClientName": "Sandbox Customer",
        }

    def _filled_template(
        self, conversation: Conversation, context: Mapping[str, str] | None
    ) -> bytes:
        """Return the filled default template; without a context it is not valid JSON."""
        chat = self._chat(conversation, self._account.chats.open(conversation.id).session_id)
        names = {
            "chatId": "id",
            "sessionId": "sessionId",
            "accountId": "accountId",
            "channel": "channel",
            "conversationHostId": "conversationHostId",
            "conversationClientId": "conversationClientId",
        }
        filled = [f"{json.dumps(name)}:{json.dumps(chat[key])}" for name, key in names.items()]
        filled.append(f'"context":{json.dumps(context) if context else ""}')
        return ("{" + ",".join(filled) + "}").encode()


def _new(kind: str) -> dict[str, str]:
    """Return the first keys of a message or an event; its `$type` comes first."""
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return {"$type": kind, "id": str(uuid.uuid4()), "createdOn": now}
