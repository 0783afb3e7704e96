"""A bot in English and Dutch: what `init` and `human-handoff domain` write for it."""

import pytest

from actions.human_handoff.bot_setup.template_text import TEMPLATES
from tests import ROOT
from tests.unit.bot_files.files import write
from tests.unit.bot_setup.conftest import contents
from tests.unit.bot_setup.test_init import INIT, yaml

SLOT = "human_handoff_language"
NAMED = ["nl", "nl-NL", "nl-BE"]
QUESTION = "utter_ask_human_handoff_name"
ENGLISH, DUTCH = "What is your name?", "Wat is je naam?"


def responses(bot):
    return yaml(bot / "domain.yml")["responses"]


def conditional(text, slot, values):
    """Return the variations of a text for values of a slot."""
    return [
        {"text": text, "condition": [{"type": "slot", "name": slot, "value": value}]}
        for value in values
    ]


def test_each_response_has_the_default_text_and_one_for_each_value_of_the_slot(bot, command):
    before = contents(bot)
    done = command(*INIT, "--language", "en,nl")

    assert done.exit_code == 0, done.output
    assert f"let your bot set the slot {SLOT} to en or nl in each conversation" in done.output
    ours = {name: texts for name, texts in responses(bot).items() if "human_handoff" in name}
    assert ours[QUESTION] == [{"text": ENGLISH}, *conditional(DUTCH, SLOT, NAMED)]
    assert {len(texts) for texts in ours.values()} == {4}
    assert yaml(bot / "domain.yml")["slots"][SLOT]["type"] == "text"
    assert yaml(bot / "human_handoff.yml")["language"] == {"default": "en", "slot": SLOT}
    assert "Nothing to write" in command("init", "--yes").output
    assert command("remove", "--yes").exit_code == 0
    assert contents(bot) == before


def test_buttons_are_in_the_language_of_their_text(bot, command):
    command(*INIT, "--language", "nl,en")
    dutch, *english = responses(bot)["utter_human_handoff_choose_without_message"]

    assert [each["title"] for each in dutch["buttons"]] == ["Wachten", "Verder met de bot"]
    for one in english:
        assert [each["title"] for each in one["buttons"]] == ["Wait", "Go on with the bot"]


@pytest.mark.parametrize(
    ("slot", "options"),
    [
        ("language", []),
        ("locale", ["--language-slot", "locale"]),
    ],
)
def test_a_slot_of_the_bots_own_is_used_and_stays_as_it_is(bot, command, slot, options):
    text = (bot / "domain.yml").read_text(encoding="utf-8")
    own = f"slots:\n  {slot}: {{type: text, mappings: [{{type: custom}}]}}\n"
    write(bot, {"domain.yml": text + own})
    done = command(*INIT, "--language", "en,nl", *options)

    assert done.exit_code == 0, done.output
    assert responses(bot)[QUESTION][1:] == conditional(DUTCH, slot, NAMED)
    assert yaml(bot / "human_handoff.yml")["language"]["slot"] == slot
    assert yaml(bot / "domain.yml")["slots"][slot]["mappings"] == [{"type": "custom"}]


def test_a_slot_with_other_values_is_named_with_what_to_add(bot, command):
    text = (bot / "domain.yml").read_text(encoding="utf-8")
    own = "slots:\n  language: {type: categorical, values: [english, dutch]}\n"
    write(bot, {"domain.yml": text + own})
    done = command(*INIT, "--language", "en,nl")

    assert done.exit_code == 1
    assert "The slot language never says nl: its values are english, dutch." in done.output
    assert "Add one of nl, nl-NL, nl-BE" in done.output


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--language", "en,fr"], "--language en,fr is wrong: write one of en, nl, or both as"),
        (["--language", "nl,nl"], "--language nl,nl is wrong"),
        (["--language-slot", "nope"], "--language-slot nope is wrong: the bot's domain has no"),
    ],
)
def test_a_wrong_language_and_a_slot_that_does_not_exist_are_refused(
    bot, command, options, sentence
):
    before = contents(bot)
    done = command(*INIT, *options)

    assert done.exit_code == 2
    assert sentence in done.output
    assert contents(bot) == before


def test_who_adds_the_domain_by_hand_gets_it_from_a_command(bot, command):
    done = command("domain", "--language", "en,nl", "--language-slot", "locale")
    write(bot, {"printed.yml": done.output})

    printed = yaml(bot / "printed.yml")
    assert {"intents", "slots", "forms", "actions", "responses"} < set(printed)
    assert printed["responses"][QUESTION][1:] == conditional(DUTCH, "locale", NAMED)
    assert "condition" not in command("domain").output
    assert command("domain", "--language", "fr").exit_code == 2


ONCE_MORE = "Sorry, er ging iets mis. Wil je dat nog een keer zeggen?"


AGAIN = "Sorry, something went wrong. Please say that again."


@pytest.mark.parametrize(
    ("language", "failed"),
    [
        ("en", None),
        ("nl", ONCE_MORE),
        ("en,nl", {"en": AGAIN, "nl": ONCE_MORE}),
        ("nl,en", {"nl": ONCE_MORE, "en": AGAIN}),
    ],
)
@pytest.mark.parametrize("vendor", ["liveperson", "cm", "parley"])
def test_a_channel_has_its_own_sentences_in_each_language_of_the_bot(
    bot, command, vendor, language, failed
):
    texts = channel_texts(bot, command, vendor, "--language", language)

    assert texts.get("failed") == failed
    assert list(texts.get("failed") or ()) == list(failed or ())  # the default language is first
    assert (set(texts) >= {"failed", "not_understood"}) is (failed is not None)


def test_what_agents_read_of_a_channel_is_one_text_with_a_sign_between_the_languages(bot, command):
    texts = channel_texts(bot, command, "liveperson", "--language", "en,nl")

    assert texts["silent"].split(" / ") == [
        "The bot has nothing to say to this.",
        "De bot heeft hier geen antwoord op.",
    ]


@pytest.mark.parametrize("vendor", ["liveperson", "cm", "parley"])
def test_a_channel_is_told_the_slot_that_names_the_language(bot, command, vendor):
    text = (bot / "domain.yml").read_text(encoding="utf-8")
    own = "slots:\n  locale: {type: text, mappings: [{type: custom}]}\n"
    write(bot, {"domain.yml": text + own})
    options = ("--language", "en,nl", "--language-slot", "locale")

    assert channel(bot, command, vendor, *options)["language_slot"] == "locale"


def channel(bot, command, vendor, *options):
    """Return the section of credentials.yml that init writes for a vendor's channel."""
    done = command("init", "--vendor", vendor, *options, "--sandbox", "--yes")
    assert done.exit_code in (0, 1), done.output
    (section,) = (each for name, each in yaml(bot / "credentials.yml").items() if name != "rest")
    return section


def channel_texts(bot, command, vendor, *options):
    """Return the sentences in that section."""
    section = channel(bot, command, vendor, *options)
    return section.get("texts", {}) if vendor == "liveperson" else section


def test_the_english_texts_of_the_channels_are_their_defaults():
    texts = yaml(TEMPLATES / "channel_texts.yml")
    files = ("credentials.py", "liveperson/settings.py")
    source = "".join(
        (ROOT / "human_handoff_channels" / file).read_text(encoding="utf-8") for file in files
    )

    assert set(texts) == {"failed", "not_understood", "late", "silent"}
    assert all(said.keys() == {"en", "nl"} for said in texts.values())
    assert all(f'"{said["en"]}"' in source for said in texts.values())
