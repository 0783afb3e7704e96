"""Bodies that LivePerson might send, right and nearly right, and what a bot may reply."""

import json

from hypothesis import strategies as st

from tests.channels.liveperson.bot import PATH
from tests.channels.strategies import json_of, objects

NAMES = [
    *("type", "source", "data", "context", "message", "content", "lpEvent", "sequence"),
    *("metadata", "id", "name", "sdes", "visitor", "elements", "text", "skillId", "dialogId"),
]
WORDS = [
    *("TEXT", "RICH_CONTENT", "START", "CLOSE_CONVERSATION", "CONVERSATION", "hosted-file"),
    *("CONSUMER", "STARTED", "ExternalId", "MESSAGING", "CHAT", "/restart"),
]
JSON = json_of(NAMES, WORDS)
KINDS = st.sampled_from([*WORDS, "\ud800", ""])
EVENTS = objects(
    {"type": KINDS},
    source=KINDS,
    data=objects(message=st.text(), content=JSON) | JSON,
    context=objects({"lpEvent": JSON}) | JSON,
)
# What a bot may reply, in Rasa's format.
REPLIES = objects(
    text=st.text(max_size=9) | st.none(),
    custom=st.dictionaries(
        st.sampled_from(["liveperson", "human_handoff"]),
        JSON | objects({"transfer": JSON, "summary": JSON}),
    ),
    image=st.text(max_size=9),
    attachment=JSON,
)
BODIES = (JSON | EVENTS).map(lambda body: json.dumps(body).encode())
SETTINGS = {}


def prepare(control):
    """Leave the sandbox as it is."""


async def send(bot, content):
    """Send a body as a conversation, and as an event of one that there is."""
    created = await bot.call("PUT", PATH, content=content)
    await bot.create()
    return [created, await bot.deliver(content=content)]


async def send_token(bot, token):
    return [
        await bot.call("PUT", PATH, {}, authorization=authorization)
        for authorization in (token, f"Bearer {token}")
    ]
