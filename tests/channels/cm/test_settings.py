"""A wrong setting ends the Rasa server with a sentence that names it."""

import pytest
from rasa.shared.utils.common import class_from_module_path

from human_handoff_channels.cm import CMInput
from human_handoff_channels.credentials import ChannelSettingsError
from tests.channels.cm.platform import ACCOUNT, ADAPTER, PRODUCT_TOKEN, TOKEN

NAME = "human_handoff_channels.cm.CMInput"
GOOD = {
    "technical_link_id": ACCOUNT,
    "adapter_id": ADAPTER,
    "product_token": PRODUCT_TOKEN,
    "token": TOKEN,
}


def from_rasa(values):
    """What `rasa.core.run` does with a section of credentials.yml."""
    return class_from_module_path(NAME).from_credentials(values)


def built(**changes):
    values = {name: value for name, value in (GOOD | changes).items() if value is not ...}
    return from_rasa(values)


def test_rasa_finds_the_channel_by_its_name_in_credentials_yml():
    assert isinstance(built(), CMInput)
    assert built().url_prefix() == CMInput.name() == "cm"


@pytest.mark.parametrize(
    "changes",
    [
        {"url": "http://127.0.0.1:8817"},
        {"url": "http://sandbox:8817/cm/"},
        {"url": "https://proxy.example.org/cm"},
        {"answer_status": 200},
        {"handover_means": "return", "return_after_seconds": 0.5},
        {"return_token": "another one of our own", "token_header": "Authorization"},
        {"answer_seconds": 60, "send_seconds": 10, "remember_minutes": 1},
    ],
)
def test_these_settings_are_good(changes):
    assert isinstance(built(**changes), CMInput)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"technical_link_id": ...}, ".technical_link_id is missing. Write its value there."),
        ({"technical_link_id": "<id>"}, ".technical_link_id is wrong: write the id as CM.com"),
        ({"adapter_id": ...}, ".adapter_id is missing."),
        ({"adapter_id": "a/b"}, ".adapter_id is wrong: write the id as CM.com shows it"),
        ({"product_token": ...}, ".product_token is missing."),
        ({"product_token": ""}, ".product_token is wrong: write the product token as CM.com"),
        ({"product_token": "short\nof"}, ".product_token is wrong: write the product token"),
        ({"token": ...}, ".token is missing."),
        ({"token": "short"}, ".token is wrong: write at least 16 characters"),
        ({"return_token": "short"}, ".return_token is wrong: write at least 16 characters"),
        ({"token_header": "a b"}, ".token_header is wrong: write a header's name, such as X-"),
        ({"url": "http://a.test/"}, ".url is wrong: write an address that begins with https://"),
        ({"url": "cm"}, ".url is wrong: write an address that begins with https://"),
        ({"url": "https://a.test/?key=short"}, ".url is wrong: write an address"),
        ({"url": "https://me:short@a.test"}, ".url is wrong: write an address"),
        ({"answer_status": 500}, ".answer_status is wrong: ensure this value is less than or"),
        ({"answer_status": 199}, ".answer_status is wrong: ensure this value is greater"),
        ({"send_seconds": 11}, ".send_seconds is wrong: ensure this value is less than or"),
        ({"return_after_seconds": 0}, ".return_after_seconds is wrong: ensure this value"),
        ({"handover_means": "back"}, ".handover_means is wrong: unexpected value; permitted:"),
        ({"not_understood": ""}, ".not_understood is wrong: ensure this value has at least 1"),
        ({"max_body_bytes": 1}, ".max_body_bytes is wrong: ensure this value is greater"),
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
        built(token=..., answer_status=99, colour="red")

    assert len(str(caught.value).splitlines()) == 3
