"""LivePerson's Third-Party Bots: the platform calls the bot."""

import threading
import time
from typing import Any

import pytest

from sandbox.client.control import ControlError, is_event
from tests.sandbox.driver import texts
from tests.sandbox.stand_in import Answer, Received
from tests.sandbox.vendors.liveperson.driver import LivePerson, response

BASE = "/webhooks/liveperson/v1/bots/sandbox-bot/environments/draft/conversations"
HELLO = (200, response({"type": "TEXT", "data": {"message": "Hello."}}))


def test_the_conversation_is_created_once_before_its_first_event(
    endpoint: LivePerson,
) -> None:
    answers = endpoint.customer_says("c1", "Hi")
    endpoint.customer_says("c1", "Hi?")

    assert texts(answers) == ["Hello."]
    event = ("POST", f"{BASE}/c1/events")
    paths = [(request.method, request.path) for request in endpoint.bot.requests]
    assert paths == [("PUT", f"{BASE}/c1"), event, event]
    body = endpoint.bot.requests[0].body
    assert body["sdes"] == {"authenticatedSdes": {}, "unauthenticatedSdes": {}}
    assert body["context"]["type"] == "MESSAGING"
    assert body["context"]["visitor"]["consumerId"] == "consumer-c1"
    assert isinstance(body["context"]["skillId"], str)


def test_an_event_is_as_documented_and_its_sequence_grows(endpoint: LivePerson) -> None:
    click = {"type": "ExternalId", "id": "/affirm"}
    endpoint.customer_says("c1", "Hi")
    endpoint.customer_says("c1", "Yes", metadata=click)

    first, second = (request.body for request in endpoint.deliveries)
    assert (first["type"], first["source"]) == ("TEXT", "CONSUMER")
    assert first["data"] == {"message": "Hi"}
    event = first["context"]["lpEvent"]
    content = {"type": "ContentEvent", "message": "Hi", "contentType": "text/plain"}
    assert event["event"] == content
    assert event["conversationId"] == event["dialogId"] == "c1"
    assert (event["sequence"], event["metadata"], event["messageAudience"]) == (0, [], "ALL")
    assert abs(event["serverTimestamp"] - time.time() * 1000) < 60_000
    later = second["context"]["lpEvent"]
    assert (later["sequence"], later["metadata"]) == (1, [click])


def test_the_bot_can_have_another_path_id_and_environment(endpoint: LivePerson) -> None:
    endpoint.admin.set_bot(base_path="/lp", bot_id="b 1", environment="alpha")

    endpoint.customer_says("c 1", "Hi")

    path = "/lp/v1/bots/b%201/environments/alpha/conversations/c%201"
    assert [request.path for request in endpoint.bot.requests] == [path, f"{path}/events"]


@pytest.mark.parametrize(
    ("creation", "events", "steps"),
    [
        pytest.param(204, [HELLO], "PUT POST", id="a creation without a body"),
        pytest.param(409, [HELLO], "PUT POST", id="a conversation that is there already"),
        pytest.param(200, [(404, {}), HELLO], "PUT POST PUT POST", id="an unknown conversation"),
    ],
)
def test_these_statuses_are_no_failure(
    endpoint: LivePerson, creation: int, events: list[Answer], steps: str
) -> None:
    endpoint.events_in_turn(*events, creation=creation)

    assert texts(endpoint.writes("Hi")) == ["Hello."]

    assert endpoint.steps == steps.split()
    assert len({request.content for request in endpoint.deliveries}) == 1


@pytest.mark.parametrize(
    ("creation", "event", "steps"),
    [
        *((200, status, "PUT POST") for status in (400, 401, 403)),
        pytest.param(200, 404, "PUT POST PUT POST", id="a conversation that stays unknown"),
        pytest.param(401, 200, "PUT", id="a bot that does not take the conversation"),
    ],
)
def test_a_refusal_is_not_repeated(
    endpoint: LivePerson, creation: int, event: int, steps: str
) -> None:
    endpoint.events_in_turn((event, {}), creation=creation)

    with pytest.raises(ControlError, match=f"did not answer: {max(creation, event)}"):
        endpoint.writes("Hi")

    assert endpoint.steps == steps.split()


@pytest.mark.parametrize("trouble", [(500, {}), (503, {}), None])
def test_an_event_is_sent_three_times_at_most_and_is_the_same_each_time(
    endpoint: LivePerson, trouble: Any
) -> None:
    endpoint.events_in_turn(trouble, trouble, HELLO)

    assert texts(endpoint.writes("Hi")) == ["Hello."]

    assert len(endpoint.deliveries) == 3
    assert len({request.content for request in endpoint.deliveries}) == 1
    attempts = endpoint.happened("bot_called")
    assert [(attempt["call"], attempt["attempt"]) for attempt in attempts] == [
        ("bot_conversation", 1),
        *(("bot_event", attempt) for attempt in (1, 2, 3)),
    ]
    assert [attempt["status"] for attempt in attempts] == [200, *[trouble and trouble[0]] * 2, 200]


def test_a_bot_that_is_slow_is_asked_again_when_the_time_is_over(
    endpoint: LivePerson,
) -> None:
    endpoint.admin.set_bot(timeout_seconds=0.2)
    released = threading.Event()

    def once_slowly(request: Received) -> Answer:
        if len(endpoint.deliveries) == 1:
            released.wait(5)
        return HELLO

    endpoint.answers_events(once_slowly)

    answers = endpoint.writes("Hi")
    released.set()

    assert texts(answers) == ["Hello."]
    assert endpoint.sequences == [0, 0]
    assert endpoint.wait_for(is_event("bot_called", call="bot_event"))["status"] is None


def test_a_bot_that_is_away_can_mean_the_default_skill(endpoint: LivePerson) -> None:
    endpoint.admin.set_bot(escalates_unreachable=True, default_skill="Billing")
    endpoint.events_in_turn((503, {}))

    with pytest.raises(ControlError):
        endpoint.writes("Hi")

    assert [transfer["skill_name"] for transfer in endpoint.transfers()] == ["Billing"]
    assert endpoint.conversation(endpoint.subject)["with"] == "agent"


def test_customers_do_not_share_a_sequence(endpoint: LivePerson) -> None:
    endpoint.customer_says("c1", "Hi")
    endpoint.customer_says("c2", "Hi")

    assert endpoint.sequences == [0, 0]


def test_a_reset_creates_conversations_anew(endpoint: LivePerson) -> None:
    endpoint.customer_says("c1", "Hi")

    endpoint.reset()
    endpoint.customer_says("c1", "Hi")

    assert endpoint.steps == ["PUT", "POST"] * 2
