"""What the page says is what the code does."""

import re

import pytest
from ruamel.yaml import YAML

from human_handoff_channels.liveperson import LivePersonInput
from human_handoff_channels.liveperson.settings import LivePersonSettings, Sentences
from tests import ROOT

PAGE = (ROOT / "docs" / "liveperson" / "channel.md").read_text("utf-8")


def test_the_pages_credentials_are_good():
    example = next(each for each in re.findall(r"```yaml\n(.*?)```", PAGE, re.S) if "bots" in each)
    section = YAML(typ="safe", pure=True).load(example)[
        "human_handoff_channels.liveperson.LivePersonInput"
    ]

    assert LivePersonInput.from_credentials(section).name() == "liveperson"


def test_the_pages_table_has_every_setting_with_its_default():
    table = PAGE.partition("## Settings")[2].partition("##")[0]
    rows = re.findall(r"^\| (`.+?) \| (.*?) \|", table, re.M)
    shown = {name: default for names, default in rows for name in re.findall(r"`(\w+)`", names)}

    assert set(shown) == set(LivePersonSettings.__fields__)
    for name, default in shown.items():
        field = LivePersonSettings.__fields__[name]
        if isinstance(field.default, bool):
            assert default == str(field.default).lower()
        elif isinstance(field.default, (int, float, str)):
            assert default.strip("`") == str(field.default)


@pytest.mark.parametrize("name", list(Sentences.__fields__))
def test_the_page_names_every_sentence(name):
    assert f"`{name}`" in PAGE
