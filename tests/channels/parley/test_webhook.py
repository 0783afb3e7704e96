"""Which tokens open Parley's webhook and `…/return`."""

import pytest

from tests.channels.parley.bot import TOKEN, ParleyBot, message

OWN = "another-token-of-ours"


@pytest.mark.parametrize("path", [ParleyBot.message_path, ParleyBot.return_path])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": "wrong"},
        {"Authorization": TOKEN[:-1]},
        {"Authorization": f"{TOKEN}x"},
        {"Authorization": TOKEN.upper()},
        {"Authorization": f"Basic {TOKEN}"},
        {"Authorization": f"Bearer Bearer {TOKEN}"},
        {"X-Handoff-Token": TOKEN},
        {"Cookie": f"Authorization={TOKEN}"},
    ],
)
async def test_a_wrong_token_is_a_401_and_changes_nothing(bot, path, headers, caplog, log_lines):
    await bot.hand_over_and_return()
    response = await bot.post(path, message("Hello"), headers)
    assert (response.status_code, response.json()) == (401, {"message": "Unauthorized"})
    assert (bot.rasa.messages, bot.control.calls("owner"), len(log_lines())) == ([], [], 1)
    assert TOKEN not in caplog.text

    assert (await bot.deliver(message("Hello"))).status_code == 200
    assert bot.rasa.texts[-1] == "Hello"


@pytest.mark.parametrize("token", [f"Bearer {TOKEN}", f"bearer {OWN}"])
async def test_the_webhooks_token_is_compared_whole(start, token):
    bot = await start(token=token)
    bad = await bot.post("/webhook", message("Hello"), {"Authorization": token[7:]})
    good = await bot.post("/webhook", message("Hello"), {"Authorization": token})
    back = await bot.post(bot.return_path, {}, {"Authorization": token})

    assert (bad.status_code, good.status_code, back.status_code) == (401, 200, 200)


@pytest.mark.parametrize("given", [TOKEN, f"bearer  {TOKEN}"])
async def test_the_return_takes_the_token_with_the_scheme_and_without_it(bot, given):
    response = await bot.post(bot.return_path, {}, {"Authorization": given})

    assert response.json() == {"returned": False}
