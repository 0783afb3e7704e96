"""CM.com's channel under test, and the bodies of the router's requests.

https://developers.cm.com/central-services/docs/twoway-format
"""

from __future__ import annotations

import uuid
from datetime import datetime, timezone
from typing import Any

import httpx

from human_handoff_channels.cm import CMInput
from sandbox.vendors.cm.manifest import MANIFEST
from tests.channels.bot_under_test import BotUnderTest

ACCOUNT, ADAPTER, PRODUCT_TOKEN, TOKEN = (
    str(MANIFEST.credentials[name])
    for name in ("technical_link_id", "adapter_id", "product_token", "token")
)
CHAT = "47e755ad-69a2-4139-a610-c53d0c8deb4b"
NAME = "Jane Doe of the tests"


def chat(identification: str = CHAT, **changes: Any) -> dict[str, Any]:
    """The fields of the page; one that is None is left out."""
    fields = {
        "id": identification,
        "sessionId": "session-1",
        "accountId": ACCOUNT,
        "channel": "CXWebConversations",
        "conversationClientId": f"client-{identification}",
        "conversationHostId": "sandbox-web-conversations",
        "conversationClientName": NAME,
        **changes,
    }
    return {name: value for name, value in fields.items() if value is not None}


def text_message(text: Any, number: Any = None, **changes: Any) -> dict[str, Any]:
    """A text of the customer; without a number it is another message each time."""
    message = {
        "$type": "text",
        "id": uuid.uuid4().hex if number is None else f"message-{number}",
        "direction": "ClientOriginated",
        "createdOn": "2026-11-20T10:00:00Z",
        "text": text,
        **changes,
    }
    return {name: value for name, value in message.items() if value is not None}


def picture(number: Any = None) -> dict[str, Any]:
    return text_message(
        None, number, **{"$type": "media", "media": {"mediaUri": "https://a.test/p"}}
    )


def delivery(*messages: Any, to: str = CHAT, **changes: Any) -> dict[str, Any]:
    """What the router posts to the Message Endpoint."""
    listed = [text_message(each) if isinstance(each, str) else each for each in messages]
    return {"chat": chat(to, **changes), "conversationMessages": listed, "targetAdaptersInfo": []}


def session_end(
    number: Any = 1, kind: str = "RouterSessionEnded", **changes: Any
) -> dict[str, Any]:
    """What the router posts to the Event Endpoint."""
    created = datetime.now(timezone.utc).isoformat()
    event = {"$type": kind, "id": f"event-{number}", "createdOn": created}
    return {"chat": chat(**changes), "conversationEvents": [event]}


def handover(identification: str = CHAT, context: str = "", account: str = ACCOUNT) -> bytes:
    """What the Hand Over Endpoint's template makes; an empty context leaves invalid JSON."""
    return (
        f'{{"chatId":"{identification}","sessionId":"session-1","accountId":"{account}",'
        f'"channel":"CXWebConversations","conversationHostId":"host-1",'
        f'"conversationClientId":"client-{identification}","context":{context}}}'
    ).encode()


class CMBot(BotUnderTest):
    """The bot's adapter, called as the router calls it; the sandbox has the TwoWay API."""

    Input = CMInput
    manifest = MANIFEST
    changes = {"return_after_seconds": 60}
    accepted = 201
    customer = CHAT
    sending = "twoway"
    headers = {"X-Handoff-Token": TOKEN}
    return_headers = {"Authorization": f"Bearer {TOKEN}"}
    message_path, return_path = "/message", f"/conversations/{CHAT}/return"
    requests = (
        ("POST", message_path),
        ("POST", "/event"),
        ("POST", "/handover"),
        ("POST", return_path),
    )

    @staticmethod
    def payload(text: str, number: int | None = None, customer: str = CHAT) -> dict[str, Any]:
        return delivery(text_message(text, number), to=customer)

    async def start(self, access_log: bool = False) -> None:
        await self.open_conversation()
        await super().start(access_log)

    async def open_conversation(self, customer: str | None = None) -> None:
        """Let the sandbox know the chat: it has no address before a customer uses the channel."""
        self.control.use_channel(customer or CHAT, "cm")

    async def deliver(self, *messages: Any, to: str = CHAT) -> httpx.Response:
        await self.open_conversation(to)
        return await self.post("/message", delivery(*messages, to=to))

    async def send_picture(self) -> httpx.Response:
        return await self.deliver(picture(2))

    async def send_return(self, sign: str = "RouterSessionEnded") -> httpx.Response:
        """Deliver what tells the channel of a return, apart from a message."""
        return await self.end_session(kind=sign)

    async def end_session(self, number: Any = 1, **changes: Any) -> httpx.Response:
        body = session_end(number, **changes)
        return await self.request("POST", f"/event?token={TOKEN}", body)

    async def hand_over_endpoint(self, body: bytes | None = None) -> httpx.Response:
        return await self.post("/handover", content=handover() if body is None else body)
