"""The template of the page is what the channel reads."""

import re

from tests import ROOT
from tests.channels.cm.bot import ACCOUNT

PAGE = (ROOT / "docs" / "cm" / "channel.md").read_text("utf-8")


async def test_the_template_of_the_page_gives_the_chat_back(start):
    template = re.search(r'^ *(\{"chatId".*\})$', PAGE, re.M)[1]
    values = {"chatId": "chat-1", "accountId": ACCOUNT, "context": ""}
    filled = re.sub(r"\{\{\$(\w+)\}\}", lambda name: values.get(name[1], "x"), template)
    bot = await start(handover_means="return")
    await bot.hand_over("chat-1")
    response = await bot.hand_over_endpoint(filled.encode())

    assert (response.status_code, len(bot.rasa.messages)) == (201, 1)
