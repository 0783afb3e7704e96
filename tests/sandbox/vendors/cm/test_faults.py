"""Every way in which a call to the imitated CM.com can go wrong: bare words and empty answers."""

from typing import Any

import httpx
import pytest

from sandbox import Control
from sandbox.client.control import is_event
from sandbox.faults.orders import FAULT_KINDS

QUICK = httpx.Timeout(0.1)
DONE = {"slow", "drip", "reset_after", "half_json", "wrong_types", "empty", "huge"}
ANSWERED = [kind for kind in FAULT_KINDS if kind not in {"hang", "reset", "reset_after"}]


def faulty(control: Control, call: str, kind: str, **details: Any) -> None:
    control.fault(call, kind, seconds=0.001, size=1000, **details)


@pytest.mark.parametrize("kind", ANSWERED)
def test_every_kind_has_an_answer_to_a_mutation_and_is_over_then(
    cm: Any, control: Control, kind: str
) -> None:
    faulty(control, "mutation", kind)

    status = cm.mutate().status_code

    assert status == (503 if kind == "status" else 200)
    assert len(control.transfers()) == (kind in DONE)
    assert cm.mutate().content == b""
    assert [call["fault"] for call in control.calls("mutation")] == [kind, None]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("status", ""),
        ("slow", "Online"),
        ("drip", "Online"),
        ("half_json", "Onl"),
        ("wrong_types", '["Online"]'),
        ("empty", ""),
        ("huge", " " * 1000 + "Online"),
    ],
)
def test_the_word_of_presence_is_spoilt(cm: Any, control: Control, kind: str, body: str) -> None:
    faulty(control, "presence", kind)

    answer = cm.presence()

    assert (answer.status_code, answer.text) == (503 if kind == "status" else 200, body)
    assert cm.presence().text == "Online"


@pytest.mark.parametrize(("kind", "part"), [("html", "<!doctype html>"), ("error_in_200", "{")])
def test_something_else_comes_in_the_words_place(
    cm: Any, control: Control, kind: str, part: str
) -> None:
    faulty(control, "presence", kind)

    answer = cm.presence()

    assert answer.status_code == 200
    assert answer.text.startswith(part)


def test_half_a_word_does_not_claim_to_be_json(cm: Any, control: Control) -> None:
    faulty(control, "presence", "half_json")

    assert cm.presence().headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(("kind", "body"), [("half_json", '"Onl'), ("wrong_types", '["Online"]')])
def test_a_quoted_word_is_spoilt_as_json(cm: Any, control: Control, kind: str, body: str) -> None:
    control.cm.set_presence("quoted")
    faulty(control, "presence", kind)

    answer = cm.presence()

    assert (answer.text, answer.headers["content-type"]) == (body, "application/json")


@pytest.mark.parametrize(
    ("kind", "body"),
    [("half_json", "{"), ("wrong_types", "[0]"), ("empty", ""), ("huge", " " * 1000 + "{}")],
)
def test_an_empty_answer_is_spoilt_too(cm: Any, control: Control, kind: str, body: str) -> None:
    faulty(control, "mutation", kind)

    assert cm.mutate().text == body


@pytest.mark.parametrize("kind", ["half_json", "wrong_types", "huge"])
def test_a_refusal_is_spoilt_too(cm: Any, control: Control, kind: str) -> None:
    faulty(control, "presence", kind)
    assert cm.presence(apikey="wrong").status_code == 200

    faulty(control, "mutation", kind)
    assert cm.mutate(token="wrong").status_code == 200
    assert control.transfers() == []


@pytest.mark.parametrize("kind", ["wrong_types", "error_in_200", "html"])
def test_the_wrong_answer_can_be_chosen(cm: Any, control: Control, kind: str) -> None:
    faulty(control, "presence", kind, body={"status": "Online"})

    assert cm.presence().json() == {"status": "Online"}


def test_a_hanging_presence_gets_no_answer(cm: Any, control: Control) -> None:
    control.fault("presence", "hang")

    with pytest.raises(httpx.ReadTimeout):
        cm.http.get(f"{cm.urls['presence']}/api/v1", params=cm.query, timeout=QUICK)

    assert control.wait_for(is_event("call", call="presence"))["status"] is None


def test_a_hanging_mutation_gets_no_answer_and_is_not_done(cm: Any, control: Control) -> None:
    control.fault("mutation", "hang")
    headers = {"x-cm-producttoken": cm.token}
    body = {"ChatId": cm.chat, "Mutations": cm.hand_over}

    with pytest.raises(httpx.ReadTimeout):
        cm.http.post(cm.mutation_url(), json=body, headers=headers, timeout=QUICK)

    assert control.wait_for(is_event("call", call="mutation"))["status"] is None
    assert (control.transfers(), control.cm.chats()) == ([], {})


@pytest.mark.parametrize(("kind", "transfers"), [("reset", 0), ("reset_after", 1)])
def test_a_reset_ends_the_connection_before_or_after_the_work(
    cm: Any, control: Control, kind: str, transfers: int
) -> None:
    control.fault("mutation", kind)
    control.fault("presence", kind)

    with pytest.raises(httpx.ReadError, match="reset"):
        cm.mutate()
    with pytest.raises(httpx.ReadError, match="reset"):
        cm.presence()

    assert len(control.transfers()) == transfers
