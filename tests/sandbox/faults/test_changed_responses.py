"""Faults that let the vendor carry out a call and change its response, or replace it."""

import json

import pytest

from tests.sandbox.vendors.driver import VendorDriver
from tests.sandbox.vendors.liveperson.driver import LivePerson
from tests.sandbox.vendors.parley.driver import Parley


def test_half_of_the_json_claims_to_be_json(liveperson: LivePerson) -> None:
    whole = liveperson.base_uri().text
    liveperson.fault("domain", "half_json")

    response = liveperson.base_uri()

    assert response.headers["content-type"] == "application/json"
    assert whole.startswith(response.text)
    with pytest.raises(json.JSONDecodeError):
        response.json()


def test_half_of_nothing_is_half_an_object(liveperson: LivePerson) -> None:
    liveperson.fault("context_write", "half_json")

    assert liveperson.context("PATCH", "/mine/properties", {"a": 1}).text == "{"


def test_wrong_types_keep_the_keys_and_no_leaf(liveperson: LivePerson) -> None:
    bearer = liveperson.bearer()
    liveperson.fault("shift_status", "wrong_types")

    shift = liveperson.shifts(bearer).json()[0]

    assert shift == {
        "skillId": ["2438093750"],
        "onShift": "spoiled",
        "nextOn": "spoiled",
        "nextOff": "spoiled",
    }


@pytest.mark.parametrize(
    ("vendor", "call"), [("liveperson", "domain"), ("cm", "presence")], indirect=["vendor"]
)
@pytest.mark.parametrize("kind", ["wrong_types", "error_in_200", "html"])
def test_the_wrong_answer_can_be_chosen(vendor: VendorDriver, call: str, kind: str) -> None:
    vendor.fault(call, kind, body={"baseURI": 7})
    make, _ = vendor.each_call[call]

    assert make(vendor).json() == {"baseURI": 7}


def test_an_empty_answer_is_a_200_of_nothing(liveperson: LivePerson) -> None:
    liveperson.fault("escalate", "empty")

    response = liveperson.escalate()

    assert (response.status_code, response.content) == (200, b"")
    assert len(liveperson.transfers()) == 1


@pytest.mark.parametrize("kind", ["html", "error_in_200"])
def test_something_else_can_come_inside_a_200_and_nothing_is_done(
    liveperson: LivePerson, kind: str
) -> None:
    liveperson.fault("escalate", kind)

    response = liveperson.escalate()

    assert response.status_code == 200
    if kind == "html":
        assert response.headers["content-type"].startswith("text/html")
    else:
        assert response.json()["success"] is False
    assert liveperson.transfers() == []


def test_an_error_in_a_200_has_a_body_without_parleys_status_unless_one_is_given(
    parley: Parley,
) -> None:
    envelope = {
        "notifications": [{"type": "error", "message": "owner_not_updated"}],
        "status": "ERROR",
        "metadata": {"values": {"url": "users/20/owner"}, "method": "put", "duration": 0.01},
    }
    parley.fault("change_owner", "error_in_200")
    parley.fault("change_owner", "error_in_200", body=envelope)

    neutral, chosen = parley.hand_over(), parley.hand_over()

    assert (neutral.status_code, chosen.status_code) == (200, 200)
    assert "status" not in neutral.json()
    assert chosen.json() == envelope
    assert parley.transfers() == []


def test_a_huge_answer_is_valid_json_after_a_long_wait(liveperson: LivePerson) -> None:
    liveperson.fault("domain", "huge", size=3_000_000)

    response = liveperson.base_uri()

    assert len(response.content) > 3_000_000
    assert response.json()["service"] == "agentVep"
