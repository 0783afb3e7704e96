"""The imitated presence API."""

from typing import Any

import pytest

from sandbox import Control
from sandbox.client.control import ControlError

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


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_documented_channel_is_online_in_plain_text(cm: Any, channel: str) -> None:
    answer = cm.presence(Channel=channel)

    assert (answer.status_code, answer.content) == (200, b"Online")
    assert answer.headers["content-type"].startswith("text/plain")


def test_there_are_no_other_channels(control: Control) -> None:
    assert list(control.cm.channels()) == CHANNELS


def test_a_channel_without_agents_is_offline_and_the_others_are_not(
    cm: Any, control: Control
) -> None:
    control.cm.set_channel("Facebook Messenger", online=False)

    assert cm.presence(Channel="Facebook Messenger").text == "Offline"
    assert cm.presence().text == "Online"
    control.cm.set_channel("Facebook Messenger", online=True)
    assert cm.presence(Channel="Facebook Messenger").text == "Online"


def test_a_web_store_can_be_offline_where_the_channel_is_online(cm: Any, control: Control) -> None:
    shop = "https://shop.example.org"
    assert cm.presence(referrer=shop).text == "Online"

    control.cm.set_web_store(shop, online=False)

    assert cm.presence(referrer=shop).text == "Offline"
    assert cm.presence().text == "Online"


def test_a_web_store_is_offline_where_the_channel_is(cm: Any, control: Control) -> None:
    control.cm.set_channel("WebChat", online=False)

    assert cm.presence(referrer="https://shop.example.org").text == "Offline"


def test_an_unknown_web_store_is_offline_until_it_is_set_up(cm: Any, control: Control) -> None:
    other = "https://other.example.org/nl?x=1"
    assert cm.presence(referrer=other).text == "Offline"

    control.cm.set_web_store(other, online=True)

    assert cm.presence(referrer=other).text == "Online"
    assert control.cm.web_stores() == {"https://shop.example.org": True, other: True}


def test_an_empty_referrer_is_none(cm: Any) -> None:
    assert cm.presence(referrer="").text == "Online"


@pytest.mark.parametrize(
    "changes",
    [
        {"apikey": None},
        {"apikey": ""},
        {"Channel": None},
        {"Channel": ""},
        {"Channel": "webchat"},
        {"Channel": "CXWebConversations"},
        {"Channel": None, "channel": "WebChat"},
        {"apikey": None, "ApiKey": "sandbox-presence-key"},
        {"Channel": "Fax", "apikey": "wrong"},
    ],
)
def test_a_query_that_is_not_as_documented_is_refused(
    cm: Any, changes: dict[str, str | None]
) -> None:
    answer = cm.presence(**changes)

    assert answer.status_code == 400
    assert answer.text.startswith("the query must have")


@pytest.mark.parametrize("key", ["wrong", "sandbox-product-token", "SANDBOX-PRESENCE-KEY"])
def test_a_key_of_no_subscription_is_not_found(cm: Any, key: str) -> None:
    assert cm.presence(apikey=key).status_code == 404


def test_other_methods_and_paths_are_refused(cm: Any) -> None:
    assert cm.http.post(f"{cm.urls['presence']}/api/v1", json={}).status_code == 405
    assert cm.http.get(f"{cm.urls['presence']}/api/v1/").status_code == 404


@pytest.mark.parametrize(
    ("shape", "body", "kind"),
    [
        ("plain", b"Online", "text/plain; charset=utf-8"),
        ("quoted", b'"Online"', "application/json"),
        ("lower", b"online", "text/plain; charset=utf-8"),
    ],
)
def test_the_shape_of_the_word_can_be_set(
    cm: Any, control: Control, shape: str, body: bytes, kind: str
) -> None:
    control.cm.set_presence(shape)

    answer = cm.presence()

    assert (answer.content, answer.headers["content-type"]) == (body, kind)


def test_a_channel_that_is_not_documented_cannot_be_set(control: Control) -> None:
    with pytest.raises(ControlError, match="no channel is named 'Fax'; there are Email, Chat"):
        control.cm.set_channel("Fax", online=False)


@pytest.mark.parametrize("name", ["apikey", "ApiKey", "api%6Bey"])
def test_the_key_in_the_query_is_masked_in_the_record_of_calls(
    cm: Any, control: Control, name: str
) -> None:
    query = f"Channel=WebChat&{name}=sandbox-presence-key&referrer=a%20b&flag"
    cm.http.get(f"{cm.urls['presence']}/api/v1?{query}")

    (call,) = control.calls()
    assert call["query"] == f"Channel=WebChat&{name}=***&referrer=a%20b&flag"
    assert "sandbox-presence-key" not in str(call)
    assert "sandbox-presence-key" not in str(list(control.events(seconds=0)))


def test_an_empty_query_stays_empty(cm: Any, control: Control) -> None:
    cm.http.get(f"{cm.urls['presence']}/api/v1")

    assert control.calls()[0]["query"] == ""
