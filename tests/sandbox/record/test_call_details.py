"""One call with its response: no credentials in it, and no personal data."""

import json
import re
from contextlib import suppress
from typing import Any

import httpx
import pytest

from sandbox.client.control import is_event
from sandbox.record.redaction import MASK
from tests.sandbox.driver import complaint
from tests.sandbox.vendors.liveperson.driver import LivePerson


def test_a_call_is_shown_with_its_answer_and_listed_without(liveperson: LivePerson) -> None:
    liveperson.hand_over()

    call = liveperson.shown("escalate")

    assert call["conversation"] == "conversation-1"
    assert (call["service"], call["method"], call["fault"]) == ("escalation", "POST", None)
    assert call["request"]["body"]["agentSkillName"] == "Human"
    assert call["request"]["headers"]["authorization"] == "***"
    assert call["answer"]["status"] == call["status"] == 200
    assert call["answer"]["body"] == {"success": True, "message": "accepted"}
    assert call["answer"]["headers"]["content-type"] == "application/json"
    (listed,) = liveperson.calls()
    assert list(listed) == [
        *("service", "call", "method", "path", "query", "headers", "body", "status", "fault"),
        *("milliseconds", "at"),
    ]


def test_serials_go_on_after_a_reset_and_old_calls_are_gone(liveperson: LivePerson) -> None:
    liveperson.log_in()
    before = liveperson.wait_for(is_event("call"))["serial"]
    liveperson.reset()
    assert f"there is no call {before}" in complaint(liveperson.call, before)

    liveperson.log_in()

    assert liveperson.wait_for(is_event("call"))["serial"] == before + 1
    assert liveperson.call(before + 1)["call"] == "login"


def test_no_credential_is_shown_of_any_answer(liveperson: LivePerson) -> None:
    response = liveperson.log_in()
    body = response.json()

    shown = str(liveperson.shown("login"))

    for secret in (body["bearer"], body["sessionId"], body["csrf"], "sandbox-secret"):
        assert secret not in shown
    assert response.cookies["Session_id"] not in shown
    assert "Main Group" in shown


def test_no_credential_is_shown_of_half_an_answer(liveperson: LivePerson) -> None:
    liveperson.fault("login", "half_json")
    csrf = liveperson.log_in().text.split('"')[3]

    call = liveperson.shown("login")

    assert call["fault"] == "half_json"
    assert call["answer"]["body"].startswith(f'{{"csrf":"{MASK}"')
    assert csrf not in str(call)


@pytest.mark.parametrize(
    ("kind", "details", "body"),
    [
        ("html", {}, "<!doctype html>.*"),
        ("empty", {}, "None"),
        ("status", {"status": 503, "body": {"error": "down"}}, r"\{'error': 'down'\}"),
        ("reset", {}, "None"),
        ("reset_after", {}, "None"),
    ],
)
def test_what_went_wrong_is_shown_as_the_caller_got_it(
    liveperson: LivePerson, kind: str, details: dict[str, Any], body: str
) -> None:
    liveperson.fault("domain", kind, **details)
    with suppress(httpx.TransportError):
        liveperson.base_uri()

    answer = liveperson.shown("domain")["answer"]

    assert (answer is None) is kind.startswith("reset")
    assert re.fullmatch(body, str(answer and answer["body"]))


def test_of_a_huge_answer_a_part_is_kept(liveperson: LivePerson) -> None:
    liveperson.fault("domain", "huge", size=1_000_000)
    liveperson.base_uri()

    answer = liveperson.shown("domain")["answer"]

    assert len(json.dumps(answer)) < 100_000
    assert answer["body"] is not None
