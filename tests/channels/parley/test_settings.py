"""A wrong setting ends the Rasa server with a sentence that names it."""

import pytest
from rasa.shared.utils.common import class_from_module_path

from human_handoff_channels.credentials import ChannelSettingsError
from human_handoff_channels.parley import ParleyInput
from tests.channels.parley.platform import ACCOUNT, SECRET, SERVICE, TOKEN

NAME = "human_handoff_channels.parley.ParleyInput"
GOOD = {"service": SERVICE, "account": ACCOUNT, "secret": SECRET, "token": TOKEN}


def from_rasa(values):
    """What `rasa.core.run` does with a section of credentials.yml."""
    return class_from_module_path(NAME).from_credentials(values)


def built(**changes):
    values = {name: value for name, value in (GOOD | changes).items() if value is not ...}
    return from_rasa(values)


def test_rasa_finds_the_channel_by_its_name_in_credentials_yml():
    assert isinstance(built(), ParleyInput)
    assert built().url_prefix() == ParleyInput.name() == "parley"


@pytest.mark.parametrize(
    "changes",
    [
        {"account": 12345678},
        {"url": "https://api.reseller.test/parley/serviceApi/v2.5/"},
        {"url": "http://127.0.0.1:8814/serviceApi/v2.5"},
        {"url": "http://sandbox:8814/serviceApi/v2.5"},
        {"messages_path": "messages/{user}"},
        {"messages_path": "{user}"},
        {"message_text": "body.message.text || join(' ', body.lines)"},
        {"token_header": "X-Own_Header", "return_token": "x" * 16},
    ],
)
def test_these_settings_are_good(changes):
    assert isinstance(built(**changes), ParleyInput)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"service": ...}, ".service is missing. Write its value there."),
        ({"account": ...}, ".account is missing."),
        ({"secret": ...}, ".secret is missing."),
        ({"token": ...}, ".token is missing."),
        ({"service": "a b"}, ".service is wrong: write Parley's identification, one word"),
        ({"account": "a|b"}, ".account is wrong: write Parley's identification, one word"),
        ({"account": ""}, ".account is wrong: write Parley's identification, one word"),
        ({"secret": " "}, ".secret is wrong: write the secret that Parley shares"),
        ({"token": "short"}, ".token is wrong: write at least 16 characters"),
        ({"return_token": "short"}, ".return_token is wrong: write at least 16 characters"),
        ({"url": "http://api.parley.test/v2.5"}, ".url is wrong: write an address that begins"),
        ({"url": "api.parley.test"}, ".url is wrong: write an address that begins"),
        ({"url": "https://a.test/?short=1"}, ".url is wrong: write an address that begins"),
        ({"url": "https://short@a.test/"}, ".url is wrong: write an address that begins"),
        ({"url": "https://[a.test/"}, ".url is wrong: "),
        ({"messages_path": "users/messages"}, ".messages_path is wrong: write a path such as"),
        ({"messages_path": "/{user}"}, ".messages_path is wrong: write a path such as"),
        ({"messages_path": "{user}/{user}"}, ".messages_path is wrong: write a path such as"),
        ({"messages_path": "../{user}"}, ".messages_path is wrong: write a path such as"),
        ({"message_field": ""}, ".message_field is wrong: ensure this value has at least 1"),
        ({"token_header": "a b"}, ".token_header is wrong: write a header's name"),
        ({"signature_seconds": 1}, ".signature_seconds is wrong: ensure this value is greater"),
        ({"send_seconds": 0}, ".send_seconds is wrong: ensure this value is greater than 0"),
        ({"answer_seconds": 61}, ".answer_seconds is wrong: ensure this value is less than"),
        ({"not_understood": ""}, ".not_understood is wrong: ensure this value has at least 1"),
        ({"message_text": "body..message"}, ".message_text is wrong: write a JMESPath such as"),
        ({"message_id": ""}, ".message_id is wrong: write a JMESPath such as"),
        ({"merged_from": "body.["}, ".merged_from is wrong: write a JMESPath such as"),
        ({"merged_to": "body.to |"}, ".merged_to is wrong: write a JMESPath such as"),
        ({"messages": "x"}, ".messages is not a setting. Check the spelling"),
    ],
)
def test_a_wrong_setting_is_named_with_what_to_write(changes, sentence):
    with pytest.raises(ChannelSettingsError) as caught:
        built(**changes)

    assert f"credentials.yml: {NAME}{sentence}" in str(caught.value)
    assert "short" not in str(caught.value)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("values", [None, [], "x"])
def test_a_section_without_settings_is_named(values):
    with pytest.raises(ChannelSettingsError, match="needs settings, one `name: value` a line"):
        from_rasa(values)


def test_no_secret_is_in_what_the_settings_show():
    shown = repr(built(return_token="y" * 16)._settings)

    assert not [secret for secret in (SECRET, TOKEN, "y" * 16) if secret in shown]
