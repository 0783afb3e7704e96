"""What docs/<vendor>/channel.md says of its channel is what the code does."""

import json
import re

import pytest
from rasa.shared.utils.io import read_config_file
from ruamel.yaml import YAML

from human_handoff_channels.credentials import ChannelSettingsError
from human_handoff_channels.liveperson.settings import ChannelTexts
from tests import ROOT
from tests.channels.bot_under_test import RETURN_TOKEN
from tests.channels.cm.bot import ACCOUNT, TOKEN
from tests.channels.vendors import SENDING, only

DOCS = ROOT / "docs"
TITLES = {"cm": "CM.com", "liveperson": "LivePerson", "parley": "Parley"}
# The addresses of the page, and the status of a good request to them.
ADDRESSES = {
    "cm": {
        "/message": 201,
        "/handover": 201,
        "/event?token=THE-FIRST-TOKEN": 201,
        "/conversations/CHAT/return": 200,
    },
    "parley": {"/webhook": 200, "/users/USER/return": 200},
}
CHAPTERS = re.compile(r"^## (.*)$", re.M)


@pytest.fixture
def page(vendor):
    return read_page(vendor.Input.name())


def read_page(name):
    return (DOCS / name / "channel.md").read_text("utf-8")


def example_of(vendor, page):
    section_name = f"{vendor.Input.__module__}.{vendor.Input.__name__}"
    blocks = re.findall(r"```yaml\n(.*?)```", page, re.S)
    return next(block for block in blocks if section_name in block)


def test_the_pages_credentials_are_good(vendor, page):
    channel = vendor.Input
    section_name = f"{channel.__module__}.{channel.__name__}"
    section = YAML(typ="safe", pure=True).load(example_of(vendor, page))[section_name]
    filled = {name: fill(name, value) for name, value in section.items()}

    assert channel.from_credentials(filled).name() == channel.name()
    if channel.name() != "liveperson":  # its section holds no secret
        assert all(re.fullmatch(r"\$\{\w+\}", value) for value in section.values())


# Rasa's own reading of the file imports pkg_resources.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("quote", ["", '"'])
def test_the_pages_credentials_are_filled_from_the_environment(
    vendor, page, quote, tmp_path, monkeypatch
):
    if vendor.Input.name() == "liveperson":
        monkeypatch.setenv("LIVEPERSON_ACCOUNT", "12345678")
    example = re.sub(r'"?(\$\{\w+\})"?', rf"{quote}\1{quote}", example_of(vendor, page))
    for variable in re.findall(r"\$\{(\w+)\}", example):
        monkeypatch.setenv(variable, f"{variable}-0123456789")
    (tmp_path / "credentials.yml").write_text(example)

    sections = read_config_file(tmp_path / "credentials.yml")
    (channel,) = (vendor.Input.from_credentials(section) for section in sections.values())
    token = getattr(channel._settings, "token", None)
    assert token is None or token.get_secret_value().endswith("_TOKEN-0123456789")


def test_variables_that_are_not_set_are_named_all_at_once(vendor):
    values = {"return_token": "${NOT_SET_A}", "max_body_bytes": "${NOT_SET_B}"}
    with pytest.raises(ChannelSettingsError) as caught:
        vendor.Input.from_credentials(values)

    for setting, variable in (("return_token", "NOT_SET_A"), ("max_body_bytes", "NOT_SET_B")):
        sentence = f".{setting} needs the environment variable {variable}, which is not set."
        assert sentence in str(caught.value)


def fill(name, value):
    is_variable = isinstance(value, str) and value.startswith("${")
    return f"{name}-0123456789abcdef" if is_variable else value


def test_the_pages_table_has_every_setting_with_its_default(vendor, page):
    table = page.partition("## Settings")[2].partition("\n## ")[0].replace("\\|", "¦")
    rows = re.findall(r"^\| (`.+?) \|(.*?)\|", table, re.M)
    shown = {
        name: default.strip() for names, default in rows for name in re.findall(r"`(\w+)`", names)
    }

    assert set(shown) == set(vendor.Input.Settings.__fields__)
    for name, default in shown.items():
        field = vendor.Input.Settings.__fields__[name]
        if field.required:
            assert default == ""
        elif isinstance(field.default, bool):
            assert default == str(field.default).lower()
        elif isinstance(field.default, (int, float, str)):
            assert default.strip("`").replace("¦", "|") == str(field.default)
        elif name == "return_token":
            assert default == "none"


def test_the_page_has_the_chapters_of_the_other_channels(vendor, page):
    other = read_page("liveperson")

    here = [chapter.replace(TITLES[vendor.Input.name()], "…") for chapter in CHAPTERS.findall(page)]
    assert here == [chapter.replace("LivePerson", "…") for chapter in CHAPTERS.findall(other)]


def test_the_pages_links_lead_somewhere(vendor, page):
    links = re.findall(r"\]\(([\w./]+\.md)", page)

    assert links
    assert all((DOCS / vendor.Input.name() / link).exists() for link in links)


@pytest.mark.parametrize("name", list(ChannelTexts.__fields__))
def test_the_page_names_every_sentence(name):
    assert f"`{name}`" in read_page("liveperson")


def test_the_page_says_on_what_the_sentence_about_files_relies(vendor, page):
    sections = page.split("\n## ")
    sentence = "file sharing" if vendor.Input.name() == "liveperson" else "agents can receive files"
    place = "What Rasa receives" if vendor.Input.name() == "liveperson" else "Not verified"

    (section,) = (each for each in sections if each.startswith(place))
    assert sentence in section
    assert "not_understood` tells the customer" in section
    assert "write another sentence" in section


@pytest.mark.parametrize(**only(SENDING))
async def test_every_address_of_the_page_is_one_of_the_channels(bot, page):
    name = bot.channel.name()
    paths = set(re.findall(rf"YOUR-RASA-SERVER/webhooks/{name}(/[^\s`]+)", page))
    body = json.dumps(bot.payload("Hi"))
    responses = {
        path: await bot.send(body, path.replace("THE-FIRST-TOKEN", TOKEN)) for path in paths
    }

    statuses = {path: response.status_code for path, response in responses.items()}
    assert statuses == ADDRESSES[name]


@pytest.mark.parametrize(**only(SENDING))
async def test_the_calls_of_the_page_are_answered_as_it_says(start, page):
    body = re.search(r"-d '(\{.+\})'", page)[1].replace("'$CM_TECHNICAL_LINK_ID'", ACCOUNT)
    bot = await start(return_token=RETURN_TOKEN)
    refused = await bot.post(bot.message_path, {}, {})
    response = await bot.post(bot.message_path, json.loads(body))
    await bot.hand_over_and_return()
    back = await bot.give_back(token=RETURN_TOKEN)

    assert refused.status_code == 401
    assert (response.status_code, response.json()) == (bot.accepted, {})
    assert json.dumps(back.json()) in page
