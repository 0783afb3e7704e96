"""Well-formed calls to the imitated CM.com."""

from typing import Any

import httpx

from sandbox.vendors.cm.manifest import MANIFEST
from tests.sandbox.stand_in import Answer, Received
from tests.sandbox.vendors.driver import VendorDriver, without_none

ACCOUNT = "6d1f7a90-2c4e-4b8a-9e35-7f0c1b2a3d4e"
CHAT = "47e755ad-69a2-4139-a610-c53d0c8deb4b"
TOKEN = "sandbox-product-token"
CHANNEL, BOT, MSC = (f"sandbox-{name}-adapter" for name in ("channel", "bot", "msc"))
DISABLE_BOT = [{"$type": "disableComponent", "ComponentId": "CMBot"}]
TWO_WAY = f"/conversational/twoway/v2/accounts/{ACCOUNT}/adapters/{BOT}"
WITH_BOT = {(CHANNEL, BOT), (BOT, CHANNEL)}


def mutations_of(chat: str, account: str = ACCOUNT) -> str:
    """The path of the mutations of a chat."""
    return f"/conversational/control/v1/accounts/{account}/chats/{chat}/routing/mutationrequests"


def rule(
    action: str, source: str | None, target: str | None, operator: str = "And"
) -> dict[str, Any]:
    """One mutation; an adapter that is None is left out."""
    adapters = without_none({"sourceAdapterId": source, "targetAdapterId": target})
    return {"$type": "ruleMutation", "action": action, "operator": operator, **adapters}


HAND_OVER = [
    rule("Disable", CHANNEL, BOT),
    rule("Enable", CHANNEL, MSC),
    rule("Enable", MSC, CHANNEL),
]
TAKE_BACK = [
    rule("Enable", CHANNEL, BOT),
    rule("Disable", CHANNEL, MSC),
    rule("Disable", MSC, CHANNEL),
]
CONTEXT = {
    "RoutingKeywords": "billing",
    "WebStoreReferrer": "https://shop.example.org",
    "CustomerInfo": '{"name": "Jane Doe", "email": "jane@example.org"}',
}
# The customer of that chat, on CM.com's own channel.
CLIENT = f"client-{CHAT}"
ADDRESS = {
    "accountId": ACCOUNT,
    "channel": "CXWebConversations",
    "conversationHostId": "sandbox-web-conversations",
}
TEXT = {"$type": "text", "direction": "ClientTerminated", "text": "Hi"}


class CM(VendorDriver):
    """Calls with the credentials of the default account."""

    manifest = MANIFEST
    subject = CHAT
    query = {"apikey": "sandbox-presence-key", "Channel": "WebChat"}
    secrets = (TOKEN, "sandbox-presence-key")

    accepted = 201
    attempts = 4
    is_called_by_the_bot = True
    token = ("x-handoff-token", "sandbox-cm-webhook-token")
    masked = ["***", "Bearer ***"]
    recorded = {
        "skill_name": "billing",
        "fields": {"Mutations": HAND_OVER, "Context": CONTEXT},
    }
    refusal_reason = "the product token is not valid"
    changed = {"presence": {"shape": "lower"}, "removed_chats": ["another"]}

    def presence(self, **changes: str | None) -> httpx.Response:
        """Ask who is online."""
        query = without_none({**self.query, **changes})
        return self.raw("presence", "GET", "/api/v1", params=query)

    def mutate(
        self,
        mutations: Any = HAND_OVER,
        chat: str = CHAT,
        token: str | None = TOKEN,
        account: str = ACCOUNT,
        **body: Any,
    ) -> httpx.Response:
        """Ask for a mutation, by default a hand-over."""
        body = without_none({"ChatId": chat, "Mutations": mutations, **body})
        headers = without_none({"x-cm-producttoken": token})
        return self.raw("router", "POST", mutations_of(chat, account), json=body, headers=headers)

    def says(
        self,
        *texts: str,
        client: str = "client-c1",
        adapter: str = BOT,
        token: str | None = TOKEN,
        account: str = ACCOUNT,
        body: dict[str, Any] | None = None,
        **chat: Any,
    ) -> httpx.Response:
        """Send texts over TwoWay; `chat` changes keys of the chat, `body` those of the body."""
        address = {"id": "ignored", **ADDRESS, "conversationClientId": client, **chat}
        messages = [{**TEXT, "text": text} for text in texts or ["Hi"]]
        whole = {"chat": without_none(address), "conversationMessages": messages, **(body or {})}
        path = f"/conversational/twoway/v2/accounts/{account}/adapters/{adapter}"
        headers = without_none({"x-cm-producttoken": token})
        return self.raw("router", "POST", path, json=whole, headers=headers)

    def answers(self, *texts: str) -> None:
        def answer(request: Received) -> Answer:
            if texts and b"conversationMessages" in request.content:
                client = request.body["chat"]["conversationClientId"]
                assert self.says(*texts, client=client).status_code == 201
            return 201, {}

        self.bot.answer = answer

    def says_later(self, text: str) -> int:
        return self.says(text, client=CLIENT).status_code

    @property
    def deliveries(self) -> list[Received]:
        return self.bot.at("/webhooks/cm/message")

    def retry_less(self) -> int:
        self.admin.set_bot(redeliveries=1)
        return 2

    def links(self, chat: str = CHAT) -> set[tuple[str, str]]:
        """The links of a chat that are enabled."""
        links = self.admin.chats()[chat]
        return {(link["source"], link["target"]) for link in links if link["enabled"]}

    def hand_over(self, conversation: str | None = None) -> httpx.Response:
        return self.mutate(chat=conversation or CHAT, Context=CONTEXT)

    @property
    def is_with_bot(self) -> bool:
        return super().is_with_bot and self.links() == WITH_BOT

    def take_back(self) -> httpx.Response:
        """Give the chat to the bot again."""
        return self.mutate(TAKE_BACK)

    def hand_over_wrongly(self) -> httpx.Response:
        return self.mutate(token="wrong")

    def show_credentials(self) -> list[str]:
        self.presence()
        self.hand_over()
        self.mutate(token=f"Bearer {TOKEN}")
        return [call["headers"]["x-cm-producttoken"] for call in self.calls("mutation")]

    def change_everything(self) -> None:
        self.hand_over()
        self.admin.remove_chat("another")
        self.admin.set_channel("SMS", online=False)
        self.admin.set_web_store("https://other.example.org", online=True)
        self.admin.set_presence("lower")
        self.admin.set_mutation(status=201, body={})
        self.admin.set_handover_endpoint("http://127.0.0.1:9")
        self.admin.set_bot(token="another", header="X-Mine")

    def complains(self, response: httpx.Response, complaint: str) -> bool:
        if response.status_code == 401:
            return not response.content and "www-authenticate" not in response.headers
        is_json = "json" in response.headers["content-type"]
        text = response.json()["message"] if is_json else response.text
        return complaint in text and "Jane" not in text

    def _says_in_chat(self) -> httpx.Response:
        self.use_channel("c1", "cm")
        return self.says("Hello.")

    each_call = {
        "presence": (presence, 200),
        "mutation": (hand_over, 200),
        "twoway": (_says_in_chat, 201),
    }
