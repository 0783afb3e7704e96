"""The service `actions`: Rasa's calls of its action server, passed through and recorded."""

from typing import Any

import httpx
import pytest

from sandbox.client.control import is_event
from tests.sandbox.driver import NOBODY, Driver
from tests.sandbox.handoff_reports import accepted

CALL = {
    "next_action": "action_human_handoff_escalate",
    "sender_id": "c1",
    "tracker": {"sender_id": "c1", "slots": {}},
    "domain": {"intents": ["a very long domain"]},
}


def call_action(actions: Driver, **changes: Any) -> httpx.Response:
    body = {**CALL, **changes}
    headers = {"x-request-id": "7"}
    return actions.raw("actions", "POST", "/webhook?token=secret", json=body, headers=headers)


def test_a_call_is_passed_through_as_it_is(actions: Driver) -> None:
    actions.bot.answers_in_turn((449, {"events": [], "responses": [{"text": "höre"}]}))

    answer = call_action(actions)

    (call,) = actions.bot.requests
    assert (call.method, call.path, call.query) == ("POST", "/webhook", "token=secret")
    assert call.body == CALL
    assert call.headers["x-request-id"] == "7"
    assert answer.status_code == 449
    assert answer.json() == {"events": [], "responses": [{"text": "höre"}]}


def test_what_it_reports_of_a_handoff_is_known_without_reading_a_tracker(actions: Driver) -> None:
    actions.map_sender("conversation", "c1")
    events = accepted()
    for each in (events[:1], events):
        actions.bot.answers_in_turn((200, {"events": each, "responses": []}))
        call_action(actions)

    (request,) = actions.requests_of("conversation")
    assert request["outcome"] == "accepted"
    assert actions.figures()["with_agents"] == 1
    assert {each.method for each in actions.bot.requests} == {"POST"}


def test_it_is_known_whether_rasa_calls_the_action_server_through_the_sandbox(
    actions: Driver,
) -> None:
    assert actions.raw("actions", "GET", "/health").status_code == 200
    assert not actions.figures()["sees_actions"]
    call_action(actions)
    assert actions.figures()["sees_actions"]

    actions.reset()
    assert actions.figures()["sees_actions"]
    actions.set_actions(None)
    assert not actions.figures()["sees_actions"]


@pytest.mark.parametrize(
    "answer",
    [b"human_handoff_event", b'["human_handoff_event"]', b'{"events": "human_handoff_event"}'],
)
def test_an_answer_that_is_none_is_passed_through_too(actions: Driver, answer: bytes) -> None:
    actions.bot.answers_in_turn((200, answer))

    assert call_action(actions).content == answer
    assert call_action(actions, sender_id=[1]).content == answer
    assert actions.figures()["requests"] == 0


def test_it_is_recorded_by_the_actions_name_without_the_domain(actions: Driver) -> None:
    call_action(actions)

    event = actions.wait_for(is_event("call"))
    expected = {"service": "actions", "call": CALL["next_action"], "conversation": "c1"}
    assert expected.items() <= event.items()
    (call,) = actions.calls("action_human_handoff_escalate")
    assert call["body"]["tracker"] == CALL["tracker"]
    assert call["body"]["domain"] == "(the bot's domain is left out)"
    assert "secret" not in str(actions.call(event["serial"]))


def test_the_conversation_is_the_one_that_has_this_sender(actions: Driver) -> None:
    actions.map_sender("c1", "customer-7")
    actions.use_channel("c2", "cm")
    for sender in ("customer-7", "c2", "somebody else"):
        call_action(actions, sender_id=sender)

    conversations = [event["conversation"] for event in actions.happened("call")]
    assert conversations == ["c1", "c2", "somebody else"]


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b'{"next_action": 1, "sender_id": null}'])
def test_anything_else_is_passed_on_too(actions: Driver, body: bytes) -> None:
    assert actions.raw("actions", "POST", "/anything", content=body).status_code == 200

    assert actions.bot.requests[0].content == body
    call = actions.wait_for(is_event("call"))
    assert (call["call"], call["conversation"], call["path"]) == ("action", None, "/anything")


def test_no_action_server_is_a_bad_gateway_and_the_next_call_works(actions: Driver) -> None:
    for url, reason in [(None, "no action server was named"), (NOBODY, "ConnectE")]:
        actions.set_actions(url)
        answer = call_action(actions)
        assert answer.status_code == 502
        assert reason in answer.json()["error"]

    actions.set_actions(actions.bot.url)
    assert call_action(actions).status_code == 200


def test_it_can_go_wrong_like_any_other_call(actions: Driver) -> None:
    actions.fault("action", "status", status=500)

    assert [call_action(actions).status_code for _ in range(2)] == [500, 200]

    assert len(actions.bot.requests) == 1
    assert actions.wait_for(is_event("fault"))["call"] == "action"
    assert actions.calls()[0]["fault"] == "status"


def test_a_reset_keeps_the_action_server(actions: Driver) -> None:
    actions.reset()

    assert actions.state()["actions"] == actions.bot.url
