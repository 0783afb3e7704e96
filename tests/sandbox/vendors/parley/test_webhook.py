"""Parley calls the bot's service, which answers over the Service API; the merge of two users."""

import time

from sandbox.client.control import is_event
from tests.sandbox.driver import Driver, texts
from tests.sandbox.handoff_reports import accepted
from tests.sandbox.stand_in import Answer, Received
from tests.sandbox.vendors.parley.driver import AGENTS, Parley

TOKEN = "sandbox-parley-webhook-token"


def types(webhook: Parley) -> list[str]:
    return [request.body["type"] for request in webhook.bot.requests]


def test_a_message_reaches_the_webhook_and_its_answer_comes_over_the_service_api(
    webhook: Parley,
) -> None:
    assert texts(webhook.writes("Hi")) == ["Hello."]

    (request,) = webhook.bot.requests
    assert (request.method, request.path) == ("POST", "/webhooks/parley/webhook")
    assert request.headers["authorization"] == TOKEN
    body = request.body
    assert abs(body["body"]["body"].pop("time") - time.time()) < 60
    assert body == {
        "type": "message",
        "body": {
            "body": {"id": 1, "message": "Hi", "typeId": 1},
            "user": {"id": "20", "uniqueIdentifier": None, "additionalInformation": None},
        },
    }
    assert webhook.admin.users() == {"20": "sandbox-bot-service"}
    webhook.wait_for(is_event("bot_answered", conversation="20"))


def test_the_ids_of_messages_grow_over_all_users(webhook: Parley) -> None:
    for user in ("20", "21", "20"):
        webhook.customer_says(user, "Hi")

    ids = [request.body["body"]["body"]["id"] for request in webhook.deliveries]
    assert ids == [1, 2, 3]


def test_the_webhook_can_be_set_up_otherwise_and_its_messages_can_be_flat(webhook: Parley) -> None:
    webhook.admin.set_webhook(path="/p", header="X-Mine", token="Bearer mine", shape="flat")

    webhook.writes("Hi")

    (request,) = webhook.bot.requests
    assert (request.path, request.headers["x-mine"]) == ("/p", "Bearer mine")
    assert request.headers.get("authorization") is None
    body = request.body["body"]
    assert (body["id"], body["message"], body["typeId"]) == (1, "Hi", 1)
    assert body["user"]["id"] == "20"
    assert "body" not in body


def test_while_agents_have_the_user_the_webhook_is_called_and_the_bot_is_refused(
    webhook: Parley,
) -> None:
    webhook.writes("A person, please")
    webhook.hand_over()

    assert webhook.writes("Hello Kim") == []

    assert len(webhook.deliveries) == 2
    assert webhook.statuses == [200, 400]
    assert webhook.messages("20")[-1] == ("customer", "bot", "Hello Kim")


def test_a_merged_user_keeps_owner_and_conversation_and_the_bot_is_told(webhook: Parley) -> None:
    webhook.writes("Hi")
    webhook.hand_over()

    def speak(request: Received) -> Answer:
        return (200 if webhook.says("Hello?", "30").status_code == 400 else 500), {}

    webhook.bot.answer = speak

    assert webhook.admin.merge("20", "30") == []

    merge = webhook.bot.requests[-1]
    users = {"from": {"id": "20"}, "to": {"id": "30"}}
    assert merge.body == {"type": "clientMerging", "body": {"body": users}}
    assert merge.headers["authorization"] == TOKEN
    assert webhook.admin.users() == {"30": AGENTS}
    (conversation,) = webhook.conversations()
    shown = (conversation["id"], conversation["sender"], conversation["with"])
    assert shown == ("30", "30", "agent")
    assert texts(conversation["messages"]) == ["Hi", "Hello."]
    merged = webhook.wait_for(is_event("users_merged"))
    assert (merged["conversation"], merged["before"]) == ("30", "20")
    webhook.agent_says("30", "Hello, this is Kim.")
    webhook.agent_returns("30")
    webhook.answers("I am back.")
    assert len(webhook.customer_says("30", "Hi again")) == 1
    assert webhook.deliveries[-1].body["body"]["user"]["id"] == "30"


def test_a_merged_user_keeps_what_became_of_the_requests(webhook: Parley) -> None:
    webhook.writes("Hi")
    webhook.bot.answer = lambda request: (200, {"events": accepted()})
    webhook.tracker("20")

    webhook.admin.merge("20", "30")

    assert [each["outcome"] for each in webhook.requests_of("30")] == ["accepted"]


def test_what_the_other_user_said_before_stands_before(webhook: Parley) -> None:
    webhook.customer_says("30", "Long ago")
    webhook.customer_says("20", "Hi")

    webhook.admin.merge("20", "30")

    customer = [text for speaker, _, text in webhook.messages("30") if speaker == "customer"]
    assert customer == ["Long ago", "Hi"]


def test_the_merging_is_what_comes_again_after_it(webhook: Parley) -> None:
    webhook.writes("Hi")
    webhook.admin.merge("20", "30")

    assert webhook.redeliver("30") == 200

    assert types(webhook) == ["message", *["clientMerging"] * 2]


def test_over_rest_nobody_is_told_of_a_merging(control: Driver) -> None:
    control.bot.says("Hello.")
    control.customer_says("20", "Hi")

    assert control.parley.merge("20", "30") == []

    assert len(control.bot.requests) == 1
    assert control.redeliver("30") == 200
    assert [chat["id"] for chat in control.conversations()] == ["30"]


def test_a_merged_user_is_taken_under_the_new_id(parley: Parley) -> None:
    parley.set_agents("wait")
    parley.hand_over()
    parley.admin.merge("20", "21")

    assert parley.accept_transfer(1)["conversation"] == "21"
    assert parley.conversation("21")["with"] == "agent"
