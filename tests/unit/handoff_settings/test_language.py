"""What the bot speaks: the setting, the slot of a conversation, and how times are written then."""

import pytest

from actions.human_handoff.availability.next_opening import NextShiftSettings, TimeStyle
from actions.human_handoff.errors import ConfigurationError
from actions.human_handoff.handoff_settings.language import (
    LanguageSettings,
    check_language,
    time_style,
)
from tests.unit.cases import cases

BOTH = LanguageSettings(default="en", slot="language")


@pytest.mark.parametrize("value", ["nl", "NL", "nl-NL", "nl-be"])
def test_a_slot_may_name_dutch_in_several_ways(value):
    assert BOTH.of_value(value) == "nl"


@pytest.mark.parametrize("value", [None, "", "fr", "nl_XX", "n" * 4000, "en", "EN-us"])
def test_english_and_what_is_unknown_is_the_default(value):
    assert BOTH.of_value(value) == "en"


def test_without_a_slot_every_conversation_is_in_the_default_language():
    assert LanguageSettings(default="de").of_value("nl") == "de"
    assert LanguageSettings(default="de", slot="language").of_value("x") == "de"


@cases(
    "language chosen settings style",
    {
        "the default language": (BOTH, "en", {}, TimeStyle("UTC", "en")),
        "the other one": (BOTH, "nl", {}, TimeStyle("UTC", "nl")),
        "a bot of one language, as it was configured before": (
            LanguageSettings(),
            "en",
            {"locale": "nl", "later": "EEEE 'om' HH:mm"},
            TimeStyle("UTC", "nl", later="EEEE 'om' HH:mm"),
        ),
        "a locale of the conversation's language": (
            BOTH,
            "nl",
            {"locale": "nl_BE", "within_a_week": "EEEE"},
            TimeStyle("UTC", "nl_BE", "EEEE"),
        ),
        "a pattern of the default language is not used for the other": (
            BOTH,
            "nl",
            {"within_a_week": "EEEE 'at' HH:mm", "time_zone": "Europe/Brussels"},
            TimeStyle("Europe/Brussels", "nl"),
        ),
    },
)
def test_times_are_written_in_the_conversations_language(language, chosen, settings, style):
    assert time_style(NextShiftSettings(**settings), language, chosen) == style


@cases(
    "default language",
    {"Dutch": ("nl", "nl"), "Flemish": ("nl_BE", "nl"), "German": ("de", "en")},
)
def test_a_ready_made_email_is_in_the_bots_language_or_else_in_english(default, language):
    assert LanguageSettings(default=default).ready_made == language


def test_a_language_that_does_not_exist_and_an_empty_slot_are_named_together():
    with pytest.raises(ConfigurationError) as caught:
        check_language(LanguageSettings(default="klingon", slot=" "), "f.yml: language")

    first, second = str(caught.value).split("\n")
    assert first.startswith("f.yml: language.default is wrong: 'klingon' is not a language.")
    assert second.startswith("f.yml: language.slot is empty. Name a slot")
