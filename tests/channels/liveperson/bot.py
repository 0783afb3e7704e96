"""LivePerson's channel under test, and the bodies of Third-Party Bots' requests.

https://developers.liveperson.com/third-party-bots-custom-endpoint-service-implementation.html
"""

from __future__ import annotations

import time
from typing import Any

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import RSAAlgorithm

from human_handoff_channels.liveperson import LivePersonInput
from tests.channels.bot_under_test import BotUnderTest
from tests.channels.liveperson.openapi import check_reply

ACCOUNT = "12345678"
BOT = "1e9bebc6-0403-43a1-9a5e-2e17ca876568"
SCOPE = "thirdpartybots.customendpoint.bot"
CONVERSATION = "608b2868-f686-4b89-891f-497816958cfc"
ENVIRONMENTS = f"/v1/bots/{BOT}/environments"
PATH = f"{ENVIRONMENTS}/draft/conversations/{CONVERSATION}"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
STRANGERS_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
# The document's example, shortened (figure 2.4).
CONTEXT = {
    "skillId": "1234567",
    "campaignId": 987665546,
    "engagementId": 123498765,
    "type": "MESSAGING",
    "visitor": {"ipAddress": "127.0.0.1", "language": "en-US", "consumerId": "consumer-1"},
    "assignedAgentId": "abc123456-a1b2-34bc-127m-ce1a86c8602a",
}
ATTRIBUTES = {"authenticatedSdes": {"customerInfo": {"customerId": "7"}}, "unauthenticatedSdes": {}}


def token(key: Any = KEY, algorithm: str = "RS256", kid: str | None = "k1", **claims: Any) -> str:
    """An AppJWT; a claim that is None is left out."""
    now = int(time.time())
    usual: dict[str, Any] = {"iss": "Sentinel", "aud": ACCOUNT, "azp": "client-1", "scope": SCOPE}
    usual |= {"iat": now, "exp": now + 3600}
    present = {name: value for name, value in (usual | claims).items() if value is not None}
    return jwt.encode(present, key, algorithm=algorithm, headers={"kid": kid} if kid else None)


def jwk(key: rsa.RSAPrivateKey = KEY, kid: str = "k1", **other: Any) -> dict[str, Any]:
    public: dict[str, Any] = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return public | {"kid": kid, "use": "sig", "alg": "RS256"} | other


def text_event(text: str, sequence: int | None = 0, **event: Any) -> dict[str, Any]:
    """The document's figure 2.5."""
    lp_event = {
        "sequence": sequence,
        "serverTimestamp": 1649331017991,
        "event": {"type": "ContentEvent", "message": text, "contentType": "text/plain"},
        "conversationId": CONVERSATION,
        "dialogId": CONVERSATION,
        "metadata": [],
        "messageAudience": "ALL",
        **event,
    }
    if sequence is None:
        del lp_event["sequence"]
    context = {"lpEvent": lp_event}
    return {"type": "TEXT", "source": "CONSUMER", "data": {"message": text}, "context": context}


def public_texts(items: list[dict[str, Any]]) -> list[str]:
    """What everybody reads of a reply."""
    return [
        item["data"]["message"]
        for item in items
        if item["type"] == "TEXT" and item["data"].get("messageAudience", "ALL") == "ALL"
    ]


class LivePersonBot(BotUnderTest):
    """The Custom Endpoint, called as LivePerson calls it; the replies are in the responses."""

    Input = LivePersonInput
    customer = CONVERSATION
    headers = return_headers = {"Authorization": f"Bearer {token()}"}
    message_path, return_path = f"{PATH}/events", f"{PATH}/return"
    requests = (("PUT", PATH), ("POST", message_path), ("POST", return_path))

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        # The public texts of the reply to each message, by conversation and number.
        self._replies: dict[tuple[str, int], list[str]] = {}
        self._created: set[str] = set()

    @classmethod
    def section(cls, urls: dict[str, str]) -> dict[str, Any]:
        return {"account": ACCOUNT, "bots": {BOT: ["draft", "production"]}, "public_key": PEM}

    @staticmethod
    def payload(
        text: str, number: int | None = None, customer: str = CONVERSATION
    ) -> dict[str, Any]:
        return text_event(text, number)

    async def request(self, method: str, path: str, *args: Any, **how: Any) -> httpx.Response:
        """Send a request, and check the reply in the response as LivePerson reads it."""
        response = await super().request(method, path, *args, **how)
        if response.status_code == 200 and path.endswith(("/events", "/return")):
            check_reply(response.json())
        return response

    async def call(
        self, method: str, path: str, body: Any = None, authorization: str | None = "", **how: Any
    ) -> httpx.Response:
        """Send a request; an empty authorization is a good one, None is none."""
        if authorization == "":
            return await self.request(method, path, body, self.headers, **how)
        headers = {"Authorization": authorization} if authorization is not None else {}
        return await self.request(method, path, body, headers, **how)

    async def create(self, conversation: str = CONVERSATION, **body: Any) -> httpx.Response:
        self._created.add(conversation)
        path = PATH.replace(CONVERSATION, conversation)
        return await self.call("PUT", path, {"sdes": ATTRIBUTES, "context": CONTEXT} | body)

    async def open_conversation(self, customer: str | None = None) -> None:
        if (customer or CONVERSATION) not in self._created:
            await self.create(customer or CONVERSATION)

    async def show_return(self, customer: str | None = None) -> None:
        await self.create(customer or CONVERSATION)

    async def deliver(self, event: Any, conversation: str = CONVERSATION) -> httpx.Response:
        """Deliver an event, of a conversation that may be unknown."""
        path = PATH.replace(CONVERSATION, conversation)
        return await self.call("POST", f"{path}/events", event)

    async def say(self, text: str, sequence: int | None = 0, **event: Any) -> list[dict[str, Any]]:
        """Deliver a text and return the items of the reply."""
        await self.open_conversation()
        response = await self.deliver(text_event(text, sequence, **event))
        assert response.status_code == 200, response.text
        items: list[dict[str, Any]] = response.json()["response"]
        return items

    async def reply_to_hi(self, *replies: dict[str, Any]) -> list[dict[str, Any]]:
        """Let Rasa reply to `Hi` with these messages, and return the items of the reply."""
        self.rasa.replies("Hi", *replies)
        return await self.say("Hi")

    def keep_reply(self, customer: str, number: int, response: httpx.Response) -> None:
        if response.status_code == 200:
            self._replies[customer, number] = public_texts(response.json()["response"])

    def texts_to(self, customer: str | None = None) -> list[str]:
        replies = self._replies.items()
        mine = [texts for (to, _), texts in replies if to == (customer or CONVERSATION)]
        return [text for texts in mine for text in texts]
