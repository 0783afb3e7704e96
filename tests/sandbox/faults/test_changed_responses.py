"""Faults that let the vendor carry out a call and change its response, or replace it.

CM.com's responses are bare words or have no body.
"""

import re

import pytest

from tests.sandbox.vendors.cm.driver import CM
from tests.sandbox.vendors.driver import VendorDriver
from tests.sandbox.vendors.parley.driver import Parley

# The kinds of fault with which the vendor carries out the call.
DONE = {"slow", "drip", "half_json", "wrong_types", "empty", "huge"}
PLAIN, JSON, HTML = "text/plain; charset=utf-8", "application/json", "text/html; charset=utf-8"
SIZE = 3_000_000
SPACES, PAGE, ERROR = f" {{{SIZE}}}", "<!doctype html>.*", r'\{"success": false, "error": .*\}'
# A call, a fault, and its response: a pattern of the body, and the content type.
CHANGED = {
    "liveperson": [
        ("domain", "half_json", r'\{"service":"agentVep","account":"\d+', JSON),
        ("domain", "huge", SPACES + r'\{"service":"agentVep",.*\}', JSON),
        ("context_write", "half_json", r"\{", JSON),
        (
            *("shift_status", "wrong_types"),
            r'\[\{"skillId": \["2438093750"\], ("(onShift|nextOn|nextOff)": "spoiled"(, )?){3}\}.*',
            JSON,
        ),
        ("escalate", "empty", "", JSON),
        ("escalate", "html", PAGE, HTML),
        ("escalate", "error_in_200", ERROR, JSON),
    ],
    "cm": [
        ("presence", "status", "", None),
        ("presence", "slow", "Online", PLAIN),
        ("presence", "drip", "Online", PLAIN),
        ("presence", "half_json", "Onl", PLAIN),
        ("presence", "wrong_types", r'\["Online"\]', JSON),
        ("presence", "empty", "", PLAIN),
        ("presence", "huge", SPACES + "Online", PLAIN),
        ("presence", "html", PAGE, HTML),
        ("presence", "error_in_200", ERROR, JSON),
        ("mutation", "status", "", None),
        ("mutation", "slow", "", None),
        ("mutation", "drip", "", None),
        ("mutation", "half_json", r"\{", JSON),
        ("mutation", "wrong_types", r"\[0\]", JSON),
        ("mutation", "empty", "", None),
        ("mutation", "huge", SPACES + r"\{\}", None),
        ("mutation", "html", PAGE, HTML),
        ("mutation", "error_in_200", ERROR, JSON),
    ],
    "parley": [
        ("change_owner", "half_json", r'\{.*"owner_updated_successfully"((?!media).)*', JSON),
        ("change_owner", "error_in_200", r'\{((?!"status").)*\}', JSON),
    ],
}


@pytest.mark.parametrize(
    ("vendor", "call", "kind", "body", "media_type"),
    [
        pytest.param(vendor, *row, id=f"{row[1]} at {row[0]}")
        for vendor, rows in CHANGED.items()
        for row in rows
    ],
    indirect=["vendor"],
)
def test_the_response_is_changed_and_the_next_one_is_whole(
    vendor: VendorDriver, call: str, kind: str, body: str, media_type: str | None
) -> None:
    make, status = vendor.each_call[call]
    vendor.fault(call, kind, seconds=0.001, size=SIZE)

    response = make(vendor)

    assert response.status_code == (503 if kind == "status" else 200)
    assert re.fullmatch(body, response.text)
    assert response.headers.get("content-type") == media_type
    if call == vendor.manifest.transfer_call:
        assert len(vendor.transfers()) == (kind in DONE)
    assert make(vendor).status_code == status
    assert [one["fault"] for one in vendor.calls(call)] == [kind, None]


@pytest.mark.parametrize(("kind", "body"), [("half_json", '"Onl'), ("wrong_types", '["Online"]')])
def test_a_quoted_word_is_spoilt_too(cm: CM, kind: str, body: str) -> None:
    cm.admin.set_presence("quoted")
    cm.fault("presence", kind)

    response = cm.presence()

    assert (response.status_code, response.text) == (200, body)
    assert response.headers["content-type"] == JSON
    assert cm.presence().text == '"Online"'


@pytest.mark.parametrize("kind", ["half_json", "wrong_types", "huge"])
def test_a_refusal_is_spoilt_too(cm: CM, kind: str) -> None:
    cm.fault("presence", kind, size=1000)
    assert cm.presence(apikey="wrong").status_code == 200

    cm.fault("mutation", kind, size=1000)
    assert cm.mutate(token="wrong").status_code == 200
    assert cm.transfers() == []


@pytest.mark.parametrize(
    ("vendor", "call"), [("liveperson", "domain"), ("cm", "presence")], indirect=["vendor"]
)
@pytest.mark.parametrize("kind", ["wrong_types", "error_in_200", "html"])
def test_the_wrong_answer_can_be_chosen(vendor: VendorDriver, call: str, kind: str) -> None:
    vendor.fault(call, kind, body={"baseURI": 7})
    make, _ = vendor.each_call[call]

    assert make(vendor).json() == {"baseURI": 7}


def test_an_error_in_a_200_can_have_parleys_envelope(parley: Parley) -> None:
    envelope = {
        "notifications": [{"type": "error", "message": "owner_not_updated"}],
        "status": "ERROR",
        "metadata": {"values": {"url": "users/20/owner"}, "method": "put", "duration": 0.01},
    }
    parley.fault("change_owner", "error_in_200", body=envelope)

    response = parley.hand_over()

    assert (response.status_code, response.json()) == (200, envelope)
    assert parley.transfers() == []
