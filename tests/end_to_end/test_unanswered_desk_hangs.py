"""The desk hangs while the bot takes a chat back: the truth, once, in time, and never two."""

from __future__ import annotations

import time

import pytest

from sandbox import Control
from sandbox.client.control import ControlError, is_event
from tests.bot_responses import HELLO, ON_HOLD
from tests.end_to_end.customer import Customer
from tests.end_to_end.desks import Desk
from tests.end_to_end.test_unanswered import (
    AGENT_LOOP,
    CANNOT_LEAVE,
    CHOOSE,
    LEFT,
    NOBODY_CAME,
    SECONDS,
    TAKES_BACK,
    endings,
    waits,
    waits_for,
    with_whom,
)
from tests.real_bot import Bot

UNCONFIRMED = (
    "I could not confirm that I have your chat back. A colleague may still write to you here."
)
DEADLINE_SECONDS = 6.0
# For a busy machine. A desk that hangs would keep the customer waiting for ever.
ALLOWED_SECONDS = 2 * DEADLINE_SECONDS
# The desk does nothing and is silent, or does what it is asked and is silent.
SILENCES = pytest.mark.parametrize("kind", ["hang", "slow"])


@pytest.fixture
def desk(bot: Bot, control: Control, route: tuple[str, str]) -> Desk:
    """The only desk of the bot; on Rasa's own channel nobody tells that the time is over."""
    desk = Desk(route[0], control, route[1])
    after = None if route[1] == "rest" else f"{SECONDS}s"
    settings = waits(bot, route[1], after) | {"deadline_seconds": DEADLINE_SECONDS}
    bot.configure(**desk.settings(**settings))
    control.parley.set_webhook(agents_messages=True)
    control.cm.set_bot(agents_messages=True)
    return desk


def falls_silent(customer: Customer, kind: str) -> None:
    """Let the desk not answer the next request, as long as the bot waits for it."""
    details = {"seconds": 600.0} if kind == "slow" else {}
    customer.control.fault(customer.desk.transfer_call, kind, times=1, **details)


@pytest.mark.parametrize("route", [("parley", "rest")], ids=["parley"])
@pytest.mark.parametrize(
    ("kind", "tells_owner", "said", "owner"),
    [
        ("hang", True, CANNOT_LEAVE, "agent"),
        ("slow", True, LEFT, "bot"),
        ("hang", False, UNCONFIRMED, "agent"),
        ("slow", False, UNCONFIRMED, "bot"),
    ],
    ids=["hangs", "acts", "hangs and does not tell who has it", "acts and does not tell it"],
)
def test_who_leaves_reads_once_and_in_time_what_is_true(
    customer: Customer, kind: str, tells_owner: bool, said: str, owner: str
) -> None:
    assert customer.asks_for_a_person() == [ON_HOLD]
    falls_silent(customer, kind)
    if not tells_owner:
        customer.control.fault("owner", "hang", times=1)

    began = time.monotonic()
    assert customer.says("never mind") == [said]
    assert time.monotonic() - began < ALLOWED_SECONDS

    assert with_whom(customer) == owner
    if said != LEFT:
        assert customer.bot.loop(customer.conversation) == AGENT_LOOP
        assert customer.says("hello") == []  # an agent may have it
        assert customer.says("never mind") == [LEFT]
    assert with_whom(customer) == "bot"
    assert customer.says("hello") == [HELLO]
    assert [customer.times_read(text) for text in (said, LEFT)] == [1, 1]
    assert endings(customer) == ["left"]


@SILENCES
@TAKES_BACK
def test_nobody_comes_to_a_desk_that_hangs_and_the_customer_reads_it_once(
    customer: Customer, kind: str
) -> None:
    assert customer.asks_for_a_person() == [ON_HOLD]
    falls_silent(customer, kind)

    waits_for(customer, CHOOSE, seconds=2 * SECONDS + 2 * ALLOWED_SECONDS)

    assert with_whom(customer) == "bot"
    with pytest.raises(ControlError):
        customer.control.agent_says(customer.conversation, "Hello, this is Eve.")
    assert customer.says("hello") == [HELLO]
    assert customer.times_read(NOBODY_CAME) == 1
    assert endings(customer) == ["nobody_came"]


@TAKES_BACK
def test_an_agent_who_writes_while_the_desk_hangs_keeps_the_chat(customer: Customer) -> None:
    # Both are set before the time begins: it may be over soon after the transfer.
    customer.control.fault(customer.desk.transfer_call, "slow", seconds=0.0)  # it is accepted
    falls_silent(customer, "hang")
    assert customer.asks_for_a_person() == [ON_HOLD]
    customer.control.wait_for(is_event("agent_joined", conversation=customer.conversation))
    customer.control.wait_for(is_event("fault", kind="hang"), timeout=ALLOWED_SECONDS)

    customer.control.agent_says(customer.conversation, "Hello, this is Eve.")
    customer.control.wait_for(is_event("bot_called", call="bot_agent_message"))
    other = customer.another()
    assert other.asks_for_a_person() == [ON_HOLD]
    waits_for(other, CHOOSE, seconds=2 * ALLOWED_SECONDS)  # whose time was over later

    assert with_whom(customer) == "agent"
    assert customer.times_read(NOBODY_CAME) == 0
    assert customer.slot("state") == customer.desk.state
    assert endings(customer) == []
