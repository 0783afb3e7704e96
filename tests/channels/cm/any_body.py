"""Bodies that the router might send, right and nearly right, and the requests that carry them."""

import json

from hypothesis import strategies as st

from tests.channels.cm.bot import ACCOUNT, TOKEN
from tests.channels.strategies import json_of, objects

NAMES = [
    *("chat", "Chat", "id", "accountId", "channel", "conversationClientId", "sessionId"),
    *("conversationHostId", "conversationMessages", "conversationEvents", "$type", "$Type"),
    *("direction", "createdOn", "text", "Text", "chatId", "context", "targetAdaptersInfo"),
]
WORDS = [
    *("text", "Text", "media", "ClientOriginated", "ClientTerminated", "RouterSessionEnded"),
    *(ACCOUNT, "chat-1", "/restart", " "),
]
JSON = json_of(NAMES, WORDS)
KINDS = st.sampled_from([*WORDS, "\ud800", ""])
CHATS = objects(
    {"id": st.just("chat-1") | JSON, "accountId": st.just(ACCOUNT)},
    **dict.fromkeys(("channel", "conversationClientId", "sessionId"), JSON),
)
GOOD_CHAT = st.just(
    {"id": "chat-1", "accountId": ACCOUNT, "channel": "c"}
    | {"conversationClientId": "client-1", "conversationHostId": "h"}
)
MESSAGES = objects(
    {"$type": KINDS, "direction": KINDS | st.just("ClientOriginated")},
    id=JSON,
    createdOn=JSON,
    text=st.text(max_size=9) | JSON,
)
EVENTS = objects({"$type": KINDS}, id=JSON, createdOn=JSON)
DELIVERIES = objects(
    {"chat": GOOD_CHAT | CHATS},
    conversationMessages=st.lists(MESSAGES, max_size=4) | JSON,
    conversationEvents=st.lists(EVENTS, max_size=4) | JSON,
)
HANDOVERS = objects({"chatId": KINDS, "accountId": st.just(ACCOUNT)})
BODIES = (JSON | DELIVERIES | HANDOVERS).map(lambda body: json.dumps(body).encode())
SETTINGS = {"handover_means": "return", "return_after_seconds": 0.001}
HEADERS = {"X-Handoff-Token": TOKEN, "Authorization": f"Bearer {TOKEN}"}
PATHS = ("/message", "/event", "/handover", "/conversations/chat-1/return")


def prepare(control):
    """Let CM.com accept every message of the bot, to whatever chat."""
    control.fault("twoway", "status", None, status=201)


async def send(bot, content):
    """Send a body to every path, for a chat that agents have."""
    bot.store.store.clear()  # what was written before would be read again each time
    await bot.hand_over("chat-1")
    responses = [await bot.post(path, None, HEADERS, content=content) for path in PATHS]
    assert responses[2].status_code in (201, 413)
    return responses


async def send_token(bot, token):
    """Use a wrong token in every place that can hold one."""
    return [
        await bot.post("/message", {}, {"X-Handoff-Token": token}),
        await bot.post("/event", {}, {}, params={"token": token}),
        await bot.post("/handover", {}, {"X-Handoff-Token": token}),
        await bot.give_back(token=token),
    ]
