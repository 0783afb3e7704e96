"""Calls about another account, and what does not show in the server's logs."""

import logging

import pytest

from tests.channels.cm.bot import ACCOUNT, TOKEN, chat, delivery, session_end


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
