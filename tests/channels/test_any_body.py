"""Whatever arrives is taken or refused; it is never an error of ours."""

import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.channels.cm.bot import delivery, handover, picture, session_end, text_message
from tests.channels.liveperson.bot import ATTRIBUTES, CONTEXT, text_event
from tests.channels.parley.bot import action, flat, merging, message
from tests.channels.scripted_rasa import memory_store
from tests.channels.strategies import bodies_like, bytes_like
from tests.channels.vendors import VENDORS

TOKENS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1)
OTHER_DIRECTION = text_message("Hi", direction="ClientTerminated")
EXAMPLES = {
    "cm": [
        delivery("Hello", picture(), OTHER_DIRECTION) | session_end(),
        delivery(channel=None, conversationClientId=None),
        json.loads(handover(context="{}")),
    ],
    "liveperson": [
        text_event("Hello", metadata=[{"type": "ExternalId", "id": "/affirm"}]),
        {"type": "CONVERSATION", "source": "CONVERSATION", "data": {"name": "STARTED"}},
        {"type": "RICH_CONTENT", "data": {"content": {"elements": [{"text": "Hi"}]}}},
        {"type": "hosted-file", "data": {"relativePath": "a/b", "fileType": "PNG"}},
        {"sdes": ATTRIBUTES, "context": CONTEXT},
    ],
    "parley": [
        message("Hello", image="x"),
        flat(message("user_registered", typeId=2)),
        action(),
        merging("1", "2"),
        {"type": "event", "body": {"name": "startTyping", "body": {}, "user": {"id": "1"}}},
    ],
}
SETTINGS = {"cm": {"handover_means": "return", "return_after_seconds": 0.001}}


@pytest.fixture(scope="module", params=VENDORS)
def channel(request, loop, sandbox_control):
    """A bot that lives for all the examples, and examples of what its vendor sends."""
    sandbox_control.reset()
    # CM.com accepts every message of the bot, to whatever chat.
    sandbox_control.fault("twoway", "status", None, status=201)
    settings = SETTINGS.get(request.param, {})
    bot = VENDORS[request.param](sandbox_control, memory_store(), max_body_bytes=4096, **settings)
    loop.run_until_complete(bot.start())
    yield bot, EXAMPLES[request.param]
    loop.run_until_complete(bot.stop())


async def send(bot, content):
    """Send a body to every path, about a customer whom agents have."""
    bot.store.store.clear()  # what was written before would be read again each time
    await bot.hand_over()
    await bot.open_conversation()
    return {path: await bot.send(content, path, method) for method, path in bot.requests}


@pytest.mark.parametrize("strategy", [bodies_like, bytes_like], ids=["json", "bytes"])
@given(data=st.data())
def test_any_body_is_taken_or_refused(loop, channel, caplog, strategy, data):
    bot, examples = channel
    caplog.clear()

    responses = loop.run_until_complete(send(bot, data.draw(strategy(*examples))))

    for path, response in responses.items():
        assert response.status_code in (200, 201, 400, 404, 409, 413)
        assert isinstance(response.json(), dict)
        # A hand-over is reported in any shape.
        assert path != "/handover" or response.status_code in (201, 413)
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


@given(token=TOKENS)
def test_anything_that_is_not_the_token_is_a_401(loop, channel, token):
    bot, _ = channel
    before = len(bot.rasa.messages)
    wrong = [
        *({"headers": {name: token}} for name in bot.headers | bot.return_headers),
        *({"headers": {name: f"Bearer {token}"}} for name in bot.headers | bot.return_headers),
        {"headers": {}, "params": {"token": token}},
    ]

    async def send_all():
        requests = [(request, each) for request in bot.requests for each in wrong]
        return [await bot.request(*request, {}, **each) for request, each in requests]

    responses = loop.run_until_complete(send_all())

    assert {response.status_code for response in responses} == {401}
    assert len(bot.rasa.messages) == before
