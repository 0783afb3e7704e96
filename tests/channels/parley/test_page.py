"""What the page says of the calls is what the channel does."""

import re

from tests import ROOT

PAGE = (ROOT / "docs" / "parley" / "channel.md").read_text("utf-8")


async def test_the_calls_of_the_page_are_answered_as_it_says(bot):
    payload = re.search(r"-d '(\{\"type\".*\})'", PAGE)[1]
    paths = re.findall(r"YOUR-RASA-SERVER/webhooks/parley(/\S+?)[`\s]", PAGE)
    assert set(paths) == {"/webhook", "/users/USER/return"}
    assert (await bot.post("/webhook", headers={}, content=b"{}")).status_code == 401
    response = await bot.send(payload.encode())
    assert (response.status_code, response.json()) == (200, {})
    assert (await bot.give_back("USER")).json() == {"returned": False}
