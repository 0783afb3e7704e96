"""The service `actions`: Rasa's calls of its action server, passed through and recorded."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from sandbox import Control, RunningSandbox
from sandbox.client.control import is_event

ASKED = {
    "next_action": "action_human_handoff_escalate",
    "sender_id": "c1",
    "tracker": {"sender_id": "c1", "slots": {}},
    "domain": {"intents": ["a very long domain"]},
}


@pytest.fixture
def actions(called: Any, control: Control, sandbox: RunningSandbox) -> Iterator[str]:
    """Where Rasa is to call its actions; `called` plays the action server."""
    called.answers = lambda call: (200, {"events": [], "responses": []})
    control.set_actions(called.url)
    yield sandbox.urls["actions"]
    control.set_actions(None)


def test_a_call_is_passed_through_as_it_is(called: Any, actions: str, http: httpx.Client) -> None:
    called.answers = lambda call: (449, {"events": [], "responses": [{"text": "höre"}]})

    answer = http.post(f"{actions}/webhook?token=secret", json=ASKED, headers={"x-request-id": "7"})

    (call,) = called.calls
    assert (call.method, call.path, call.query) == ("POST", "/webhook", "token=secret")
    assert call.body == ASKED
    assert call.headers["x-request-id"] == "7"
    assert answer.status_code == 449
    assert answer.json() == {"events": [], "responses": [{"text": "höre"}]}


def test_it_is_recorded_by_the_actions_name_without_the_domain(
    actions: str, control: Control, http: httpx.Client
) -> None:
    http.post(f"{actions}/webhook?token=secret", json=ASKED)

    event = control.wait_for(is_event("call"))
    expected = {"service": "actions", "call": ASKED["next_action"], "conversation": "c1"}
    assert expected.items() <= event.items()
    (call,) = control.calls("action_human_handoff_escalate")
    assert call["body"]["tracker"] == ASKED["tracker"]
    assert call["body"]["domain"] == "(the bot's domain is left out)"
    assert "secret" not in str(control.call(event["serial"]))


def test_the_conversation_is_the_one_that_has_this_sender(
    actions: str, control: Control, http: httpx.Client
) -> None:
    control.map_sender("c1", "customer-7")
    control.use_channel("c2", "cm")
    for sender in ("customer-7", "c2", "somebody else"):
        http.post(f"{actions}/webhook", json={**ASKED, "sender_id": sender})

    told = [e["conversation"] for e in control.events(seconds=0) if e["type"] == "call"]
    assert told == ["c1", "c2", "somebody else"]


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b'{"next_action": 1, "sender_id": null}'])
def test_anything_else_is_passed_on_too(
    called: Any, actions: str, control: Control, http: httpx.Client, body: bytes
) -> None:
    assert http.post(f"{actions}/anything", content=body).status_code == 200

    assert called.calls[0].content == body
    call = control.wait_for(is_event("call"))
    assert (call["call"], call["conversation"], call["path"]) == ("action", None, "/anything")


def test_no_action_server_is_a_bad_gateway_and_the_next_call_works(
    called: Any, actions: str, control: Control, http: httpx.Client
) -> None:
    for url, reason in [(None, "no action server was named"), ("http://127.0.0.1:9", "ConnectE")]:
        control.set_actions(url)
        answer = http.post(f"{actions}/webhook", json=ASKED)
        assert answer.status_code == 502
        assert reason in answer.json()["error"]

    control.set_actions(called.url)
    assert http.post(f"{actions}/webhook", json=ASKED).status_code == 200


def test_it_can_go_wrong_like_any_other_call(
    called: Any, actions: str, control: Control, http: httpx.Client
) -> None:
    control.fault("action", "status", status=500)

    assert http.post(f"{actions}/webhook", json=ASKED).status_code == 500
    assert http.post(f"{actions}/webhook", json=ASKED).status_code == 200

    assert len(called.calls) == 1
    assert control.wait_for(is_event("fault"))["call"] == "action"
    assert control.calls()[0]["fault"] == "status"


def test_a_reset_keeps_the_action_server(called: Any, actions: str, control: Control) -> None:
    control.reset()

    assert control.state()["actions"] == called.url
