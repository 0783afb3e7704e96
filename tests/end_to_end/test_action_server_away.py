"""The action server is away: the customer reads that something is wrong."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from actions.human_handoff.vendors import DESKS
from sandbox.client.control import is_event
from tests.bot_responses import ASK_NAME, HELLO, UNCONFIRMED
from tests.end_to_end.customer import PERSON, Customer
from tests.end_to_end.desks import ON_OWN_CHANNEL, Desk
from tests.real_bot import Bot

WRONG = "Sorry, something went wrong. Please say that again."


@ON_OWN_CHANNEL
def test_a_customer_is_told_that_something_is_wrong_also_at_the_first_message(
    customer: Customer, bot: Bot, route: tuple[str, str]
) -> None:
    bot.stop()
    assert customer.says("hello") == [WRONG]
    assert customer.says("hello") == [HELLO]
    assert customer.says(PERSON) == [WRONG]

    bot.configure(desks=[route[0]])
    assert customer.says(PERSON) == [ASK_NAME]


@pytest.mark.parametrize("route", [(slug, "rest") for slug in sorted(DESKS)], ids=sorted(DESKS))
def test_an_action_server_that_dies_during_the_transfer_leaves_it_unconfirmed(
    customer: Customer, desk: Desk
) -> None:
    desk.control.fault(desk.transfer_call, "hang")
    with ThreadPoolExecutor() as executor:
        responses = executor.submit(customer.asks_for_a_person)
        desk.control.wait_for(is_event("fault", call=desk.transfer_call), timeout=30)
        customer.bot.crash()
        assert responses.result(60) == [*desk.on_hold, UNCONFIRMED]
    assert customer.slot("state") == "none"

    desk.control.clear_faults()
    customer.bot.configure(desks=[desk.slug])
    assert customer.says("hello") == [HELLO]
    assert customer.says(PERSON) == desk.on_hold, "what is known is not asked again"
    assert desk.received() == [customer.transfer()]
    assert customer.slot("state") == desk.state
