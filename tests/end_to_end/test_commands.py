"""LivePerson's Public API: what the customer reads when a transfer's command has an outcome."""

from __future__ import annotations

import pytest

from tests import bot_responses as bot
from tests.end_to_end.customer import Customer


@pytest.fixture
def route() -> tuple[str, str]:
    return "liveperson_public_api", "rest"


def commands(customer: Customer) -> int:
    """Return how many commands LivePerson took; it refuses the session of an earlier test."""
    calls = customer.control.calls("transfer_command")
    return len([call for call in calls if call["status"] != 401])


def test_a_command_that_takes_a_moment_is_a_transfer(customer: Customer) -> None:
    customer.control.liveperson.set_public_api(seconds=0.5)

    customer.assert_transferred()

    assert customer.slot("state") == "requested", "no agent has promised anything yet"
    assert commands(customer) == 1


def test_a_command_that_fails_is_told_at_once_and_the_next_one_is_not(customer: Customer) -> None:
    customer.control.liveperson.set_public_api(outcome="failed")

    assert customer.asks_for_a_person() == [bot.ON_HOLD, bot.FAILED]
    assert customer.slot("state") == "failed"
    customer.control.liveperson.set_public_api()
    assert customer.says("I want to talk to a person") == [bot.ON_HOLD]
    assert customer.desk.received() == [customer.transfer()]


def test_a_command_without_an_outcome_is_unconfirmed_and_not_sent_again(
    customer: Customer,
) -> None:
    customer.bot.configure(**customer.desk.settings(deadline_seconds=3))
    customer.control.liveperson.set_public_api(seconds=60)

    assert customer.asks_for_a_person() == [bot.ON_HOLD, bot.UNCONFIRMED]
    assert commands(customer) == 1


def test_sessions_that_have_ended_are_begun_anew_within_the_turn(customer: Customer) -> None:
    customer.assert_transferred()
    customer.is_given_back()
    customer.control.liveperson.expire_logins()

    assert customer.says("I want to talk to a person") == [bot.ON_HOLD]
    assert len(customer.desk.received()) == 2
