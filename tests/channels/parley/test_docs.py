"""What the page says is what the code does."""

import re

from ruamel.yaml import YAML

from human_handoff_channels.parley import ParleyInput
from human_handoff_channels.parley.settings import ParleySettings
from tests import ROOT
from tests.channels.parley.platform import running

DOCS = ROOT / "docs"
PAGE = (DOCS / "parley" / "channel.md").read_text("utf-8")
CHAPTERS = re.compile(r"^## (.*)$", re.M)


def test_the_pages_credentials_are_good():
    example = re.search(r"```yaml\n(.*?)```", PAGE, re.S)[1]
    section = YAML(typ="safe", pure=True).load(example)["human_handoff_channels.parley.ParleyInput"]

    assert all(re.fullmatch(r"\$\{\w+\}", value) for value in section.values())
    filled = {name: f"{name}-0123456789abcdef" for name in section}
    assert ParleyInput.from_credentials(filled).name() == "parley"


def test_the_pages_table_has_every_setting_with_its_default():
    table = PAGE.partition("## Settings")[2].partition("\n## ")[0].replace("\\|", "¦")
    rows = re.findall(r"^\| (`.+?) \|(.*?)\|", table, re.M)
    shown = {
        name: default.strip() for names, default in rows for name in re.findall(r"`(\w+)`", names)
    }

    assert set(shown) == set(ParleySettings.__fields__)
    for name, default in shown.items():
        field = ParleySettings.__fields__[name]
        if field.required:
            assert default == ""
        elif isinstance(field.default, (int, float, str)):
            assert default.strip("`").replace("¦", "|") == str(field.default)
        else:
            assert (name, default) == ("return_token", "none")


def test_the_page_has_the_chapters_of_the_other_channels():
    other = (DOCS / "liveperson" / "channel.md").read_text("utf-8")

    here = [chapter.replace("Parley", "…") for chapter in CHAPTERS.findall(PAGE)]
    assert here == [chapter.replace("LivePerson", "…") for chapter in CHAPTERS.findall(other)]


def test_the_pages_links_lead_somewhere():
    links = re.findall(r"\]\(([\w./]+\.md)", PAGE)

    assert links
    assert all((DOCS / "parley" / link).exists() for link in links)


async def test_the_calls_of_the_page_are_answered_as_it_says():
    payload = re.search(r"-d '(\{\"type\".*\})'", PAGE)[1]
    paths = re.findall(r"YOUR-RASA-SERVER/webhooks/parley(/\S+?)[`\s]", PAGE)
    async with running() as bot:
        assert set(paths) == {"/webhook", "/users/USER/return"}
        assert (await bot.call("/webhook", content=b"{}")).status_code == 401
        answer = await bot.bring(None, content=payload.encode())
        assert (answer.status_code, answer.json()) == (200, {})
        assert (await bot.give_back("USER")).json() == {"returned": False}
