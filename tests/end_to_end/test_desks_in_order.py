"""Desks that stand in for each other: one transfer, one transfer message, no contradiction."""

from __future__ import annotations

import pytest

from sandbox import Control
from tests.bot_responses import ASK_EMAIL, ASK_NAME, FAILED, HELLO, OFF_SHIFT, ON_HOLD, UNCONFIRMED
from tests.end_to_end.customer import EMAIL, INVOICE, PERSON, Customer
from tests.end_to_end.desks import Desk


@pytest.fixture
def desk(control: Control) -> Desk:
    """The customer's desk; every test gives the bot several."""
    return Desk("liveperson", control)


def desks(customer: Customer, *slugs: str, **settings: object) -> list[Desk]:
    """Configure the customer's bot with these desks, in this order."""
    customer.bot.configure(desks=list(slugs), **settings)
    return [Desk(slug, customer.control) for slug in slugs]


def test_the_first_desk_refuses_and_the_second_takes_the_chat(customer: Customer) -> None:
    liveperson, parley = desks(customer, "liveperson", "parley")
    liveperson.refuse_transfer()

    assert customer.asks_for_a_person() == [ON_HOLD]

    customer.hears_from_the_agent("Kim of Parley here.")
    assert customer.says("hello") == []
    assert parley.received() == [parley.sent(customer.conversation)]
    assert customer.has_read() == [
        ("bot", ASK_NAME),
        ("bot", ASK_EMAIL),
        ("bot", ON_HOLD),
        ("agent", "Kim of Parley here."),
    ]
    assert (customer.slot("desk"), customer.slot("state")) == ("parley", "with_agent")
    assert not customer.slot("attempts"), "no failure was announced"


def test_the_transfer_message_comes_before_the_transfer_to_the_second_desk(
    customer: Customer,
) -> None:
    liveperson, cm = desks(customer, "liveperson", "cm")
    liveperson.refuse_transfer()

    customer.asks_for_a_person()

    events = customer.bot.events(customer.conversation)
    message = [event.get("text") for event in events].index(ON_HOLD)
    accepted = [event.get("value") for event in events].index("requested")
    actions = [event["name"] for event in events[:accepted] if event["event"] == "action"]
    assert message < accepted
    failed = "action_human_handoff_transfer_failed"
    assert actions[-2:] == [failed] * 2, "the first sends the message, the second transfers"
    assert cm.received() == [cm.sent(customer.conversation)]


def test_a_desk_that_is_off_shift_leaves_the_chat_to_the_next(customer: Customer) -> None:
    *others, parley = desks(customer, "liveperson", "cm", "parley")
    for desk in others:
        desk.set_shift(False)

    assert customer.asks_for_a_person() == [ON_HOLD]
    assert parley.received() == [parley.sent(customer.conversation)]


def test_nobody_at_any_desk_is_one_response(customer: Customer) -> None:
    every = desks(customer, "liveperson", "cm", "parley")
    for desk in every:
        desk.set_shift(False)

    assert customer.says(PERSON) == [OFF_SHIFT]
    every[-1].set_shift(True)
    assert customer.asks_for_a_person() == [ON_HOLD]


def test_a_desk_whose_vendor_carries_the_message_does_not_repeat_what_the_bot_sent(
    customer: Customer,
) -> None:
    cm, liveperson = desks(customer, "cm", "liveperson")
    cm.refuse_transfer(status=503)

    assert customer.asks_for_a_person() == [ON_HOLD]
    assert liveperson.received() == [liveperson.sent(customer.conversation, message=None)]
    assert customer.times_read(ON_HOLD) == 1


def test_where_the_first_desk_may_have_the_chat_the_second_is_left_alone(
    customer: Customer,
) -> None:
    cm, _ = desks(customer, "cm", "parley")
    cm.control.fault(cm.transfer_call, "reset_after")

    assert customer.asks_for_a_person() == [ON_HOLD, UNCONFIRMED]
    assert cm.received() == [cm.sent(customer.conversation)]


def test_every_desk_refuses_and_the_customer_may_ask_again(customer: Customer) -> None:
    cm, parley = desks(customer, "cm", "parley")
    for desk in (cm, parley):
        desk.refuse_transfer()

    assert customer.asks_for_a_person() == [ON_HOLD, FAILED]
    assert customer.slot("attempts") == 1
    assert customer.says("hello") == [HELLO]
    assert customer.says(PERSON) == [ON_HOLD]
    assert cm.received() == [cm.sent(customer.conversation)]


def test_a_skill_may_have_a_desk_of_its_own(customer: Customer) -> None:
    own = {"desks": {"billing": ["parley"]}}
    liveperson, parley = desks(customer, "liveperson", "parley", skills=own)
    customer.says(INVOICE, "Jane Doe", EMAIL)

    assert parley.received() == [parley.sent(customer.conversation, "billing", INVOICE)]
    other = customer.another()
    other.asks_for_a_person()
    assert liveperson.received()[1:] == [liveperson.sent(other.conversation)]
