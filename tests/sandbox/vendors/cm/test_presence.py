"""The imitated presence API."""

import pytest

from tests.sandbox.driver import Driver
from tests.sandbox.vendors.cm.driver import CM

CHANNELS = [
    "Email",
    "Chat",
    "WhatsApp",
    "SMS",
    "WebChat",
    "Facebook Messenger",
    "Instagram",
    "Apple Business Chat",
    "Twitter",
    "Google Business Messages",
    "RCS",
]
SHOP = "https://shop.example.org"


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_documented_channel_is_online_in_plain_text(cm: CM, channel: str) -> None:
    response = cm.presence(Channel=channel)

    assert (response.status_code, response.content) == (200, b"Online")
    assert response.headers["content-type"].startswith("text/plain")


def test_there_are_no_other_channels(control: Driver) -> None:
    assert list(control.cm.channels()) == CHANNELS


def test_a_channel_without_agents_is_offline_and_the_others_are_not(cm: CM) -> None:
    cm.admin.set_channel("Facebook Messenger", online=False)

    assert cm.presence(Channel="Facebook Messenger").text == "Offline"
    assert cm.presence().text == "Online"
    cm.admin.set_channel("Facebook Messenger", online=True)
    assert cm.presence(Channel="Facebook Messenger").text == "Online"


def test_a_web_store_can_be_offline_where_the_channel_is_online(cm: CM) -> None:
    assert cm.presence(referrer=SHOP).text == "Online"

    cm.admin.set_web_store(SHOP, online=False)

    assert cm.presence(referrer=SHOP).text == "Offline"
    assert cm.presence().text == "Online"


def test_a_web_store_is_offline_where_the_channel_is(cm: CM) -> None:
    cm.admin.set_channel("WebChat", online=False)

    assert cm.presence(referrer=SHOP).text == "Offline"


def test_an_unknown_web_store_is_offline_until_it_is_set_up(cm: CM) -> None:
    other = "https://other.example.org/nl?x=1"
    assert cm.presence(referrer=other).text == "Offline"

    cm.admin.set_web_store(other, online=True)

    assert cm.presence(referrer=other).text == "Online"
    assert cm.admin.web_stores() == {SHOP: True, other: True}


def test_an_empty_referrer_is_none(cm: CM) -> None:
    assert cm.presence(referrer="").text == "Online"


@pytest.mark.parametrize(
    ("shape", "body", "kind"),
    [
        ("plain", b"Online", "text/plain; charset=utf-8"),
        ("quoted", b'"Online"', "application/json"),
        ("lower", b"online", "text/plain; charset=utf-8"),
    ],
)
def test_the_shape_of_the_word_can_be_set(cm: CM, shape: str, body: bytes, kind: str) -> None:
    cm.admin.set_presence(shape)

    response = cm.presence()

    assert (response.content, response.headers["content-type"]) == (body, kind)


@pytest.mark.parametrize("name", ["apikey", "ApiKey", "api%6Bey"])
def test_the_key_in_the_query_is_masked_in_the_record_of_calls(cm: CM, name: str) -> None:
    query = f"Channel=WebChat&{name}=sandbox-presence-key&referrer=a%20b&flag"
    cm.raw("presence", "GET", f"/api/v1?{query}")

    (call,) = cm.calls()
    assert call["query"] == f"Channel=WebChat&{name}=***&referrer=a%20b&flag"
    assert "sandbox-presence-key" not in str(call)
    assert "sandbox-presence-key" not in str(list(cm.events(seconds=0)))


def test_an_empty_query_stays_empty(cm: CM) -> None:
    cm.raw("presence", "GET", "/api/v1")

    assert cm.calls()[0]["query"] == ""
