"""LivePerson's Third-Party Bots: the platform calls the bot."""

import threading
import time
from itertools import groupby

import pytest

from sandbox.client.control import is_event
from tests.sandbox.driver import complaint, texts
from tests.sandbox.stand_in import Answer, Received
from tests.sandbox.vendors.liveperson.driver import LivePerson, response
from tests.sandbox.vendors.liveperson.items import text

BASE = "/webhooks/liveperson/v1/bots/sandbox-bot/environments/draft/conversations"
HELLO = response(text("Hello."))


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


def test_an_event_is_as_documented_and_its_sequence_grows_in_its_conversation(
    endpoint: LivePerson,
) -> None:
    click = {"type": "ExternalId", "id": "/affirm"}
    endpoint.customer_says("c1", "Hi")
    endpoint.customer_says("c1", "Yes", metadata=click)
    endpoint.customer_says("c2", "Hi")

    first, second, _ = (request.body for request in endpoint.deliveries)
    assert (first["type"], first["source"]) == ("TEXT", "CONSUMER")
    assert first["data"] == {"message": "Hi"}
    event = first["context"]["lpEvent"]
    content = {"type": "ContentEvent", "message": "Hi", "contentType": "text/plain"}
    assert event["event"] == content
    assert event["conversationId"] == event["dialogId"] == "c1"
    assert (event["metadata"], event["messageAudience"]) == ([], "ALL")
    assert abs(event["serverTimestamp"] - time.time() * 1000) < 60_000
    assert second["context"]["lpEvent"]["metadata"] == [click]
    assert endpoint.sequences == [0, 1, 0]


def test_the_bot_can_have_another_path_id_and_environment(endpoint: LivePerson) -> None:
    endpoint.admin.set_bot(base_path="/lp", bot_id="b 1", environment="alpha")

    endpoint.customer_says("c 1", "Hi")

    path = "/lp/v1/bots/b%201/environments/alpha/conversations/c%201"
    assert [request.path for request in endpoint.bot.requests] == [path, f"{path}/events"]


@pytest.mark.parametrize(
    ("steps", "outcome"),
    [
        pytest.param("PUT 204, POST 200", "Hello.", id="a creation without a body"),
        pytest.param("PUT 409, POST 200", "Hello.", id="a conversation that is there already"),
        pytest.param("PUT 200, POST 404, PUT 200, POST 200", "Hello.", id="an unknown one"),
        pytest.param("PUT 200, POST 404, PUT 200, POST 404", "404", id="one that stays unknown"),
        pytest.param("PUT 401", "401", id="a bot that does not take the conversation"),
        *((f"PUT 200, POST {status}", status) for status in ("400", "401", "403")),
        *(
            (f"PUT 200, POST {trouble}, POST {trouble}, POST 200", "Hello.")
            for trouble in ("500", "503", "None")
        ),
    ],
)
def test_the_platform_takes_these_steps_and_an_event_is_the_same_each_time(
    endpoint: LivePerson, steps: str, outcome: str
) -> None:
    """Each step is a call of the bot and the status of its answer; None: it does not answer."""
    calls = [step.split() for step in steps.split(", ")]
    endpoint.bot.answers_in_turn(
        *(None if status == "None" else (int(status), HELLO) for _, status in calls)
    )

    if outcome == "Hello.":
        assert texts(endpoint.writes("Hi")) == ["Hello."]
    else:
        assert f"did not answer: {outcome}" in complaint(endpoint.writes, "Hi")

    called = endpoint.happened("bot_called")
    assert [f"{call['method']} {call['status']}" for call in called] == steps.split(", ")
    names = {"PUT": "bot_conversation", "POST": "bot_event"}
    assert [call["call"] for call in called] == [names[method] for method, _ in calls]
    same = groupby(method for method, _ in calls)
    attempts = [attempt for _, group in same for attempt, _ in enumerate(group, 1)]
    assert [call["attempt"] for call in called] == attempts
    assert len({request.content for request in endpoint.deliveries}) <= 1


def test_a_bot_that_is_slow_is_asked_again_when_the_time_is_over(
    endpoint: LivePerson,
) -> None:
    endpoint.admin.set_bot(timeout_seconds=2, pause_seconds=0)
    released = threading.Event()

    def once_slowly(request: Received) -> Answer:
        if len(endpoint.deliveries) == 1:
            released.wait(30)
        return 200, HELLO

    endpoint.answers_events(once_slowly)

    answers = endpoint.writes("Hi")
    released.set()

    assert texts(answers) == ["Hello."]
    assert endpoint.sequences == [0, 0]
    assert endpoint.wait_for(is_event("bot_called", call="bot_event"))["status"] is None


def test_a_bot_that_is_away_can_mean_the_default_skill(endpoint: LivePerson) -> None:
    endpoint.admin.set_bot(escalates_unreachable=True, default_skill="Billing")
    endpoint.events_in_turn((503, {}))

    complaint(endpoint.writes, "Hi")

    assert [transfer["skill_name"] for transfer in endpoint.transfers()] == ["Billing"]
    assert endpoint.has_conversation == "agent"


def test_a_reset_creates_conversations_anew(endpoint: LivePerson) -> None:
    endpoint.customer_says("c1", "Hi")

    endpoint.reset()
    endpoint.customer_says("c1", "Hi")

    assert endpoint.steps == ["PUT", "POST"] * 2
