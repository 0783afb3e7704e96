"""A wrong setting ends the Rasa server with a sentence that names it."""

import pytest
from rasa.shared.utils.common import class_from_module_path

from human_handoff_channels.credentials import ChannelSettingsError
from human_handoff_channels.liveperson import LivePersonInput
from tests.channels.liveperson.platform import ACCOUNT, BOT, PEM

NAME = "human_handoff_channels.liveperson.LivePersonInput"
GOOD = {"account": ACCOUNT, "bots": {BOT: ["draft"]}, "public_key": PEM}
KEYS = "https://sentinel.test/sentinel/well-known/jwks"


def from_rasa(values):
    """What `rasa.core.run` does with a section of credentials.yml."""
    return class_from_module_path(NAME).from_credentials(values)


def built(**changes):
    values = {name: value for name, value in (GOOD | changes).items() if value is not ...}
    return from_rasa(values)


def test_rasa_finds_the_channel_by_its_name_in_credentials_yml():
    assert isinstance(built(), LivePersonInput)
    assert built().url_prefix() == LivePersonInput.name() == "liveperson"


@pytest.mark.parametrize(
    "changes",
    [
        {"account": 12345678},
        {"public_key": ..., "jwks_url": KEYS},
        {"public_key": None, "jwks_url": KEYS},
        {"public_key": ..., "jwks_url": "http://127.0.0.1:8810/keys"},
        {"public_key": ..., "jwks_url": "http://sandbox:8810/keys"},
        {"return_after_seconds": None, "start_message": None, "scopes": []},
        {"texts": {"late": "Een ogenblik."}},
    ],
)
def test_these_settings_are_good(changes):
    assert isinstance(built(**changes), LivePersonInput)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"account": ...}, ".account is missing. Write its value there."),
        ({"account": "a b"}, ".account is wrong: write the account's number"),
        ({"bots": ...}, ".bots is missing."),
        ({"bots": {}}, ".bots is wrong: name at least one bot"),
        ({"bots": {"a b": ["draft"]}}, ".bots is wrong: a bot's id has letters"),
        ({"bots": {"a": ["live"]}}, ".bots is wrong: a needs the environment draft"),
        ({"bots": {"a": ["draft", "a/b"]}}, ".bots is wrong: a has an environment that"),
        ({"public_key": ...}, " is wrong: write either jwks_url or public_key"),
        ({"jwks_url": KEYS}, " is wrong: write either jwks_url or public_key"),
        ({"public_key": "x"}, ".public_key is wrong: write an RSA public key in PEM"),
        ({"public_key": ..., "jwks_url": "http://a.test/k"}, ".jwks_url is wrong: write an"),
        ({"public_key": ..., "jwks_url": "keys"}, ".jwks_url is wrong: write an address"),
        ({"return_token": "short"}, ".return_token is wrong: write at least 16 characters"),
        ({"answer_seconds": 60}, ".answer_seconds is wrong: ensure this value is less than 60"),
        ({"max_body_bytes": 1}, ".max_body_bytes is wrong: ensure this value is greater"),
        ({"texts": {"late": ""}}, ".texts.late is wrong: ensure this value has at least 1"),
        ({"anwser_seconds": 5}, ".anwser_seconds is not a setting. Check the spelling"),
    ],
)
def test_a_wrong_setting_is_named_with_what_to_write(changes, sentence):
    with pytest.raises(ChannelSettingsError) as caught:
        built(**changes)

    assert f"credentials.yml: {NAME}{sentence}" in str(caught.value)
    assert "short" not in str(caught.value)


@pytest.mark.parametrize("values", [None, [], "x"])
def test_a_section_without_settings_is_named(values):
    with pytest.raises(ChannelSettingsError, match="needs settings, one `name: value` a line"):
        from_rasa(values)


def test_every_wrong_setting_is_named_at_once():
    with pytest.raises(ChannelSettingsError) as caught:
        built(account=..., answer_seconds=99, colour="red")

    assert len(str(caught.value).splitlines()) == 3
