"""Who waits for an agent, and the messages: what is reported, and what the ticket system has."""

import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.driver import Driver
from tests.sandbox.posted_messages import CALLBACK, document, post

NOW = int(time.time() * 1000)
MESSAGE = {
    "reference": "7K3M-Q4CX",
    "kind": "message",
    "state": "waiting",
    "noted_at": NOW - 60_000,
    "attempts": 0,
}
TRIED = {**MESSAGE, "attempts": 2, "next_at": NOW + 4000, "error": "not reached"}


@pytest.fixture
def reported(control: Driver) -> Iterator[Driver]:
    """The sandbox of a bot whose store is reported, and is empty at the end."""
    yield control
    control.report_store([], [])


def shown(control: Driver, *keys: str) -> list[tuple[Any, ...]]:
    return [tuple(message[key] for key in keys) for message in control.outbox()]


def test_who_waits_is_shown_with_the_id_of_the_conversation(reported: Driver) -> None:
    reported.map_sender("conversation", "what Rasa calls the customer")
    waits = [
        {"sender": "what Rasa calls the customer", "state": "waiting", "due_at": NOW},
        {"sender": "somebody", "state": "taking_back", "due_at": NOW},
    ]

    reported.report_store(waits, [])

    assert reported.waits() == [
        {"conversation": "conversation", "state": "waiting", "due_at": NOW},
        {"conversation": "somebody", "state": "taking_back", "due_at": NOW},
    ]
    assert len(reported.happened("store_reported")) == 1


def test_a_message_is_what_the_store_says_until_the_ticket_system_has_it(reported: Driver) -> None:
    states = []
    for messages in ([MESSAGE], [TRIED], [{**TRIED, "state": "given_up"}]):
        reported.report_store([], messages)
        states += shown(reported, "state", "attempts", "error", "delivered_at")
    assert states == [
        ("waiting", 0, None, None),
        ("waiting", 2, "not reached", None),
        ("given_up", 2, "not reached", None),
    ]

    post(reported.sandbox.urls["tickets"], document())
    # The bot may have had no answer: then it sends the message again.
    assert shown(reported, "state", "deliveries") == [("arrived", 1)]

    reported.report_store([], [])
    assert shown(reported, "reference", "kind", "state") == [("7K3M-Q4CX", "message", "delivered")]


def test_what_has_just_arrived_is_delivered_before_the_store_says_so(reported: Driver) -> None:
    reported.report_store([], [MESSAGE])
    post(reported.sandbox.urls["tickets"], document(callback=CALLBACK))

    assert shown(reported, "reference", "kind", "state") == [("7K3M-Q4CX", "callback", "delivered")]


def test_the_newest_fifty_are_shown_the_newest_first(reported: Driver) -> None:
    each = [{**MESSAGE, "reference": str(number), "noted_at": number} for number in range(60)]
    reported.report_store([], each)
    post(reported.sandbox.urls["tickets"], document("new"))

    expected = ["new", *(str(number) for number in range(59, 10, -1))]
    assert [message["reference"] for message in reported.outbox()] == expected


def test_a_reset_leaves_what_the_bot_has_stored(reported: Driver) -> None:
    reported.report_store([{"sender": "a", "state": "waiting", "due_at": NOW}], [MESSAGE])

    reported.reset()

    assert len(reported.waits()) == len(reported.outbox()) == 1
