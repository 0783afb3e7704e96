"""Tokens with a scheme of their own open Parley's webhook and `…/return`."""

import pytest

from tests.channels.parley.bot import TOKEN, message

OWN = "another-token-of-ours"


@pytest.mark.parametrize("token", [f"Bearer {TOKEN}", f"bearer {OWN}"])
async def test_the_webhooks_token_is_compared_whole(start, token):
    bot = await start(token=token)
    bad = await bot.post("/webhook", message("Hello"), {"Authorization": token[7:]})
    good = await bot.post("/webhook", message("Hello"), {"Authorization": token})
    back = await bot.post(bot.return_path, {}, {"Authorization": token})

    assert (bad.status_code, good.status_code, back.status_code) == (401, 200, 200)
