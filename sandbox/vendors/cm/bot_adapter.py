"""The bot's adapter, a TwoWay one: the router calls its Message, Handover and Event endpoints.

https://developers.cm.com/mobile-service-cloud/docs/twoway-format, …/docs/integration. Nothing is
signed; an adapter's form has room for a header of one's own at the first two endpoints.
Assumptions: a delivery that is not answered with a 2xx comes again, a few times; the router calls
the Handover endpoint after a hand-over to agents; a customer's next message waits for the answer
to the one before.
"""

import contextlib
import json
import time
import uuid
from collections.abc import Mapping
from urllib.parse import urlencode

from ...bot.address import BotUnreachable
from ...bot.channel import BotLine
from ...bot.webhook_delivery import Delivery, Patience
from ...world.conversation import Conversation
from ...world.state import Stage
from .world import ACCOUNT, World

CHANNEL = "cm"
MESSAGE, EVENT, HANDOVER = "bot_message", "bot_event", "bot_handover"
# The session's end, the one event whose name is known.
SESSION_ENDED = "RouterSessionEnded"


def client_id(conversation: Conversation) -> str:
    """The customer's id: what control calls the customer, on CM.com's channel else one of ours."""
    is_named = conversation.sender != conversation.id
    if is_named or conversation.channel != CHANNEL:
        return conversation.sender
    return f"client-{conversation.id}"


class AdapterLine(BotLine):
    """The line over CM.com's own channels."""

    def __init__(self, world: World, stage: Stage) -> None:
        """Take the account and what is shared with the other lines."""
        super().__init__(stage.bot, stage.deliveries)
        self._world = world
        self._stage = stage

    @property
    def patience(self) -> Patience:
        """As control says."""
        bot = self._world.bot
        return Patience(bot.redeliveries + 1, bot.timeout_seconds, bot.pause_seconds)

    async def hear(self, conversation: Conversation, text: str, metadata: object) -> None:
        """Call the Message endpoint; what the bot says comes back as calls of TwoWay."""
        message = {**_new("text"), "direction": "ClientOriginated", "text": text}
        body = {
            "chat": self._chat(conversation, self._world.chats.open(conversation.id).session_id),
            "conversationMessages": [message],
        }
        path = self._world.bot.message_path
        await self.deliver(conversation, Delivery.of_json(MESSAGE, path, body, self._header()))

    async def session_ended(self, conversation: Conversation, session_id: str) -> None:
        """Call the Event endpoint, which takes no header: the token is in its query."""
        body = {
            "chat": self._chat(conversation, session_id),
            "conversationEvents": [_new(SESSION_ENDED)],
        }
        path = self._world.bot.event_path or ""
        query = urlencode({"token": self._world.bot.token})
        await self.deliver(conversation, Delivery.of_json(EVENT, path, body, query=query))

    async def handed_over(
        self, conversation: Conversation, context: Mapping[str, str] | None
    ) -> None:
        """Call the Handover endpoint, if there is one; that it fails can be seen in the events."""
        path = self._world.bot.handover_path
        if path is None:
            return
        body = self._filled_template(conversation, context)
        headers = {"content-type": "application/json", **self._header()}
        delivery = Delivery(HANDOVER, path, body, headers)
        with contextlib.suppress(BotUnreachable):
            await self._deliveries.send(conversation, delivery, self.patience, remember=False)

    def _chat(self, conversation: Conversation, session_id: str) -> dict[str, str]:
        return {
            "id": conversation.id,
            "sessionId": session_id,
            "accountId": ACCOUNT,
            "channel": self._world.bot.channel,
            "conversationClientId": client_id(conversation),
            "conversationHostId": self._world.bot.host,
            "conversationClientName": "Sandbox Customer",
        }

    def _filled_template(
        self, conversation: Conversation, context: Mapping[str, str] | None
    ) -> bytes:
        """The default template; a hand-over without a context leaves a hole in its JSON."""
        chat = self._chat(conversation, self._world.chats.open(conversation.id).session_id)
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

    def _header(self) -> dict[str, str]:
        return {self._world.bot.header: self._world.bot.token}


def _new(kind: str) -> dict[str, str]:
    """The beginning of a message or an event; its `$type` comes first."""
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return {"$type": kind, "id": str(uuid.uuid4()), "createdOn": now}
