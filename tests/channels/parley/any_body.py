"""Payloads that Parley might send, right and nearly right, and the requests that carry them."""

import json

from hypothesis import strategies as st

from tests.channels.parley.bot import USER, message
from tests.channels.strategies import json_of, objects

NAMES = ["type", "body", "user", "id", "message", "typeId", "time", "image", "from", "to", "name"]
JSON = json_of(NAMES, ["message", "action", "clientMerging", "user_registered", USER])
USERS = objects({"id": JSON}, uniqueIdentifier=JSON)
INNER = objects(
    message=st.text() | JSON,
    id=JSON,
    typeId=st.sampled_from([1, "1", 2]) | JSON,
    **dict.fromkeys(("time", "image", "from", "to"), JSON),
)
PAYLOADS = objects(
    {
        "type": st.sampled_from(["message", "event", "action", "clientMerging", "x"]),
        "body": objects({"user": USERS | JSON, "body": INNER | JSON}) | JSON,
    }
)
BODIES = (JSON | PAYLOADS).map(lambda body: json.dumps(body).encode())
SETTINGS = {}


def prepare(control):
    """Leave the sandbox as it is."""


async def send(bot, content):
    """Send a body; the hand-over before it stays as it is."""
    if await bot.state() is None:
        await bot.hand_over()
    responses = [await bot.deliver(content=content)]
    assert await bot.state() == "with_agent"
    return responses


async def send_token(bot, token):
    return [
        await bot.post("/webhook", message("Hello"), {"Authorization": authorization})
        for authorization in (token, f"Bearer {token}")
    ]
