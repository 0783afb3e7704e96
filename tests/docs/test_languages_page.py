"""docs/languages.md shows what `init` writes, and what the settings and forms understand."""

from __future__ import annotations

import re
from datetime import date

import pytest

from actions.human_handoff.bot_files.plugin_files import PluginFiles
from actions.human_handoff.bot_setup.entry_texts import entry_texts
from actions.human_handoff.bot_setup.template_text import TEMPLATES
from actions.human_handoff.bot_setup.two_languages import domain_in
from actions.human_handoff.handoff_logic.wanted_times import wanted_time
from actions.human_handoff.handoff_settings.language import OWN_SLOT, SPELLINGS, LanguageSettings
from human_handoff_channels.liveperson.settings import ChannelTexts
from tests.docs.documents import read, yaml

PAGE = read("docs/languages.md")
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


def test_the_response_is_as_init_writes_it() -> None:
    domain = domain_in(PluginFiles(), ["en", "nl"], OWN_SLOT)
    written = entry_texts(domain, "responses")["utter_human_handoff_off_shift"]
    (shown,) = [each for each in BLOCKS if each.startswith("utter_")]

    assert [line.strip() for line in shown.splitlines()] == [
        line.strip() for line in written.splitlines()
    ]


def test_the_settings_are_settings() -> None:
    sections = [yaml(each)["language"] for each in BLOCKS if each.startswith("language:")]

    assert [LanguageSettings(**each) for each in sections] == [
        LanguageSettings(default="nl"),
        LanguageSettings(default="en", slot=OWN_SLOT),
    ]


@pytest.mark.parametrize("language", SPELLINGS)
def test_every_value_that_names_a_language_is_listed(language: str) -> None:
    (sentence,) = [line for line in PAGE.splitlines() if line.startswith("The value `en`")]
    assert {f"`{value}`" for value in SPELLINGS[language]} <= set(sentence.replace(",", "").split())


def test_the_times_are_understood() -> None:
    said = re.findall(r'"([^"]*(?:uur|past)[^"]*)"', PAGE)
    assert len(said) == 2
    assert all(wanted_time(each, date(2026, 11, 22)).is_clear() for each in said)


def test_the_sentences_of_a_channel_are_as_init_writes_them() -> None:
    (shown,) = [yaml(each) for each in BLOCKS if "language_slot" in each]
    written = yaml((TEMPLATES / "channel_texts.yml").read_text(encoding="utf-8"))

    assert shown == {"language_slot": OWN_SLOT, "failed": written["failed"]}
    assert ChannelTexts(failed=shown["failed"]).failed == shown["failed"]
