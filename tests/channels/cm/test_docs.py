"""What the page says is what the code does."""

import json
import re

from ruamel.yaml import YAML

from human_handoff_channels.cm import CMInput
from human_handoff_channels.cm.settings import CMSettings
from tests import ROOT
from tests.channels.cm.platform import ACCOUNT, RETURN_TOKEN, TOKEN, message, running

DOCS = ROOT / "docs"
PAGE = (DOCS / "cm" / "channel.md").read_text("utf-8")
CHAPTERS = re.compile(r"^## (.*)$", re.M)


def test_the_pages_credentials_are_good():
    example = re.search(r"```yaml\n(.*?)```", PAGE, re.S)[1]
    section = YAML(typ="safe", pure=True).load(example)["human_handoff_channels.cm.CMInput"]

    assert all(re.fullmatch(r"\$\{\w+\}", value) for value in section.values())
    filled = {name: f"{name}-0123456789abcdef" for name in section}
    assert CMInput.from_credentials(filled).name() == "cm"


def test_the_pages_table_has_every_setting_with_its_default():
    table = PAGE.partition("## Settings")[2].partition("\n## ")[0]
    shown = dict(re.findall(r"^\| `(\w+)` \|(.*?)\|", table, re.M))

    assert set(shown) == set(CMSettings.__fields__)
    for name, default in shown.items():
        field = CMSettings.__fields__[name]
        if field.required:
            assert default.strip() == ""
        elif field.default is None:
            assert (name, default.strip()) == ("return_token", "none")
        else:
            assert default.strip().strip("`") == str(field.default)


def test_the_page_has_the_chapters_of_the_other_channels():
    other = (DOCS / "liveperson" / "channel.md").read_text("utf-8")

    here = [chapter.replace("CM.com", "…") for chapter in CHAPTERS.findall(PAGE)]
    assert here == [chapter.replace("LivePerson", "…") for chapter in CHAPTERS.findall(other)]


def test_the_pages_links_lead_somewhere():
    links = re.findall(r"\]\(([\w./]+\.md)", PAGE)

    assert links
    assert all((DOCS / "cm" / link).exists() for link in links)


async def test_every_address_of_the_page_is_one_of_the_channels():
    paths = set(re.findall(r"YOUR-RASA-SERVER/webhooks/cm(/[^\s`]+)", PAGE))
    headers = {"X-Handoff-Token": TOKEN, "Authorization": f"Bearer {TOKEN}"}
    async with running() as bot:
        answers = {
            path: await bot.call(path.replace("THE-FIRST-TOKEN", TOKEN), message(), headers)
            for path in paths
        }

        assert {path: answer.status_code for path, answer in answers.items()} == {
            "/message": 201,
            "/handover": 201,
            "/event?token=THE-FIRST-TOKEN": 201,
            "/conversations/CHAT/return": 200,
        }


async def test_the_calls_of_the_page_are_answered_as_it_says():
    body = re.search(r"-d '(\{\"chat\".*\})'", PAGE)[1]
    body = body.replace("'$CM_TECHNICAL_LINK_ID'", ACCOUNT)
    async with running(return_token=RETURN_TOKEN) as bot:
        refused = await bot.call("/message", {}, {})
        answer = await bot.call("/message", json.loads(body))
        await bot.away()
        back = await bot.give_back(token=RETURN_TOKEN)

        assert refused.status_code == 401
        assert (answer.status_code, answer.json()) == (201, {})
        assert json.dumps(back.json()) in PAGE


async def test_the_template_of_the_page_gives_the_chat_back():
    template = re.search(r'^ *(\{"chatId".*\})$', PAGE, re.M)[1]
    values = {"chatId": "chat-1", "accountId": ACCOUNT, "context": ""}
    filled = re.sub(r"\{\{\$(\w+)\}\}", lambda name: values.get(name[1], "x"), template)
    async with running(handover_means="return") as bot:
        await bot.away(to="chat-1")
        answer = await bot.hand_over(filled.encode())

        assert (answer.status_code, len(bot.rasa.heard)) == (201, 1)
