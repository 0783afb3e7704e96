"""A webhook's settings: what every platform has whose calls carry a token of our own."""

import pytest

from human_handoff_channels.credentials import ChannelSettingsError, WebhookSettings, read_section

TOKEN = "t" * 16


def read(**values):
    return read_section(WebhookSettings, {"token": TOKEN} | values, "channels.x.XInput")


def test_a_token_is_all_that_must_be_there():
    settings = read()

    assert settings.token.get_secret_value() == TOKEN
    assert settings.return_token is None
    assert 0 < settings.answer_seconds <= 60


def test_no_token_shows_when_the_settings_are_shown():
    assert "r" * 16 not in repr(read(return_token="r" * 16))
    assert TOKEN not in repr(read())


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"token": "t" * 15}, ".token is wrong: write at least 16 characters."),
        ({"return_token": "short-one"}, ".return_token is wrong: write at least 16 characters."),
        ({"answer_seconds": 0}, ".answer_seconds is wrong"),
        ({"answer_seconds": 61}, ".answer_seconds is wrong"),
        ({"remember_minutes": -1}, ".remember_minutes is wrong"),
        ({"max_body_bytes": 10}, ".max_body_bytes is wrong"),
        ({"failed": ""}, ".failed is wrong"),
        ({"tokens": TOKEN}, ".tokens is not a setting. Check the spelling"),
    ],
)
def test_a_wrong_setting_is_named_and_its_value_is_not(values, sentence):
    with pytest.raises(ChannelSettingsError) as caught:
        read(**values)

    assert str(caught.value).startswith(f"credentials.yml: channels.x.XInput{sentence}")
    assert "short-one" not in str(caught.value)
    assert "t" * 15 not in str(caught.value)


@pytest.mark.parametrize("section", [None, "text", [TOKEN]])
def test_a_section_that_holds_no_settings_is_named(section):
    with pytest.raises(ChannelSettingsError, match="XInput needs settings"):
        read_section(WebhookSettings, section, "channels.x.XInput")


def test_a_missing_token_is_named():
    with pytest.raises(ChannelSettingsError, match="token is missing"):
        read_section(WebhookSettings, {}, "channels.x.XInput")


def test_a_return_token_may_be_left_empty():
    assert read(return_token=None).return_token is None
