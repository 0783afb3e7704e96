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
SHOP, FACEBOOK = "https://shop.example.org", "Facebook Messenger"


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_documented_channel_is_online_in_plain_text(cm: CM, channel: str) -> None:
    response = cm.presence(Channel=channel)

    assert (response.status_code, response.content) == (200, b"Online")
    assert response.headers["content-type"].startswith("text/plain")


def test_there_are_no_other_channels(control: Driver) -> None:
    assert list(control.cm.channels()) == CHANNELS


@pytest.mark.parametrize(
    ("closed", "query", "word"),
    [
        pytest.param(FACEBOOK, {"Channel": FACEBOOK}, "Offline", id="a channel without agents"),
        pytest.param(FACEBOOK, {}, "Online", id="another channel than that"),
        pytest.param(FACEBOOK, {"referrer": ""}, "Online", id="an empty referrer is none"),
        pytest.param(SHOP, {"referrer": SHOP}, "Offline", id="a web store without agents"),
        pytest.param(SHOP, {}, "Online", id="the channel of that web store"),
        pytest.param("WebChat", {"referrer": SHOP}, "Offline", id="a web store of that channel"),
    ],
)
def test_somebody_is_online_where_the_channel_and_the_web_store_have_agents(
    cm: CM, closed: str, query: dict[str, str], word: str
) -> None:
    change = cm.admin.set_web_store if closed == SHOP else cm.admin.set_channel

    change(closed, online=False)
    assert cm.presence(**query).text == word

    change(closed, online=True)
    assert cm.presence(**query).text == "Online"


def test_an_unknown_web_store_is_offline_until_it_is_set_up(cm: CM) -> None:
    other = "https://other.example.org/nl?x=1"
    assert cm.presence(referrer=other).text == "Offline"

    cm.admin.set_web_store(other, online=True)

    assert cm.presence(referrer=other).text == "Online"
    assert cm.admin.web_stores() == {SHOP: True, other: True}


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
