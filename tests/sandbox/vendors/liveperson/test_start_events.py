"""START and RICH_CONTENT of Third-Party Bots, and the pauses between two attempts."""

from __future__ import annotations

import time
from typing import Any

import pytest

from sandbox.bot.webhook_delivery import RetryPolicy
from sandbox.vendors.liveperson.settings import ThirdPartyBot
from tests.sandbox.driver import complaint, texts
from tests.sandbox.vendors.liveperson.driver import LivePerson, response
from tests.sandbox.vendors.liveperson.items import text, transfer

CONVERSATION = LivePerson.subject
HELLO = response(text("Hello."))


def kinds(endpoint: LivePerson) -> list[str]:
    return [delivery.body["type"] for delivery in endpoint.deliveries]


def hand_over(endpoint: LivePerson) -> None:
    endpoint.answers_with(transfer())
    endpoint.writes("A person, please")
    endpoint.writes("Are you there?")
    endpoint.answers("I am back.")


def test_without_the_setting_the_bot_gets_no_start(endpoint: LivePerson) -> None:
    hand_over(endpoint)

    assert endpoint.agent_returns(CONVERSATION) == []
    assert kinds(endpoint) == ["TEXT"]


def test_a_start_before_the_first_message_greets(endpoint: LivePerson) -> None:
    endpoint.admin.set_bot(start_event="plain")
    endpoint.events_in_turn((200, response(text("Welcome."))), (200, HELLO))

    assert texts(endpoint.writes("Hi")) == ["Welcome.", "Hello."]
    first = endpoint.deliveries[0].body
    assert (first["source"], first["data"]) == ("CONVERSATION", {})
    assert "lastConsumerMessage" not in first["context"]["lpEvent"]
    assert (kinds(endpoint), endpoint.sequences) == (["START", "TEXT"], [0, 1])


@pytest.mark.parametrize(
    ("start_event", "last"), [("last_message", "Are you there?"), ("plain", None)]
)
def test_a_start_after_the_return_carries_the_customers_last_message_or_none(
    endpoint: LivePerson, start_event: str, last: str | None
) -> None:
    hand_over(endpoint)
    endpoint.admin.set_bot(start_event=start_event)

    assert texts(endpoint.agent_returns(CONVERSATION)) == ["I am back."]
    event = endpoint.deliveries[-1].body
    assert event["type"] == "START"
    assert event["context"]["lpEvent"].get("lastConsumerMessage") == last
    assert endpoint.steps[-2:] == ["PUT", "POST"]


def test_rich_content_of_the_customer_is_an_event_of_its_own(endpoint: LivePerson) -> None:
    content: dict[str, Any] = {"type": "vertical", "elements": [{"type": "text", "text": "Hi"}]}
    endpoint.customer_says("c1", "Hi", metadata={"richContent": content})

    (event,) = (delivery.body for delivery in endpoint.deliveries)
    assert (event["type"], event["data"]["content"]) == ("RICH_CONTENT", content)
    assert event["context"]["lpEvent"]["event"]["content"] == content


def test_a_bot_that_is_too_busy_is_called_again(endpoint: LivePerson) -> None:
    endpoint.events_in_turn((429, {}), (429, {}), (200, HELLO))
    assert texts(endpoint.writes("Hi")) == ["Hello."]

    endpoint.events_in_turn((429, {}))
    assert "did not answer: 429" in complaint(endpoint.writes, "Hi")
    assert len(endpoint.deliveries) == 6


def test_the_pauses_are_livepersons_5_10_and_15_seconds() -> None:
    policy = ThirdPartyBot().retry_policy

    assert [policy.pause_before(attempt) for attempt in (2, 3, 4)] == [5, 10, 15]
    constant = RetryPolicy(pause_seconds=2)
    assert [constant.pause_before(attempt) for attempt in (2, 3)] == [2, 2]


def test_the_platform_pauses_before_it_calls_again(endpoint: LivePerson) -> None:
    endpoint.admin.set_bot(pause_seconds=0.1)
    endpoint.events_in_turn((500, {}), (503, {}), (200, HELLO))
    begun = time.monotonic()

    assert texts(endpoint.writes("Hi")) == ["Hello."]
    assert time.monotonic() - begun >= 0.3


def test_a_refresh_sets_the_cookie_of_the_session(liveperson: LivePerson) -> None:
    session = liveperson.log_in().json()
    liveperson.http.cookies.clear()
    cookie = f"Session_id={session['sessionId']}"

    refreshed = liveperson.with_session("refresh", cookie, session["csrf"])

    assert refreshed.headers["set-cookie"].startswith(cookie)


@pytest.mark.parametrize("path", ["agentVep/baseURI", "agentVep/baseURI.json"])
def test_the_domain_api_answers_with_and_without_json_in_its_path(
    liveperson: LivePerson, path: str
) -> None:
    assert liveperson.directory(path).json()["service"] == "agentVep"
    assert liveperson.directory(path.partition("/")[2]).json().keys() == {"baseURIs"}
