"""The service `actions`: Rasa's calls of its action server, passed through and recorded."""

from collections.abc import Iterator

import httpx
import pytest

from sandbox import Control, RunningSandbox
from sandbox.client.control import is_event
from tests.sandbox.driver import Driver
from tests.sandbox.stand_in import Bot

CALL = {
    "next_action": "action_human_handoff_escalate",
    "sender_id": "c1",
    "tracker": {"sender_id": "c1", "slots": {}},
    "domain": {"intents": ["a very long domain"]},
}


@pytest.fixture
def actions(bot: Bot, control: Control, sandbox: RunningSandbox) -> Iterator[str]:
    """Where Rasa is to call its actions; `bot` stands in for the action server."""
    bot.answer = lambda request: (200, {"events": [], "responses": []})
    control.set_actions(bot.url)
    yield sandbox.urls["actions"]
    control.set_actions(None)


def test_a_call_is_passed_through_as_it_is(bot: Bot, actions: str, http: httpx.Client) -> None:
    bot.answer = lambda request: (449, {"events": [], "responses": [{"text": "höre"}]})

    answer = http.post(f"{actions}/webhook?token=secret", json=CALL, headers={"x-request-id": "7"})

    (call,) = bot.requests
    assert (call.method, call.path, call.query) == ("POST", "/webhook", "token=secret")
    assert call.body == CALL
    assert call.headers["x-request-id"] == "7"
    assert answer.status_code == 449
    assert answer.json() == {"events": [], "responses": [{"text": "höre"}]}


def test_it_is_recorded_by_the_actions_name_without_the_domain(
    actions: str, control: Driver
) -> None:
    control.http.post(f"{actions}/webhook?token=secret", json=CALL)

    event = control.wait_for(is_event("call"))
    expected = {"service": "actions", "call": CALL["next_action"], "conversation": "c1"}
    assert expected.items() <= event.items()
    (call,) = control.calls("action_human_handoff_escalate")
    assert call["body"]["tracker"] == CALL["tracker"]
    assert call["body"]["domain"] == "(the bot's domain is left out)"
    assert "secret" not in str(control.call(event["serial"]))


def test_the_conversation_is_the_one_that_has_this_sender(actions: str, control: Driver) -> None:
    control.map_sender("c1", "customer-7")
    control.use_channel("c2", "cm")
    for sender in ("customer-7", "c2", "somebody else"):
        control.http.post(f"{actions}/webhook", json={**CALL, "sender_id": sender})

    conversations = [event["conversation"] for event in control.happened("call")]
    assert conversations == ["c1", "c2", "somebody else"]


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b'{"next_action": 1, "sender_id": null}'])
def test_anything_else_is_passed_on_too(actions: str, control: Driver, body: bytes) -> None:
    assert control.http.post(f"{actions}/anything", content=body).status_code == 200

    assert control.bot.requests[0].content == body
    call = control.wait_for(is_event("call"))
    assert (call["call"], call["conversation"], call["path"]) == ("action", None, "/anything")


def test_no_action_server_is_a_bad_gateway_and_the_next_call_works(
    actions: str, control: Driver
) -> None:
    for url, reason in [(None, "no action server was named"), ("http://127.0.0.1:9", "ConnectE")]:
        control.set_actions(url)
        answer = control.http.post(f"{actions}/webhook", json=CALL)
        assert answer.status_code == 502
        assert reason in answer.json()["error"]

    control.set_actions(control.bot.url)
    assert control.http.post(f"{actions}/webhook", json=CALL).status_code == 200


def test_it_can_go_wrong_like_any_other_call(actions: str, control: Driver) -> None:
    control.fault("action", "status", status=500)

    assert control.http.post(f"{actions}/webhook", json=CALL).status_code == 500
    assert control.http.post(f"{actions}/webhook", json=CALL).status_code == 200

    assert len(control.bot.requests) == 1
    assert control.wait_for(is_event("fault"))["call"] == "action"
    assert control.calls()[0]["fault"] == "status"


def test_a_reset_keeps_the_action_server(actions: str, control: Driver) -> None:
    control.reset()

    assert control.state()["actions"] == control.bot.url
