"""What the page says of the calls is what the channel does."""

import json
import re

from tests import ROOT
from tests.channels.bot_under_test import RETURN_TOKEN
from tests.channels.cm.bot import ACCOUNT, TOKEN, delivery

PAGE = (ROOT / "docs" / "cm" / "channel.md").read_text("utf-8")


async def test_every_address_of_the_page_is_one_of_the_channels(bot):
    paths = set(re.findall(r"YOUR-RASA-SERVER/webhooks/cm(/[^\s`]+)", PAGE))
    headers = {"X-Handoff-Token": TOKEN, "Authorization": f"Bearer {TOKEN}"}
    responses = {
        path: await bot.post(path.replace("THE-FIRST-TOKEN", TOKEN), delivery(), headers)
        for path in paths
    }

    assert {path: response.status_code for path, response in responses.items()} == {
        "/message": 201,
        "/handover": 201,
        "/event?token=THE-FIRST-TOKEN": 201,
        "/conversations/CHAT/return": 200,
    }


async def test_the_calls_of_the_page_are_answered_as_it_says(start):
    body = re.search(r"-d '(\{\"chat\".*\})'", PAGE)[1]
    body = body.replace("'$CM_TECHNICAL_LINK_ID'", ACCOUNT)
    bot = await start(return_token=RETURN_TOKEN)
    refused = await bot.post("/message", {}, {})
    response = await bot.post("/message", json.loads(body))
    await bot.hand_over()
    back = await bot.give_back(token=RETURN_TOKEN)

    assert refused.status_code == 401
    assert (response.status_code, response.json()) == (201, {})
    assert json.dumps(back.json()) in PAGE


async def test_the_template_of_the_page_gives_the_chat_back(start):
    template = re.search(r'^ *(\{"chatId".*\})$', PAGE, re.M)[1]
    values = {"chatId": "chat-1", "accountId": ACCOUNT, "context": ""}
    filled = re.sub(r"\{\{\$(\w+)\}\}", lambda name: values.get(name[1], "x"), template)
    bot = await start(handover_means="return")
    await bot.hand_over("chat-1")
    response = await bot.hand_over_endpoint(filled.encode())

    assert (response.status_code, len(bot.rasa.messages)) == (201, 1)
