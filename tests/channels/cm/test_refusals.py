"""Who is refused, with which status, and that nothing changes."""

import asyncio
import gzip
import json
import logging

import pytest

from tests.channels.cm.platform import (
    ACCOUNT,
    CHAT,
    RETURN_TOKEN,
    TOKEN,
    chat,
    ended,
    handed_over,
    lines,
    message,
    running,
    said,
)

OWN = "X-Handoff-Token"
GOOD = {OWN: TOKEN}
CASES = [
    # path, headers, status
    ("/message", GOOD, 201),
    ("/message", {OWN.lower(): TOKEN}, 201),
    ("/message", {}, 401),
    ("/message", {OWN: ""}, 401),
    ("/message", {OWN: TOKEN[:-1]}, 401),
    ("/message", {OWN: TOKEN + "x"}, 401),
    ("/message", {OWN: TOKEN.upper()}, 401),
    ("/message", {OWN: f"Bearer {TOKEN}"}, 401),
    ("/message", {OWN: RETURN_TOKEN}, 401),
    ("/message", {OWN: "ü".encode() * 20}, 401),
    ("/message", {"Authorization": f"Bearer {TOKEN}"}, 401),
    (f"/message?token={TOKEN}", {}, 401),
    ("/event", GOOD, 201),
    (f"/event?token={TOKEN}", {}, 201),
    (f"/event?token={TOKEN}", {OWN: "another"}, 401),
    ("/event", {}, 401),
    ("/event?token=", {}, 401),
    ("/event?token=another", {}, 401),
    ("/event?token=%FF%FE", {}, 401),
    (f"/event?Token={TOKEN}", {}, 401),
    (f"/event?token=another&token={TOKEN}", {}, 401),
    (f"/event?token={RETURN_TOKEN}", {}, 401),
    ("/handover", GOOD, 201),
    ("/handover", {}, 401),
    (f"/handover?token={TOKEN}", {}, 401),
    (f"/conversations/{CHAT}/return", {"Authorization": f"Bearer {RETURN_TOKEN}"}, 200),
    (f"/conversations/{CHAT}/return", {"Authorization": f"Bearer {TOKEN}"}, 401),
    (f"/conversations/{CHAT}/return", {"Authorization": RETURN_TOKEN}, 401),
    (f"/conversations/{CHAT}/return", {"Authorization": f"Basic {RETURN_TOKEN}"}, 401),
    (f"/conversations/{CHAT}/return", {"Authorization": "Bearer"}, 401),
    (f"/conversations/{CHAT}/return", {OWN: RETURN_TOKEN}, 401),
    (f"/conversations/{CHAT}/return", {}, 401),
    (f"/conversations/{CHAT}/return?token={RETURN_TOKEN}", {}, 401),
]


@pytest.mark.parametrize(("path", "headers", "status"), CASES, ids=range(len(CASES)))
async def test_only_who_has_the_token_is_heard(caplog, path, headers, status):
    body = message("Hi") | ended()
    async with running(return_token=RETURN_TOKEN, handover_means="return") as bot:
        await bot.away()
        content = handed_over() if path.startswith("/handover") else json.dumps(body).encode()
        answer = await bot.call(path, None, headers, content=content)

        assert answer.status_code == status
        assert bool(bot.rasa.heard) == (status != 401)
        if status == 401:
            assert answer.json() == {"message": "Unauthorized"}
            assert await bot.state() == "with_agent"
            assert len(lines(caplog)) == 1
        assert not any(token in caplog.text for token in (TOKEN, RETURN_TOKEN))


async def test_the_headers_name_is_a_setting():
    async with running(token_header="Authorization") as bot:
        refused = await bot.deliver("Hi")
        answer = await bot.call("/message", message("Hi"), {"Authorization": TOKEN})

        assert (refused.status_code, answer.status_code) == (401, 201)


async def test_without_a_token_no_byte_of_the_body_is_waited_for():
    async with running() as bot:
        reader, writer = await asyncio.open_connection("127.0.0.1", bot.port)
        head = "POST /webhooks/cm/message HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"
        writer.write(head.encode())
        status = await asyncio.wait_for(reader.readline(), 10)
        writer.close()

        assert status.split()[1] == b"401"


def _without(name):
    return {"chat": chat(**{name: None}), "conversationMessages": [said("Hi")]}


WRONG = [
    b"",
    b"not json",
    b"\xff\xfe",
    b"[]",
    b"null",
    b"{}",
    b'{"chat": []}',
    b"[" * 100_000,
    gzip.compress(json.dumps(message("Hi")).encode()),
    json.dumps(message("Hi")).replace('"Hi"', "NaN"),
    json.dumps(message("Hi"))[:-1],
    *map(_without, ("id", "accountId", "channel", "conversationClientId", "conversationHostId")),
    {"chat": chat(id=7)},
    {"chat": chat(id="a b")},
    {"chat": chat(id="x" * 201)},
    {"chat": chat(accountId="")},
    {"chat": chat(), "conversationMessages": {}},
    {"chat": chat(), "conversationMessages": ["Hi"]},
    {"chat": chat(), "conversationMessages": [None]},
    {"chat": chat(), "conversationMessages": [said(7)]},
    {"chat": chat(), "conversationMessages": [said("Hi", direction=None)]},
    {"chat": chat(), "conversationMessages": [said("Hi", **{"$type": None})]},
    {"chat": chat(), "conversationMessages": [said("Hi"), {}]},
    {"chat": chat(), "conversationEvents": "RouterSessionEnded"},
    {"chat": chat(), "conversationEvents": [{}]},
]


@pytest.mark.parametrize("path", ["/message", "/event"])
@pytest.mark.parametrize("body", WRONG, ids=range(len(WRONG)))
async def test_what_has_another_shape_is_a_400_and_one_line_in_the_log(caplog, path, body):
    async with running() as bot:
        await bot.away()
        content = json.dumps(body) if isinstance(body, dict) else body
        answer = await bot.call(path, content=content)
        recovered = await bot.deliver("Hi")

        assert (answer.status_code, list(answer.json())) == (400, ["message"])
        assert [line.count("\n") for line in lines(caplog)] == [0]
        assert recovered.status_code == 201
        assert bot.rasa.words[-1] == "Hi"


@pytest.mark.parametrize("path", ["/message", "/event"])
async def test_another_account_is_a_404(caplog, path):
    async with running() as bot:
        await bot.away()
        other = chat(accountId=ACCOUNT.replace("e", "f"))
        answer = await bot.call(path, message("Hi") | ended() | {"chat": other})

        assert (answer.status_code, answer.json()) == (404, {"message": "unknown account"})
        assert (bot.rasa.heard, len(lines(caplog))) == ([], 1)


async def test_a_body_that_is_too_large_is_a_413_on_every_path_however_it_is_sent(caplog):
    async def pieces():
        for _ in range(3):
            yield b"x" * 1000

    back = f"/conversations/{CHAT}/return"
    headers = GOOD | {"Authorization": f"Bearer {TOKEN}"}
    async with running(max_body_bytes=2000) as bot:
        answers = [
            await bot.call(path, None, headers, content=content())
            for path in ("/message", "/event", "/handover", back)
            for content in (lambda: b"x" * 3000, pieces)
        ]

        assert [answer.status_code for answer in answers] == [413] * 8
        assert (bot.rasa.heard, len(lines(caplog))) == ([], 8)
        assert (await bot.deliver("Hi")).status_code == 201


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_nothing_but_post_is_answered(method):
    async with running() as bot:
        answer = await bot._client.request(method, "/message", headers=GOOD)

        assert answer.status_code == 405


async def test_half_a_character_reaches_rasa_as_a_question_mark():
    async with running() as bot:
        body = json.dumps(message("hi XX")).replace("XX", "\\ud800").encode()

        assert (await bot.call("/message", content=body)).status_code == 201
        assert bot.rasa.words == ["hi ?"]


async def test_the_token_of_the_address_keeps_out_of_the_servers_logs(caplog):
    sanic = [logging.getLogger(name) for name in ("sanic.access", "sanic.error")]
    for logger in sanic:
        logger.addHandler(caplog.handler)
        logger.setLevel(logging.INFO)
    try:
        async with running(access_log=True) as bot:
            await bot.end()
            await bot.call("/message?x=1", message("Hi"))
            address = repr(f"http://rasa.test/webhooks/cm/event?token={TOKEN}")
            sanic[1].error("Exception occurred while handling uri: %s", address)
            sanic[1].error("%(all)s", {"all": "another's own line"})
            sanic[1].error("in %s s, http://rasa.test/other?a=b", 5)
    finally:
        for logger in sanic:
            logger.removeHandler(caplog.handler)
            logger.setLevel(logging.NOTSET)

    shown = [record.request for record in caplog.records if record.name == "sanic.access"]
    assert list(dict.fromkeys(shown)) == [
        f"POST http://127.0.0.1:{bot.port}/webhooks/cm/event",
        f"POST http://127.0.0.1:{bot.port}/webhooks/cm/message",
    ]
    assert "handling uri: 'http://rasa.test/webhooks/cm/event'" in caplog.text
    assert "another's own line" in caplog.text
    assert "in 5 s, http://rasa.test/other?a=b" in caplog.text
    assert TOKEN not in caplog.text
