"""LivePerson's side of the Custom Endpoint, and a Rasa that does as it is told."""

from __future__ import annotations

import base64
import time
from typing import Any

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sanic import response

from human_handoff_channels.liveperson import LivePersonInput
from tests.channels.liveperson.schemas import check
from tests.channels.rasa_server import Agent, Rasa, RasaServer

ACCOUNT = "12345678"
BOT = "1e9bebc6-0403-43a1-9a5e-2e17ca876568"
SCOPE = "thirdpartybots.customendpoint.bot"
CONVERSATION = "608b2868-f686-4b89-891f-497816958cfc"
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


def jwk(key: rsa.RSAPrivateKey = KEY, kid: str = "k1", **other: Any) -> dict[str, Any]:
    numbers = key.public_key().public_numbers()
    parts = {
        name: base64.urlsafe_b64encode(value.to_bytes((value.bit_length() + 7) // 8, "big"))
        .rstrip(b"=")
        .decode()
        for name, value in (("n", numbers.n), ("e", numbers.e))
    }
    return {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid, **parts, **other}


def token(key: Any = KEY, algorithm: str = "RS256", kid: str | None = "k1", **claims: Any) -> str:
    """An AppJWT; a claim that is None is left out."""
    now = int(time.time())
    whole = {
        "iss": "Sentinel",
        "aud": ACCOUNT,
        "azp": "client-1",
        "scope": SCOPE,
        "iat": now,
        "exp": now + 3600,
        **claims,
    }
    said = {name: value for name, value in whole.items() if value is not None}
    return jwt.encode(said, key, algorithm=algorithm, headers={"kid": kid} if kid else None)


def text_event(words: str, sequence: int | None = 0, **event: Any) -> dict[str, Any]:
    """The document's figure 2.5."""
    said = {"type": "ContentEvent", "message": words, "contentType": "text/plain"}
    numbered = {} if sequence is None else {"sequence": sequence}
    lp_event = {
        **numbered,
        "serverTimestamp": 1649331017991,
        "event": said,
        "conversationId": CONVERSATION,
        "dialogId": CONVERSATION,
        "metadata": [],
        "messageAudience": "ALL",
        **event,
    }
    return {
        "type": "TEXT",
        "source": "CONSUMER",
        "data": {"message": words},
        "context": {"lpEvent": lp_event},
    }


class Bot:
    """The channel in a real Sanic server on a free port, called as LivePerson calls it."""

    def __init__(self, tracker_store: Any = None, **settings: Any) -> None:
        self.rasa = Rasa()
        self.agent = Agent(self.rasa, tracker_store)
        self.jwks: Any = {"keys": [jwk()]}
        self.jwks_calls = 0
        self._server = RasaServer()
        self.port = self._server.port
        if "public_key" not in settings:
            settings.setdefault("jwks_url", f"http://127.0.0.1:{self.port}/keys")
        self.settings = {"account": ACCOUNT, "bots": {BOT: ["draft", "production"]}, **settings}

    async def start(self) -> None:
        async def keys(request: Any) -> Any:
            self.jwks_calls += 1
            if self.jwks is None:
                return response.text("down", status=503)
            return response.json(self.jwks)

        channel = LivePersonInput.from_credentials(self.settings)
        self._client = await self._server.serve(
            channel, self.agent, lambda app: app.add_route(keys, "/keys")
        )

    async def stop(self) -> None:
        await self._server.stop()

    async def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        content: Any = None,
        authorization: str | None = "",
    ) -> httpx.Response:
        """Send one call; an empty authorization is a good one, None is none."""
        if authorization == "":
            authorization = f"Bearer {token()}"
        headers = {"Authorization": authorization} if authorization is not None else {}
        given = {"content": content} if content is not None else {}
        given |= {"json": body} if body is not None else {}
        answer = await self._client.request(method, path, headers=headers, **given)
        if answer.status_code == 200:
            check(method, path, answer.json())
        return answer

    async def create(self, conversation: str = CONVERSATION, **body: Any) -> httpx.Response:
        path = f"/v1/bots/{BOT}/environments/draft/conversations/{conversation}"
        return await self.call("PUT", path, {"sdes": ATTRIBUTES, "context": CONTEXT} | body)

    async def deliver(self, event: Any, conversation: str = CONVERSATION, **how: Any) -> Any:
        path = f"/v1/bots/{BOT}/environments/draft/conversations/{conversation}/events"
        return await self.call("POST", path, event, **how)

    async def say(self, words: str, sequence: int | None = 0, **event: Any) -> list[dict[str, Any]]:
        """Deliver a text and return the items of the answer."""
        answer = await self.deliver(text_event(words, sequence, **event))
        assert answer.status_code == 200, answer.text
        return answer.json()["response"]


def said(items: list[dict[str, Any]]) -> list[str]:
    """What everybody reads of an answer."""
    return [
        item["data"]["message"]
        for item in items
        if item["type"] == "TEXT" and item["data"].get("messageAudience", "ALL") == "ALL"
    ]
