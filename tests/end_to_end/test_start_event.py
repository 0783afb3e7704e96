"""LivePerson's START when agents give a conversation back to the bot."""

from __future__ import annotations

import pytest

from tests.bot_responses import BACK, HELLO
from tests.end_to_end.customer import Customer
from tests.end_to_end.desks import Desk

OPENING_HOURS = "what are your opening hours?"


@pytest.fixture
def route() -> tuple[str, str]:
    return "liveperson", "liveperson"


@pytest.mark.parametrize("start_event", ["last_message", "plain"])
def test_the_last_message_of_the_customer_is_answered_when_agents_give_the_conversation_back(
    customer: Customer, desk: Desk, start_event: str
) -> None:
    answer = customer.says(OPENING_HOURS)
    customer.control.liveperson.set_bot(start_event=start_event)
    customer.asks_for_a_person()
    customer.hears_from_the_agent("One moment, the bot knows that.")
    customer.says(OPENING_HOURS)

    expected = answer if start_event == "last_message" else [HELLO]
    assert customer.is_given_back() == [BACK, *expected]
    assert customer.says("hello") == [HELLO]
