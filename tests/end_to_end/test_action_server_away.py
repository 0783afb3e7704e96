"""The action server is away: the customer of a vendor's channel reads that something is wrong."""

from __future__ import annotations

import pytest

from actions.human_handoff.vendors import DESKS
from tests.bot_responses import ASK_NAME, HELLO
from tests.end_to_end.customer import PERSON, Customer
from tests.real_bot import Bot

WRONG = "Sorry, something went wrong. Please say that again."


@pytest.fixture(params=sorted(DESKS))
def route(request: pytest.FixtureRequest) -> tuple[str, str]:
    return request.param, request.param


def test_a_customer_is_told_that_something_is_wrong_also_at_the_first_message(
    customer: Customer, bot: Bot, route: tuple[str, str]
) -> None:
    bot.stop()
    assert customer.says("hello") == [WRONG]
    assert customer.says("hello") == [HELLO]
    assert customer.says(PERSON) == [WRONG]

    bot.configure(desks=[route[0]])
    assert customer.says(PERSON) == [ASK_NAME]
