"""Faults of CM.com's calls, whose responses are bare words or have no body."""

import pytest

from sandbox.faults.orders import FAULT_KINDS
from tests.sandbox.vendors.cm.driver import CM

DONE = {"slow", "drip", "reset_after", "half_json", "wrong_types", "empty", "huge"}
ANSWERED = [kind for kind in FAULT_KINDS if kind not in {"hang", "reset", "reset_after"}]
SPACES = " " * 1000
PLAIN, JSON = "text/plain; charset=utf-8", "application/json"


def faulty(cm: CM, call: str, kind: str) -> None:
    cm.fault(call, kind, seconds=0.001, size=1000)


@pytest.mark.parametrize("kind", ANSWERED)
def test_every_kind_has_an_answer_to_a_mutation_and_is_over_then(cm: CM, kind: str) -> None:
    faulty(cm, "mutation", kind)

    status = cm.mutate().status_code

    assert status == (503 if kind == "status" else 200)
    assert len(cm.transfers()) == (kind in DONE)
    assert cm.mutate().content == b""
    assert [call["fault"] for call in cm.calls("mutation")] == [kind, None]


@pytest.mark.parametrize(
    ("shape", "kind", "body", "media_type"),
    [
        ("plain", "status", "", None),
        ("plain", "slow", "Online", PLAIN),
        ("plain", "drip", "Online", PLAIN),
        ("plain", "half_json", "Onl", PLAIN),
        ("plain", "wrong_types", '["Online"]', JSON),
        ("plain", "empty", "", PLAIN),
        ("plain", "huge", SPACES + "Online", PLAIN),
        ("quoted", "half_json", '"Onl', JSON),
        ("quoted", "wrong_types", '["Online"]', JSON),
    ],
)
def test_the_word_of_presence_is_spoilt(
    cm: CM, shape: str, kind: str, body: str, media_type: str | None
) -> None:
    cm.admin.set_presence(shape)
    faulty(cm, "presence", kind)

    response = cm.presence()

    assert (response.status_code, response.text) == (503 if kind == "status" else 200, body)
    assert response.headers.get("content-type") == media_type
    assert cm.presence().text.strip('"') == "Online"


@pytest.mark.parametrize(("kind", "part"), [("html", "<!doctype html>"), ("error_in_200", "{")])
def test_something_else_comes_in_the_words_place(cm: CM, kind: str, part: str) -> None:
    faulty(cm, "presence", kind)

    response = cm.presence()

    assert response.status_code == 200
    assert response.text.startswith(part)


@pytest.mark.parametrize(
    ("kind", "body"),
    [("half_json", "{"), ("wrong_types", "[0]"), ("empty", ""), ("huge", SPACES + "{}")],
)
def test_an_empty_answer_is_spoilt_too(cm: CM, kind: str, body: str) -> None:
    faulty(cm, "mutation", kind)

    assert cm.mutate().text == body


@pytest.mark.parametrize("kind", ["half_json", "wrong_types", "huge"])
def test_a_refusal_is_spoilt_too(cm: CM, kind: str) -> None:
    faulty(cm, "presence", kind)
    assert cm.presence(apikey="wrong").status_code == 200

    faulty(cm, "mutation", kind)
    assert cm.mutate(token="wrong").status_code == 200
    assert cm.transfers() == []
