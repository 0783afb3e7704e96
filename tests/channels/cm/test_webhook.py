"""Which token opens which endpoint, and what does not show in the server's logs."""

import json
import logging

import pytest

from tests.channels.bot_under_test import RETURN_TOKEN
from tests.channels.cm.bot import ACCOUNT, TOKEN, CMBot, chat, delivery, handover, session_end

OWN = "X-Handoff-Token"
GOOD = {OWN: TOKEN}
RETURN = CMBot.return_path
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
    (RETURN, {"Authorization": f"Bearer {RETURN_TOKEN}"}, 200),
    (RETURN, {"Authorization": f"Bearer {TOKEN}"}, 401),
    (RETURN, {"Authorization": RETURN_TOKEN}, 401),
    (RETURN, {"Authorization": f"Basic {RETURN_TOKEN}"}, 401),
    (RETURN, {"Authorization": "Bearer"}, 401),
    (RETURN, {OWN: RETURN_TOKEN}, 401),
    (RETURN, {}, 401),
    (f"{RETURN}?token={RETURN_TOKEN}", {}, 401),
]


@pytest.mark.parametrize(("path", "headers", "status"), CASES, ids=range(len(CASES)))
async def test_only_who_has_the_token_is_heard(start, caplog, path, headers, status, log_lines):
    bot = await start(return_token=RETURN_TOKEN, handover_means="return")
    await bot.hand_over()
    body = json.dumps(delivery("Hi") | session_end()).encode()
    content = handover() if path.startswith("/handover") else body
    response = await bot.post(path, None, headers, content=content)

    assert response.status_code == status
    assert bool(bot.rasa.messages) == (status != 401)
    if status == 401:
        assert response.json() == {"message": "Unauthorized"}
        assert await bot.state() == "with_agent"
        assert len(log_lines()) == 1
    assert not any(token in caplog.text for token in (TOKEN, RETURN_TOKEN))


@pytest.mark.parametrize("path", ["/message", "/event"])
async def test_another_account_is_a_404(bot, path, log_lines):
    await bot.hand_over()
    other = chat(accountId=ACCOUNT.replace("e", "f"))
    response = await bot.post(path, delivery("Hi") | session_end() | {"chat": other})

    assert (response.status_code, response.json()) == (404, {"message": "unknown account"})
    assert (bot.rasa.messages, len(log_lines())) == ([], 1)


async def test_the_token_of_the_address_keeps_out_of_the_servers_logs(start, caplog):
    sanic = [logging.getLogger(name) for name in ("sanic.access", "sanic.error")]
    for logger in sanic:
        logger.addHandler(caplog.handler)
        logger.setLevel(logging.INFO)
    try:
        bot = await start(access_log=True)
        await bot.end_session()
        await bot.post("/message?x=1", delivery("Hi"))
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
