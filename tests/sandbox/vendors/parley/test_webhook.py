"""Parley calls the bot's service, which answers over the Service API."""

import time
from typing import Any

import pytest

from sandbox import Control
from sandbox.client.control import ControlError, is_event

PATH = "/webhooks/parley/webhook"
TOKEN = "sandbox-parley-webhook-token"


class Service:
    """A bot behind a Service's webhook."""

    def __init__(self, called: Any, parley: Any) -> None:
        self.called = called
        self.parley = parley
        self.statuses: list[int] = []
        self.says("Hello.")

    def says(self, *texts: str) -> None:
        """Answer every message with these texts over the Service API, then with 200."""

        def answer(call: Any) -> tuple[int, object]:
            if call.body["type"] == "message":
                user = call.body["body"]["user"]["id"]
                self.statuses += [self.parley.says(each, user).status_code for each in texts]
            return 200, {}

        self.called.answers = answer

    @property
    def bodies(self) -> list[Any]:
        return [call.body for call in self.called.calls]


@pytest.fixture
def service(called: Any, parley: Any, control: Control) -> Service:
    control.set_bot(called.url, "parley")
    return Service(called, parley)


def said(control: Control, user: str = "20") -> list[tuple[str, str, str]]:
    messages = control.conversation(user)["messages"]
    return [(each["from"], each["to"], each["text"]) for each in messages]


def test_a_message_reaches_the_webhook_and_its_answer_comes_over_the_service_api(
    service: Service, control: Control
) -> None:
    answers = control.customer_says("20", "Hi")

    assert [answer["text"] for answer in answers] == ["Hello."]
    (call,) = service.called.calls
    assert (call.method, call.path) == ("POST", PATH)
    assert call.headers["authorization"] == TOKEN
    body = call.body
    assert abs(body["body"]["body"].pop("time") - time.time()) < 60
    assert body == {
        "type": "message",
        "body": {
            "body": {"id": 1, "message": "Hi", "typeId": 1},
            "user": {"id": "20", "uniqueIdentifier": None, "additionalInformation": None},
        },
    }
    assert control.parley.users() == {"20": "sandbox-bot-service"}
    control.wait_for(is_event("bot_answered", conversation="20"))


def test_a_message_can_be_flat(service: Service, control: Control) -> None:
    control.parley.set_webhook(shape="flat")

    control.customer_says("20", "Hi")

    body = service.bodies[0]["body"]
    assert (body["id"], body["message"], body["typeId"]) == (1, "Hi", 1)
    assert body["user"]["id"] == "20"
    assert "body" not in body


def test_the_ids_of_messages_grow_over_all_users(service: Service, control: Control) -> None:
    for user in ("20", "21", "20"):
        control.customer_says(user, "Hi")

    assert [body["body"]["body"]["id"] for body in service.bodies] == [1, 2, 3]


def test_the_webhook_can_be_set_up_otherwise(service: Service, control: Control) -> None:
    control.parley.set_webhook(path="/p", header="X-Mine", token="Bearer mine")

    control.customer_says("20", "Hi")

    (call,) = service.called.calls
    assert (call.path, call.headers["x-mine"]) == ("/p", "Bearer mine")
    assert call.headers["authorization"] is None


def test_what_the_bot_says_later_is_read_too(
    service: Service, parley: Any, control: Control
) -> None:
    service.says()

    assert control.customer_says("20", "Hi") == []
    assert parley.says("Sorry, that took a while.").status_code == 200

    assert said(control)[-1] == ("bot", "customer", "Sorry, that took a while.")


@pytest.mark.parametrize("trouble", [(500, {}), (404, {}), None])
def test_what_is_not_taken_is_delivered_again_three_times(
    service: Service, control: Control, trouble: Any
) -> None:
    service.called.answer_in_turn(trouble, trouble, trouble, (200, {}))

    assert control.customer_says("20", "Hi") == []

    assert len(service.called.calls) == 4
    assert len({call.content for call in service.called.calls}) == 1


def test_then_the_bot_has_failed_and_can_come_back(service: Service, control: Control) -> None:
    control.parley.set_webhook(redeliveries=0)
    service.called.answer_in_turn((503, {}))

    with pytest.raises(ControlError, match="did not answer: 503"):
        control.customer_says("20", "Hi")

    assert len(service.called.calls) == 1
    service.says("Hello.")
    assert len(control.customer_says("20", "Hi?")) == 1


def test_a_delivery_that_comes_again_is_the_same_message(
    service: Service, control: Control
) -> None:
    control.customer_says("20", "Hi")

    assert control.redeliver("20") == 200

    first, second = service.called.calls
    assert (first.content, first.headers["authorization"]) == (second.content, TOKEN)


def test_while_agents_have_the_user_the_webhook_is_called_and_the_bot_is_refused(
    service: Service, parley: Any, control: Control
) -> None:
    control.customer_says("20", "A person, please")
    parley.hand_over()

    assert control.customer_says("20", "Hello Kim") == []

    assert len(service.bodies) == 2
    assert service.statuses == [200, 400]
    assert said(control)[-1] == ("customer", "bot", "Hello Kim")


def test_the_agent_gives_the_user_back_and_the_bot_is_told_nothing(
    service: Service, parley: Any, control: Control
) -> None:
    control.customer_says("20", "A person, please")
    parley.hand_over()

    assert control.agent_returns("20") == []

    assert len(service.bodies) == 1
    assert parley.owner()["owner"]["identification"] == parley.bot
    assert len(control.customer_says("20", "Hi again")) == 1


def test_a_sent_message_is_answered_in_the_envelope(parley: Any, control: Control) -> None:
    answer = parley.says("Hello.")

    assert answer.status_code == 200
    body = answer.json()
    assert (body["status"], body["data"]) == ("SUCCESS", {})
    assert body["notifications"] == [{"type": "success", "message": "message_sent_successfully"}]
    assert body["metadata"]["values"] == {"url": "users/20/messages", "message": "Hello."}
    assert said(control) == [("bot", "customer", "Hello.")]


@pytest.mark.parametrize(
    ("message", "status", "word"),
    [
        (1, 400, "request_not_valid"),
        ("", 400, "message_not_valid"),
        (" ", 400, "message_not_valid"),
    ],
)
def test_a_message_that_is_none_is_refused(
    parley: Any, control: Control, message: object, status: int, word: str
) -> None:
    answer = parley.says(message)

    assert answer.status_code == status
    assert answer.json()["status"] == "ERROR"
    assert answer.json()["notifications"] == [{"type": "error", "message": word}]
    assert control.conversations() == []


def test_a_message_with_a_wrong_signature_is_refused(parley: Any, control: Control) -> None:
    answer = parley.says("Hello.", secret="another")

    assert answer.status_code == 401
    assert answer.json()["notifications"][0]["message"] == "api_key_not_valid"
    assert control.conversations() == []
    assert control.calls("send_message")[0]["headers"]["authorization"] == "***"


def test_only_the_owner_may_send_and_agents_send_as_agents(parley: Any, control: Control) -> None:
    assert parley.says("I am Kim.", service=parley.agents).status_code == 400
    parley.hand_over()

    refused = parley.says("Hello?")
    sent = parley.says("I am Kim.", service=parley.agents)

    assert refused.status_code == 400
    assert refused.json()["notifications"] == [{"type": "error", "message": "service_not_owner"}]
    assert sent.status_code == 200
    assert said(control) == [("agent", "customer", "I am Kim.")]


def test_a_user_id_may_be_any_text_when_it_is_encoded(parley: Any, control: Control) -> None:
    assert parley.says("Hello.", "a%2Fb").status_code == 200
    assert parley.says("Hello.", "a/b").status_code == 404

    assert [each["id"] for each in control.conversations()] == ["a/b"]


def test_other_methods_are_not_allowed(parley: Any) -> None:
    assert parley.call("GET", "users/20/messages").status_code == 405


def test_a_fault_strikes_and_is_over(parley: Any, control: Control) -> None:
    control.fault("send_message", "status")

    assert [parley.says("Hello.").status_code for _ in range(2)] == [503, 200]


def test_a_merged_user_keeps_owner_and_conversation_and_the_bot_is_told(
    service: Service, parley: Any, control: Control
) -> None:
    control.customer_says("20", "Hi")
    parley.hand_over()

    def speak(call: Any) -> tuple[int, object]:
        return (200 if parley.says("Hello?", "30").status_code == 400 else 500), {}

    service.called.answers = speak

    assert control.parley.merge("20", "30") == []

    assert service.bodies[-1] == {
        "type": "clientMerging",
        "body": {"body": {"from": {"id": "20"}, "to": {"id": "30"}}},
    }
    assert service.called.calls[-1].headers["authorization"] == TOKEN
    assert control.parley.users() == {"30": parley.agents}
    (conversation,) = control.conversations()
    shown = (conversation["id"], conversation["sender"], conversation["with"])
    assert shown == ("30", "30", "agent")
    assert [each["text"] for each in conversation["messages"]] == ["Hi", "Hello."]
    merged = control.wait_for(is_event("users_merged"))
    assert (merged["conversation"], merged["before"]) == ("30", "20")
    control.agent_says("30", "Hello, this is Kim.")
    control.agent_returns("30")
    service.says("I am back.")
    assert len(control.customer_says("30", "Hi again")) == 1
    assert service.bodies[-1]["body"]["user"]["id"] == "30"


def test_what_the_other_user_said_before_stands_before(service: Service, control: Control) -> None:
    control.customer_says("30", "Long ago")
    control.customer_says("20", "Hi")

    control.parley.merge("20", "30")

    texts = [text for speaker, _, text in said(control, "30") if speaker == "customer"]
    assert texts == ["Long ago", "Hi"]


def test_the_merging_is_what_comes_again_after_it(service: Service, control: Control) -> None:
    control.customer_says("20", "Hi")
    control.parley.merge("20", "30")

    assert control.redeliver("30") == 200

    assert [body["type"] for body in service.bodies] == ["message", *["clientMerging"] * 2]


def test_over_rest_nobody_is_told_of_a_merging(bot: Any, control: Control) -> None:
    bot.says("Hello.")
    control.customer_says("20", "Hi")

    assert control.parley.merge("20", "30") == []

    assert len(bot.heard) == 1
    assert control.redeliver("30") == 200
    assert [each["id"] for each in control.conversations()] == ["30"]


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ({"from": "20"}, "the ids of two users"),
        ({"from": "20", "to": "20"}, "the ids of two users"),
        ({"from": "20", "to": ""}, "the ids of two users"),
        ({"from": 20, "to": "30"}, "the ids of two users"),
        ({"from": "20", "to": "30", "why": ""}, "the ids of two users"),
        ({"from": "21", "to": "30"}, "no conversation '21' has begun"),
    ],
)
def test_a_merging_of_nobody_is_refused(
    service: Service, control: Control, body: dict[str, object], complaint: str
) -> None:
    control.customer_says("20", "Hi")

    with pytest.raises(ControlError, match=complaint):
        control.ask("POST", "/parley/merge", body)

    assert [each["id"] for each in control.conversations()] == ["20"]


def test_a_bot_that_is_away_at_a_merging_has_failed_and_the_user_is_merged(
    service: Service, control: Control
) -> None:
    control.customer_says("20", "Hi")
    service.called.answer_in_turn((500, {}))

    with pytest.raises(ControlError, match="did not answer: 500"):
        control.parley.merge("20", "30")

    control.wait_for(is_event("bot_failed", conversation="30"))
    service.says("Hello.")
    assert len(control.customer_says("30", "Hi")) == 1
