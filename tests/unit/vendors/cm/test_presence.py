"""Presence: what is asked, and which answers mean that an agent is online."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from responses import matchers

from actions.human_handoff.desk import ShiftStatus
from actions.human_handoff.errors import (
    VendorAuthenticationError,
    VendorBusyError,
    VendorRefusedError,
    VendorResponseError,
)
from actions.human_handoff.pydantic_compat import SecretStr
from actions.human_handoff.vendor_http.client import VendorAPI
from actions.human_handoff.vendors.cm.presence import PresenceAPI
from tests.unit.vendors.cm.cm_account import KEY, PRESENCE, SHOP, Says

ONLINE, OFFLINE = ShiftStatus.ON_SHIFT, ShiftStatus.OFF_SHIFT


def presence(api=None, url="https://presence.robinhq.com"):
    return PresenceAPI(api or VendorAPI("CM.com"), url, SecretStr(KEY))


def status_of(body, kind="text/plain"):
    return presence(Says(body, kind)).status("WebChat", None)


@pytest.mark.parametrize(
    ("referrer", "query"),
    [
        (SHOP, {"apikey": KEY, "Channel": "Facebook Messenger", "referrer": SHOP}),
        (None, {"apikey": KEY, "Channel": "Facebook Messenger"}),
        ("", {"apikey": KEY, "Channel": "Facebook Messenger"}),
    ],
)
def test_the_documented_parameters_are_sent_and_no_others(http, referrer, query):
    http.get(
        PRESENCE,
        body="Online",
        match=[
            matchers.query_param_matcher(query, strict_match=True),
            matchers.header_matcher({"Accept": "*/*"}),
        ],
    )

    assert presence().status("Facebook Messenger", referrer) is ONLINE
    assert "Authorization" not in http.calls[0].request.headers
    assert "X-Cm-Producttoken" not in http.calls[0].request.headers
    assert http.calls[0].request.body is None


def test_another_address_may_end_in_a_slash_or_have_a_path(http):
    http.get("http://proxy.test/cm/api/v1", body="Offline")

    assert presence(url="http://proxy.test/cm/").status("WebChat", None) is OFFLINE


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"Online", ONLINE),
        (b"Offline", OFFLINE),
        (b"online", ONLINE),
        (b"OFFLINE", OFFLINE),
        (b" Online\r\n", ONLINE),
        (b'"Online"', ONLINE),
        (b'"offline"\n', OFFLINE),
        (b"\xef\xbb\xbfOnline", ONLINE),
        (b'\xef\xbb\xbf"Offline"', OFFLINE),
    ],
)
@pytest.mark.parametrize("kind", ["text/plain", "text/plain; charset=utf-8", "text/html", ""])
def test_the_word_alone_counts_whatever_it_calls_itself(body, status, kind):
    assert status_of(body, kind) is status


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b'""',
        b"{}",
        b"true",
        b"null",
        b'{"status": "Online"}',
        b'["Online"]',
        b"<html><body>Online</body></html>",
        b"<!doctype html>\nOnline",
        b"We are Online",
        b"Online Offline",
        b"Onlinee",
        b"not online",
        b"'Online'",
        b'"Online',
        b'Online"',
        b'""Online""',
        b"O\xc4\xb1nline",
        b"onl\xc4\xb1ne",
        b"onl\xc4\xb0ne",
        b"o\xef\xac\x80line",
        b"Online\x00",
        b"Online\xff",
        "Online".encode("utf-16"),
        b"\xff\xfe",
        b"Away",
    ],
)
def test_anything_else_is_neither(body):
    with pytest.raises(VendorResponseError) as caught:
        status_of(body)

    assert str(caught.value) == ("CM.com: presence is neither the word Online nor the word Offline")


def rule(text):
    """Return what the contract says of an answer, in other words than the code's."""
    text = text.strip(" \t\n\r\f\v").removeprefix("\ufeff")
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1]
    word = text.lower() if text.isascii() else ""
    return {"online": ONLINE, "offline": OFFLINE}.get(word)


PIECES = st.sampled_from(
    [*'" \t\r\n<>{}', "\ufeff", "\xa0", "online", "Online", "OFFLINE", "offline", "on", "line", "İ"]
)


@given(st.text() | st.lists(PIECES, max_size=5).map("".join))
@example('"Online"')
@example("\ufeff OFFLINE \n")
def test_any_text_is_online_or_offline_only_if_the_rule_says_so(text):
    try:
        found = status_of(text.encode())
    except VendorResponseError:
        found = None

    assert found is rule(text)


@given(st.binary(max_size=20))
def test_any_bytes_are_a_status_or_make_no_sense(body):
    try:
        assert status_of(body) in (ONLINE, OFFLINE)
    except VendorResponseError as error:
        assert error.may_have_acted  # noqa: PT017


def test_an_endless_blank_is_read_at_once():
    with pytest.raises(VendorResponseError):
        status_of(b" " * 4_000_000 + b"x")


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (302, VendorRefusedError),
        (400, VendorRefusedError),
        (401, VendorAuthenticationError),
        (404, VendorRefusedError),
        (429, VendorBusyError),
        (500, VendorRefusedError),
    ],
)
def test_a_failed_check_is_an_error_whatever_its_body_and_then_answers_again(http, status, error):
    http.get(PRESENCE, status=status, body="Online")
    agents = presence()

    with pytest.raises(error) as caught:
        agents.status("WebChat", SHOP)

    assert str(caught.value) == f"CM.com: GET /api/v1 answered {status}"
    http.replace("GET", PRESENCE, body="Online")
    assert agents.status("WebChat", SHOP) is ONLINE
