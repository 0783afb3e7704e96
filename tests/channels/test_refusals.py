"""Every vendor's requests: who and what is refused, with which status, and that nothing changes."""

import gzip
import json

import pytest

from tests.channels.bot_under_test import RETURN_TOKEN
from tests.channels.cm.bot import chat, delivery, text_message
from tests.channels.liveperson.bot import text_event
from tests.channels.scripted_rasa import memory_store
from tests.channels.vendors import SENDING, cases, only


def without(name):
    return {"chat": chat(**{name: None}), "conversationMessages": [text_message("Hi")]}


def messages(listed):
    return {"chat": chat(), "conversationMessages": listed}


NO_JSON = [
    b"",
    b"not json",
    b"\xff\xfe",
    b"[]",
    b"null",
    b'"Hi"',
    b"{}",
    b"1",
    b"{",
    b'{"a":}',
    b'{"a": NaN}',
    b'{"a": -Infinity}',
    b'{"a": 1e999}',
    b"[" * 100_000,
    b'{"a":' * 50_000,
]
WRONG_DELIVERIES = [
    *NO_JSON,
    gzip.compress(json.dumps(delivery("Hi")).encode()),
    b'{"chat": []}',
    json.dumps(delivery("Hi")).replace('"Hi"', "NaN"),
    json.dumps(delivery("Hi"))[:-1],
    *map(without, ("id", "accountId", "channel", "conversationClientId", "conversationHostId")),
    {"chat": chat(id=7)},
    {"chat": chat(id="a b")},
    {"chat": chat(id="x" * 201)},
    {"chat": chat(accountId="")},
    messages({}),
    messages(["Hi"]),
    messages([None]),
    messages([text_message(7)]),
    messages([text_message("Hi", direction=None)]),
    messages([text_message("Hi", **{"$type": None})]),
    messages([text_message("Hi"), {}]),
    {"chat": chat(), "conversationEvents": "RouterSessionEnded"},
    {"chat": chat(), "conversationEvents": [{}]},
]
WRONG_EVENTS = [
    *NO_JSON,
    gzip.compress(json.dumps(text_event("Hi")).encode()),
    b'{"type": "TEXT"}',
    b'{"type": "TEXT", "data": []}',
    b'{"type": "TEXT", "data": {"message": 7}}',
    b'{"type": "RICH_CONTENT", "data": {"content": "x"}}',
    b'{"type": 7}',
    b'{"data": {}}',
    b'{"type": "TEXT", "data": {"message": NaN}}',
    b'{"type": "X", "data": {"number": 1e999}}',
]
WRONG_PAYLOADS = [
    *NO_JSON,
    b'{"type": "message"}',
    b'{"type": "message", "body": []}',
    b'{"type": "message", "body": null}',
    b'{"type": 7, "body": {}}',
    b'{"type": "", "body": {}}',
    b'{"body": {}}',
    b'{"type": "event", "body": {"a": NaN}}',
    b'{"type": "event", "body": ' + b"[" * 4000,
]
# A path, None for that of the customer's messages, and a body.
WRONG = {
    "cm": [(path, body) for path in ("/message", "/event") for body in WRONG_DELIVERIES],
    "liveperson": [(None, body) for body in WRONG_EVENTS],
    "parley": [(None, body) for body in WRONG_PAYLOADS],
}


@pytest.mark.parametrize(**cases("wrong", WRONG))
async def test_what_has_another_shape_is_a_400_and_one_line_in_the_log(start, wrong, log_lines):
    path, body = wrong
    bot = await start(store=memory_store())
    await bot.hand_over()
    response = await bot.send(json.dumps(body) if isinstance(body, dict) else body, path)

    assert (response.status_code, list(response.json())) == (400, ["message"])
    assert [line.count("\n") for line in log_lines()] == [0]
    assert (bot.rasa.texts, await bot.state()) == ([], "with_agent")
    await bot.show_return()
    assert (await bot.write("Hi")).status_code == bot.accepted
    assert bot.rasa.texts[-1] == "Hi"


async def test_a_body_that_is_too_large_is_a_413_on_every_path_however_it_is_sent(start, log_lines):
    async def pieces():
        for _ in range(3):
            yield b"x" * 1000

    bot = await start(max_body_bytes=2000)
    responses = [
        await bot.send(content(), path, method)
        for method, path in bot.requests
        for content in (lambda: b"x" * 3000, pieces)
    ]

    assert {response.status_code for response in responses} == {413}
    assert (bot.rasa.messages, len(log_lines())) == ([], 2 * len(bot.requests))
    assert (await bot.write("Hi")).status_code == bot.accepted


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_nothing_but_post_is_answered(bot, method):
    response = await bot.request(method, bot.message_path, headers=bot.headers)

    assert response.status_code == 405


async def test_without_a_token_no_byte_of_the_body_is_waited_for(bot):
    path = f"/webhooks/{bot.channel.name()}{bot.message_path}"
    line = await bot.first_line(
        f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"
    )

    assert line.split()[1] == b"401"


async def test_half_a_character_reaches_rasa_as_a_question_mark(bot):
    await bot.write("Hello")
    body = json.dumps(bot.payload("hi XX")).replace("XX", "\\ud800 \\ud83d\\ude00").encode()

    assert (await bot.send(body)).status_code == bot.accepted
    assert bot.rasa.texts == ["Hello", "hi ? \U0001f600"]


@pytest.mark.parametrize(**only(SENDING))
async def test_another_header_may_hold_the_token(start):
    bot = await start(token_header="X-Own")
    refused = await bot.write("Hello")
    token = next(iter(bot.headers.values()))
    response = await bot.post(bot.message_path, bot.payload("Hello"), {"x-own": token})

    assert (refused.status_code, response.status_code) == (401, bot.accepted)
    assert bot.rasa.texts == ["Hello"]


@pytest.mark.parametrize(**only(SENDING))
async def test_a_return_token_of_its_own_opens_the_return_and_nothing_else(start):
    bot = await start(return_token=RETURN_TOKEN)
    await bot.hand_over_and_return()
    stolen = dict.fromkeys(bot.headers, RETURN_TOKEN)
    refused = [
        await bot.give_back(),
        await bot.post(bot.message_path, bot.payload("Hello"), stolen),
    ]

    assert [response.status_code for response in refused] == [401, 401]
    assert bot.rasa.messages == []
    assert (await bot.give_back(token=RETURN_TOKEN)).json() == {"returned": True}
