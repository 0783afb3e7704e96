"""The imitated escalation call."""

import json
from typing import Any

import pytest

from sandbox import Control
from sandbox.client.control import is_event


def test_an_escalation_is_accepted_and_recorded(account: Any, control: Control) -> None:
    answer = account.escalate()

    assert (answer.status_code, answer.json()["success"]) == (200, True)
    (transfer,) = control.transfers()
    assert tuple(transfer[key] for key in ("serial", "skill_name", "state")) == (
        1,
        "Human",
        "with_agent",
    )
    assert {**account.escalation, "agentId": ""} == transfer["fields"]


def test_the_customer_reads_the_message_and_an_agent_joins(account: Any, control: Control) -> None:
    account.escalate()

    conversation = control.conversation("conversation-1")
    (message,) = conversation["messages"]
    assert tuple(message[key] for key in ("from", "name", "to", "text")) == (
        "vendor",
        "LivePerson",
        "customer",
        "One moment, please.",
    )
    assert conversation["with"] == "agent"
    control.wait_for(is_event("agent_joined", conversation="conversation-1"))


def test_a_blank_message_is_not_shown(account: Any, control: Control) -> None:
    account.escalate(message="BLANK_MESSAGE")

    assert control.conversation("conversation-1")["messages"] == []
    assert len(control.transfers()) == 1


def test_an_agent_may_be_named(account: Any, control: Control) -> None:
    assert account.escalate(agentId="4129463410").status_code == 200

    assert control.transfers()[0]["fields"]["agentId"] == "4129463410"


def test_a_repeated_transfer_is_recorded_again(account: Any, control: Control) -> None:
    account.escalate()
    account.escalate()

    assert [transfer["serial"] for transfer in control.transfers()] == [1, 2]
    assert sum(event["type"] == "agent_joined" for event in control.events(seconds=0)) == 1


def test_an_escaped_line_break_is_accepted(account: Any) -> None:
    assert account.escalate(message="One moment,\\nplease.").status_code == 200


@pytest.mark.parametrize("key", ["", "wrong", "Bearer sandbox-api-key", "bearer sandbox-api-key"])
def test_only_the_raw_key_is_authorised(account: Any, key: str) -> None:
    assert account.escalate(key=key).status_code == 401


@pytest.mark.parametrize(
    "changes",
    [
        {"message": ""},
        {"message": "One moment,\nplease."},
        {"message": "One moment,\rplease."},
        {"agentSkillId": "Human"},
        {"agentSkillId": "-1"},
        {"agentSkillId": "12"},
        {"agentSkillId": 2438093750},
        {"agentId": 4129463410},
        {"chatBotId": "another"},
        {"conversationId": ""},
        {"transferBotContext": "true"},
    ],
)
def test_wrong_values_are_refused(
    account: Any, control: Control, changes: dict[str, object]
) -> None:
    assert account.escalate(**changes).status_code == 400

    assert control.transfers() == []


@pytest.mark.parametrize(
    "key",
    [
        "userPlatformId",
        "chatBotId",
        "message",
        "conversationId",
        "agentSkillName",
        "agentSkillId",
    ],
)
def test_all_six_values_are_needed(account: Any, key: str) -> None:
    answer = account.escalate(**{key: None})

    assert answer.status_code == 400
    assert f"missing key '{key}'" in answer.text


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"[]", "application/json"),
        (b"{", "application/json"),
        (b'{"message": "One moment,\nplease."}', "application/json"),
        (b"{}", "text/plain"),
    ],
)
def test_a_body_that_is_not_a_json_object_is_refused(
    account: Any, content: bytes, kind: str
) -> None:
    headers = {"authorization": "sandbox-api-key", "content-type": kind}

    answer = account.http.post(account.escalation_url, content=content, headers=headers)

    assert answer.status_code == 400


def test_a_refusal_is_told_with_its_reason(account: Any, control: Control) -> None:
    account.escalate(agentSkillId="12")

    refused = control.wait_for(is_event("transfer_refused", conversation="conversation-1"))
    assert refused["reason"] == "no skill has the id 12"


def test_a_skill_that_was_added_can_be_named(account: Any, control: Control) -> None:
    control.liveperson.set_skill("77", name="Returns")

    assert account.escalate(agentSkillId="77").status_code == 200
    assert control.transfers()[0]["skill_name"] == "Returns"


def test_the_answer_can_be_set_since_it_is_not_documented(account: Any, control: Control) -> None:
    control.liveperson.set_escalation(status=202, body={"result": {"state": "queued"}})

    answer = account.escalate()

    assert (answer.status_code, answer.json()) == (202, {"result": {"state": "queued"}})


def test_other_methods_and_paths_are_refused(account: Any) -> None:
    assert account.http.get(account.escalation_url).status_code == 405
    assert account.http.post(account.escalation_url + "/", json={}).status_code == 404


def test_credentials_are_masked_in_the_record_of_calls(account: Any, control: Control) -> None:
    account.shifts(account.log_in().json()["bearer"])
    account.context("PATCH", "/mine/properties", {"a": 1})
    account.escalate()
    account.escalate(key="Bearer sandbox-api-key")

    record = json.dumps(control.calls())
    for secret in (*account.credentials.values(), "sandbox-api-key", "sandbox-developer-key"):
        assert secret == "rasa-bot" or secret not in record
    shown = [call["headers"]["authorization"] for call in control.calls("escalate")]
    assert shown == ["***", "Bearer ***"]
