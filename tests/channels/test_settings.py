"""A wrong setting ends the Rasa server with a sentence that names it."""

import pytest
from rasa.shared.utils.common import class_from_module_path

from human_handoff_channels.credentials import ChannelSettingsError
from tests.channels.vendors import VENDORS, cases

JWKS = "https://sentinel.test/sentinel/well-known/jwks"
# Every service of the sandbox at an address that nobody calls here.
URLS = dict.fromkeys(("router", "parley"), "http://127.0.0.1:9")
SECRETS = {"cm": ["product_token", "token"], "liveperson": [], "parley": ["secret", "token"]}
GOOD = {
    "cm": [
        {"url": "http://127.0.0.1:8817"},
        {"url": "http://sandbox:8817/cm/"},
        {"url": "https://proxy.example.org/cm"},
        {"answer_status": 200},
        {"handover_means": "return", "return_after_seconds": 0.5},
        {"return_token": "another one of our own", "token_header": "Authorization"},
        {"answer_seconds": 60, "send_seconds": 10, "remember_minutes": 1},
        {"return_token": None},
        {"failed": {"en": "Again, please."}, "not_understood": {"nl": "Tekst.", "en": "Text."}},
    ],
    "liveperson": [
        {"account": 12345678},
        {"public_key": ..., "jwks_url": JWKS},
        {"public_key": None, "jwks_url": JWKS},
        {"public_key": ..., "jwks_url": "http://127.0.0.1:8810/keys"},
        {"public_key": ..., "jwks_url": "http://sandbox:8810/keys"},
        {"return_after_seconds": None, "start_message": None, "scopes": []},
        {"texts": {"late": "Een ogenblik."}},
        {"texts": {"late": {"nl": "Een ogenblik.", "en": "One moment."}}, "language_slot": "x"},
    ],
    "parley": [
        {"account": 12345678},
        {"url": "https://api.reseller.test/parley/serviceApi/v2.5/"},
        {"url": "http://127.0.0.1:8814/serviceApi/v2.5"},
        {"url": "http://sandbox:8814/serviceApi/v2.5"},
        {"messages_path": "messages/{user}"},
        {"messages_path": "{user}"},
        {"message_text": "body.message.text || join(' ', body.lines)"},
        {"token_header": "X-Own_Header", "return_token": "x" * 16},
    ],
}
WRONG = {
    "cm": [
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
        ({"answer_status": 500}, ".answer_status is wrong: write a number of at most 299."),
        ({"answer_status": 199}, ".answer_status is wrong: write a number of at least 200."),
        ({"send_seconds": 11}, ".send_seconds is wrong: write a number of at most 10."),
        ({"return_after_seconds": 0}, ".return_after_seconds is wrong: write a number above 0."),
        ({"return_after_seconds": float("inf")}, ".return_after_seconds is wrong: write a"),
        ({"remember_minutes": 1e300}, ".remember_minutes is wrong: write a number of at most"),
        ({"handover_means": "back"}, ".handover_means is wrong: write one of nothing, return."),
        ({"not_understood": ""}, ".not_understood is wrong: write what the customer should read"),
        ({"max_body_bytes": 1}, ".max_body_bytes is wrong: write a number of at least 1024."),
        ({"anwser_seconds": 5}, ".anwser_seconds is not a setting. Check the spelling"),
        ({"token": "short-of-one-ch"}, ".token is wrong: write at least 16 characters."),
        ({"answer_seconds": 0}, ".answer_seconds is wrong"),
        ({"answer_seconds": 61}, ".answer_seconds is wrong"),
        ({"remember_minutes": -1}, ".remember_minutes is wrong"),
        ({"failed": ""}, ".failed is wrong"),
        ({"failed": 5}, ".failed is wrong: write what the customer should read"),
        ({"failed": {}}, ".failed is wrong: write what the customer should read"),
        ({"failed": {"en": "Again?", "nl": " "}}, ".failed is wrong: write what the customer"),
        ({"failed": {"de": "Bitte?"}}, ".failed is wrong: write it in en and nl, or one text"),
        ({"language_slot": ""}, ".language_slot is wrong"),
    ],
    "liveperson": [
        ({"account": ...}, ".account is missing. Write its value there."),
        ({"account": "a b"}, ".account is wrong: write the account's number"),
        ({"bots": ...}, ".bots is missing."),
        ({"bots": {}}, ".bots is wrong: name at least one bot"),
        ({"bots": {"a b": ["draft"]}}, ".bots is wrong: a bot's id has letters"),
        ({"bots": {"a": ["live"]}}, ".bots is wrong: a needs the environment draft"),
        ({"bots": {"a": ["draft", "a/b"]}}, ".bots is wrong: a has an environment that"),
        ({"public_key": ...}, " is wrong: write either jwks_url or public_key"),
        ({"jwks_url": JWKS}, " is wrong: write either jwks_url or public_key"),
        ({"public_key": "x"}, ".public_key is wrong: write an RSA public key in PEM"),
        ({"public_key": ..., "jwks_url": "http://a.test/k"}, ".jwks_url is wrong: write an"),
        ({"public_key": ..., "jwks_url": "keys"}, ".jwks_url is wrong: write an address"),
        ({"return_token": "short"}, ".return_token is wrong: write at least 16 characters"),
        ({"answer_seconds": 60}, ".answer_seconds is wrong: write a number below 60."),
        ({"return_after_seconds": 1e300}, ".return_after_seconds is wrong: write a number"),
        ({"max_body_bytes": 1}, ".max_body_bytes is wrong: write a number of at least 1024."),
        ({"texts": {"late": ""}}, ".texts.late is wrong: write what the customer should read"),
        ({"texts": {"silent": {"en": "Nothing."}}}, ".texts.silent is wrong: write a text."),
        ({"anwser_seconds": 5}, ".anwser_seconds is not a setting. Check the spelling"),
    ],
    "parley": [
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
        ({"message_field": ""}, ".message_field is wrong: write something; it is empty."),
        ({"token_header": "a b"}, ".token_header is wrong: write a header's name"),
        ({"signature_seconds": 1}, ".signature_seconds is wrong: write a number of at least 10."),
        ({"return_after_minutes": float("inf")}, ".return_after_minutes is wrong: write a"),
        ({"send_seconds": 0}, ".send_seconds is wrong: write a number above 0."),
        ({"answer_seconds": 61}, ".answer_seconds is wrong: write a number of at most 60."),
        ({"not_understood": ""}, ".not_understood is wrong: write what the customer should read"),
        ({"message_text": "body..message"}, ".message_text is wrong: write a JMESPath such as"),
        ({"message_id": ""}, ".message_id is wrong: write a JMESPath such as"),
        ({"merged_from": "body.["}, ".merged_from is wrong: write a JMESPath such as"),
        ({"merged_to": "body.to |"}, ".merged_to is wrong: write a JMESPath such as"),
        ({"messages": "x"}, ".messages is not a setting. Check the spelling"),
    ],
}
THREE_WRONG = {
    "cm": [{"token": ..., "answer_status": 99, "colour": "red"}],
    "liveperson": [{"account": ..., "answer_seconds": 99, "colour": "red"}],
    "parley": [{"token": ..., "answer_seconds": 99, "colour": "red"}],
}


@pytest.fixture
def name(vendor):
    """What credentials.yml calls the channel."""
    return f"{vendor.Input.__module__}.{vendor.Input.__name__}"


@pytest.fixture
def read(name):
    """What `rasa.core.run` does with a section of credentials.yml."""
    return lambda section: class_from_module_path(name).from_credentials(section)


@pytest.fixture
def build(vendor, read):
    """Read a good section with changes; `...` takes a setting out."""

    def built(**changes):
        section = vendor.section(URLS) | changes
        return read({name: value for name, value in section.items() if value is not ...})

    return built


def test_rasa_finds_the_channel_by_its_name_in_credentials_yml(vendor, build):
    assert isinstance(build(), vendor.Input)
    assert VENDORS[build().url_prefix()] is VENDORS[vendor.Input.name()] is vendor


@pytest.mark.parametrize(**cases("changes", GOOD))
def test_these_settings_are_good(vendor, build, changes):
    assert isinstance(build(**changes), vendor.Input)


@pytest.mark.parametrize(**cases("wrong", WRONG))
def test_a_wrong_setting_is_named_with_what_to_write(vendor, name, build, wrong):
    changes, sentence = wrong
    with pytest.raises(ChannelSettingsError) as caught:
        build(**changes)

    assert f"credentials.yml: {name}{sentence}" in str(caught.value)
    assert "short" not in str(caught.value)
    assert not any(secret in str(caught.value) for secret in secrets_of(vendor))


@pytest.mark.parametrize("section", [None, [], "x"], ids=["None", "values1", "x"])
def test_a_section_without_settings_is_named(read, section):
    with pytest.raises(ChannelSettingsError, match="needs settings, one `name: value` a line"):
        read(section)


@pytest.mark.parametrize(**cases("changes", THREE_WRONG))
def test_every_wrong_setting_is_named_at_once(build, changes):
    with pytest.raises(ChannelSettingsError) as caught:
        build(**changes)

    assert len(str(caught.value).splitlines()) == 3


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("sqlite:////proc/no/state.db", "the state store /proc/no/state.db cannot be used"),
        ("redis://:short-secret@127.0.0.1:1/0", "the state store redis://127.0.0.1:1 cannot be"),
        ("mongodb://host", "it names no store. Write sqlite:///path/to/file.db"),
    ],
)
def test_a_state_store_that_cannot_be_used_is_named(name, build, url, sentence):
    with pytest.raises(ChannelSettingsError) as caught:
        build(state={"url": url})

    assert f"credentials.yml: {name}.state.url is wrong: {sentence}" in str(caught.value)
    assert "short-secret" not in str(caught.value)


def test_without_a_setting_the_state_is_in_a_file_below_the_working_directory(build, tmp_path):
    build()

    assert (tmp_path / ".human_handoff" / "state.db").exists()
    assert (tmp_path / ".human_handoff" / ".gitignore").read_text("utf-8") == "*\n"


def test_no_secret_is_in_what_the_settings_show(vendor, build):
    shown = repr(build(return_token="y" * 16)._settings)

    assert not [secret for secret in (*secrets_of(vendor), "y" * 16) if secret in shown]


def secrets_of(vendor):
    section = vendor.section(URLS)
    return [section[setting] for setting in SECRETS[vendor.Input.name()]]
