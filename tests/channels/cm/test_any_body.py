"""Whatever arrives is taken or refused; it is never an error of ours."""

import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.channels.cm.platform import ACCOUNT, TOKEN, Bot

NAMES = st.sampled_from(
    [
        *("chat", "Chat", "id", "accountId", "channel", "conversationClientId", "sessionId"),
        *("conversationHostId", "conversationMessages", "conversationEvents", "$type", "$Type"),
        *("direction", "createdOn", "text", "Text", "chatId", "context", "targetAdaptersInfo"),
    ]
)
WORDS = st.sampled_from(
    [
        *("text", "Text", "media", "ClientOriginated", "ClientTerminated", "RouterSessionEnded"),
        *(ACCOUNT, "chat-1", "/restart", "\ud800", "", " "),
    ]
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=8)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=20,
)
CHATS = st.fixed_dictionaries(
    {"id": st.just("chat-1") | LEAVES, "accountId": st.just(ACCOUNT)},
    optional=dict.fromkeys(("channel", "conversationClientId", "sessionId"), WORDS | LEAVES),
)
GOOD_CHAT = st.just(
    {"id": "chat-1", "accountId": ACCOUNT, "channel": "c"}
    | {"conversationClientId": "client-1", "conversationHostId": "h"}
)
MESSAGES = st.fixed_dictionaries(
    {"$type": WORDS, "direction": WORDS | st.just("ClientOriginated")},
    optional={"id": LEAVES, "createdOn": JSON, "text": st.text(max_size=9) | LEAVES},
)
EVENTS = st.fixed_dictionaries({"$type": WORDS}, optional={"id": JSON, "createdOn": JSON})
DELIVERIES = st.fixed_dictionaries(
    {"chat": GOOD_CHAT | CHATS},
    optional={
        "conversationMessages": st.lists(MESSAGES, max_size=4) | JSON,
        "conversationEvents": st.lists(EVENTS, max_size=4) | JSON,
    },
)
HANDOVERS = st.fixed_dictionaries({"chatId": WORDS, "accountId": st.just(ACCOUNT)})
HEADERS = {"X-Handoff-Token": TOKEN, "Authorization": f"Bearer {TOKEN}"}
PATHS = ("/message", "/event", "/handover", "/conversations/chat-1/return")


@pytest.fixture(scope="module")
def talk(loop):
    bot = Bot(max_body_bytes=4096, handover_means="return", return_after_seconds=0.001)
    loop.run_until_complete(bot.start())
    yield bot
    loop.run_until_complete(bot.stop())


def check(loop, talk, caplog, content):
    caplog.clear()

    async def calls():
        talk.store.store.clear()  # what was said before would be read again each time
        await talk.away(to="chat-1")
        return [await talk.call(path, None, HEADERS, content=content) for path in PATHS]

    answers = loop.run_until_complete(calls())
    for answer in answers:
        assert answer.status_code in (200, 201, 400, 404, 413)
        assert isinstance(answer.json(), dict)
    assert answers[2].status_code in (201, 413)
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


@given(body=JSON | DELIVERIES | HANDOVERS)
def test_any_json_is_taken_or_refused(loop, talk, caplog, body):
    check(loop, talk, caplog, json.dumps(body).encode())


@given(raw=st.binary(max_size=5000))
def test_any_bytes_are_taken_or_refused(loop, talk, caplog, raw):
    check(loop, talk, caplog, raw)


@given(body=HANDOVERS, cut=st.integers(0, 80))
def test_any_half_of_a_hand_over_is_taken(loop, talk, body, cut):
    content = json.dumps(body).encode()[:cut]

    answer = loop.run_until_complete(talk.hand_over(content))

    assert answer.status_code == 201


@given(token=st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1))
def test_anything_that_is_not_the_token_is_a_401(loop, talk, token):
    before = len(talk.rasa.heard)

    async def calls():
        return [
            await talk.call("/message", {}, {"X-Handoff-Token": token}),
            await talk.call("/event", {}, {}, params={"token": token}),
            await talk.call("/handover", {}, {"X-Handoff-Token": token}),
            await talk.give_back(token=token),
        ]

    answers = loop.run_until_complete(calls())

    assert [answer.status_code for answer in answers] == [401] * 4
    assert len(talk.rasa.heard) == before
