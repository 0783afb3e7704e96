"""Presence: what is asked, and which answers mean that an agent is online."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from responses import matchers

from actions.human_handoff import SecretStr, ShiftStatus, VendorAPI, VendorResponseError
from actions.human_handoff.vendors.cm.presence import PresenceAPI
from tests.unit.vendors.accounts import KEY, PRESENCE
from tests.unit.vendors.fixed_vendor import FixedVendor

ONLINE, OFFLINE = ShiftStatus.ON_SHIFT, ShiftStatus.OFF_SHIFT
SHOP = "https://shop.example.org"
ASKED = {"apikey": KEY, "Channel": "Facebook Messenger"}


def presence(api=None, url="https://presence.robinhq.com"):
    return PresenceAPI(api or VendorAPI("CM.com"), url, SecretStr(KEY))


def status_of(body, content_type="text/plain"):
    return presence(FixedVendor(body, content_type)).status("WebChat", None)


@pytest.mark.parametrize(
    ("referrer", "query"), [(SHOP, ASKED | {"referrer": SHOP}), (None, ASKED), ("", ASKED)]
)
def test_the_documented_parameters_are_sent_and_no_others(http, referrer, query):
    asked = matchers.query_param_matcher(query, strict_match=True)
    http.get(PRESENCE, body="Online", match=[asked, matchers.header_matcher({"Accept": "*/*"})])

    assert presence().status("Facebook Messenger", referrer) is ONLINE
    request = http.calls[0].request
    assert {"Authorization", "X-Cm-Producttoken"}.isdisjoint(request.headers)
    assert request.body is None


def test_another_address_may_end_in_a_slash_or_have_a_path(http):
    http.get("https://proxy.test/cm/api/v1", body="Offline")

    assert presence(url="https://proxy.test/cm/").status("WebChat", None) is OFFLINE


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
        *(b"", b" ", b'""', b"{}", b"true", b"null", b'{"status": "Online"}', b'["Online"]'),
        *(b"<html><body>Online</body></html>", b"<!doctype html>\nOnline", b"We are Online"),
        *(b"Online Offline", b"Onlinee", b"not online", b"Away", b"Online\x00", b"Online\xff"),
        *(b"'Online'", b'"Online', b'Online"', b'""Online""', "Online".encode("utf-16")),
        *(b"O\xc4\xb1nline", b"onl\xc4\xb1ne", b"onl\xc4\xb0ne", b"o\xef\xac\x80line"),
        b"\xff\xfe",
    ],
)
def test_anything_else_is_neither(body):
    with pytest.raises(VendorResponseError, match="neither the word Online nor the word Offline"):
        status_of(body)


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
        status = status_of(text.encode())
    except VendorResponseError:
        status = None

    assert status is rule(text)


@given(st.binary(max_size=20))
def test_any_bytes_are_a_status_or_make_no_sense(body):
    try:
        assert status_of(body) in (ONLINE, OFFLINE)
    except VendorResponseError as error:
        assert error.may_have_acted  # noqa: PT017


def test_an_endless_blank_is_read_at_once():
    with pytest.raises(VendorResponseError):
        status_of(b" " * 4_000_000 + b"x")
