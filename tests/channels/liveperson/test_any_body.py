"""Whatever arrives: an answer that LivePerson can read, or a refusal; never an error of ours."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.channels.liveperson.platform import BOT, CONVERSATION

TALK = f"/v1/bots/{BOT}/environments/draft/conversations/{CONVERSATION}"
NAMES = st.sampled_from(
    [
        *("type", "source", "data", "context", "message", "content", "lpEvent", "sequence"),
        *("metadata", "id", "name", "sdes", "visitor", "elements", "text", "skillId", "dialogId"),
    ]
)
WORDS = st.sampled_from(
    [
        *("TEXT", "RICH_CONTENT", "START", "CLOSE_CONVERSATION", "CONVERSATION", "hosted-file"),
        *("CONSUMER", "STARTED", "ExternalId", "MESSAGING", "CHAT", "/restart", "\ud800", ""),
    ]
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=8)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=20,
)
EVENTS = st.fixed_dictionaries(
    {"type": WORDS},
    optional={
        "source": WORDS,
        "data": st.fixed_dictionaries({}, optional={"message": st.text(), "content": JSON}) | JSON,
        "context": st.fixed_dictionaries({"lpEvent": JSON}) | JSON,
    },
)
SAID = st.fixed_dictionaries(
    {},
    optional={
        "text": st.text(max_size=9) | st.none(),
        "custom": st.dictionaries(
            st.sampled_from(["liveperson", "human_handoff"]),
            JSON | st.fixed_dictionaries({"transfer": JSON, "summary": JSON}),
        ),
        "image": st.text(max_size=9),
        "attachment": JSON,
    },
)


@pytest.fixture(scope="module")
def talk(loop):
    from tests.channels.liveperson.platform import Bot

    bot = Bot(max_body_bytes=4096)
    loop.run_until_complete(bot.start())
    yield bot
    loop.run_until_complete(bot.stop())


@given(body=JSON | EVENTS)
def test_any_json_is_answered_or_refused(loop, talk, body):
    raw = json.dumps(body).encode()

    async def calls():
        put = await talk.call("PUT", TALK, content=raw)
        await talk.create()
        return put, await talk.deliver(None, content=raw)

    for answer in loop.run_until_complete(calls()):
        assert answer.status_code in (200, 400, 413)
        assert isinstance(answer.json(), dict)


@given(raw=st.binary(max_size=5000))
def test_any_bytes_are_refused_or_answered(loop, talk, raw):
    loop.run_until_complete(talk.create())

    answer = loop.run_until_complete(talk.deliver(None, content=raw))

    assert answer.status_code in (200, 400, 413)
    assert isinstance(answer.json(), dict)


@given(header=st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1))
def test_any_header_that_is_no_token_is_a_401(loop, talk, header):
    for authorization in (header, f"Bearer {header}"):
        call = talk.call("PUT", TALK, {}, authorization=authorization)
        assert loop.run_until_complete(call).status_code == 401


@given(said=st.lists(SAID, max_size=5), number=st.integers())
def test_whatever_the_bot_says_liveperson_can_read_the_answer(loop, talk, said, number):
    talk.rasa.says("Hi", *said)

    async def calls():
        await talk.create("another")
        event = {"type": "TEXT", "data": {"message": "Hi", "said": repr(said), "n": number}}
        path = TALK.replace(CONVERSATION, "another")
        return await talk.call("POST", f"{path}/events", event)

    assert loop.run_until_complete(calls()).status_code == 200  # checked against the schemas
