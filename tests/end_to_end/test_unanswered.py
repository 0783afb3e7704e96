"""Nobody from the desk has written: the bot comes back, or the customer leaves."""

from __future__ import annotations

import contextlib
import random
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from sandbox import Control
from sandbox.client.control import ControlError, is_event
from tests.bot_responses import BACK, HELLO, ON_HOLD
from tests.end_to_end.customer import Customer, at_once
from tests.end_to_end.desks import Desk
from tests.real_bot import Bot

NOBODY_CAME = "Sorry, none of my colleagues has written to you yet. So I have taken your chat back."
CHOOSE = "Would you like to wait for a colleague, or go on with me?\n- Wait\n- Go on with the bot"
GO_ON = "All right, no transfer. How can I help?"
LEFT = "All right, I have taken your chat back from my colleagues. How can I help?"
CANNOT_LEAVE = (
    "I could not take your chat back from my colleagues. One of them may still write to you here."
)
AGENT_LOOP = "human_handoff_with_agent"
TAKES_BACK = pytest.mark.parametrize(
    "route", [("parley", "parley"), ("cm", "cm")], ids=["parley", "cm"]
)
PARLEY = pytest.mark.parametrize("route", [("parley", "parley")], ids=["parley"])
SECONDS = 2
# In which a test of a busy machine has done what it does before the time is over.
ENOUGH_SECONDS = 8
# Nobody sets it: a wait for it is a moment that a test chooses.
ALARM = threading.Event()


@pytest.fixture
def desk(bot: Bot, control: Control, route: tuple[str, str]) -> Desk:
    """The only desk of the bot, which takes conversations back after two seconds."""
    desk = Desk(route[0], control, route[1])
    bot.configure(**desk.settings(**waits(bot, route[1])))
    control.parley.set_webhook(agents_messages=True)
    control.cm.set_bot(agents_messages=True)
    return desk


def waits(bot: Bot, channel: str, after: str | None = f"{SECONDS}s") -> dict[str, Any]:
    """Return the settings of a bot that waits so long for an agent on this channel."""
    # Rasa's channels and the action server must have the same store.
    state = {"url": f"sqlite:///{(bot.logs / 'channels.db').resolve()}"}
    unanswered = {"agents_heard_on": [channel], **({"nobody_came_after": after} if after else {})}
    return {"state": state, "unanswered": unanswered}


def set_time(bot: Bot, customer: Customer, after: str) -> None:
    """Let the bot wait so long for an agent, from the next transfer on."""
    bot.configure(**customer.desk.settings(**waits(bot, customer.desk.channel, after)))


def waits_for(customer: Customer, text: str, seconds: float = 15) -> None:
    """Wait until the customer has read this."""

    def is_read(event: dict[str, Any]) -> bool:
        message = event.get("message") or {}
        return event.get("conversation") == customer.conversation and message.get("text") == text

    customer.control.wait_for(is_read, timeout=seconds)


def handoff_events(customer: Customer) -> list[dict[str, Any]]:
    slots = [each for each in customer.bot.events(customer.conversation) if each["event"] == "slot"]
    events = [each["value"] for each in slots if each["name"] == "human_handoff_event"]
    return list(filter(None, events))


def endings(customer: Customer) -> list[str]:
    return [event["ending"] for event in handoff_events(customer) if event["ending"]]


def with_whom(customer: Customer) -> str:
    return str(customer.control.conversation(customer.conversation)["with"])


@TAKES_BACK
def test_nobody_comes_and_the_bot_is_back_with_the_truth(customer: Customer) -> None:
    assert customer.asks_for_a_person() == [ON_HOLD]

    waits_for(customer, NOBODY_CAME)
    waits_for(customer, CHOOSE)

    assert customer.says("Go on with the bot") == [GO_ON]
    assert with_whom(customer) == "bot"
    assert customer.slot("state") == "none"
    assert endings(customer) == ["nobody_came"]
    assert customer.says("hello") == [HELLO]
    assert customer.times_read(NOBODY_CAME) == 1


@TAKES_BACK
def test_who_waits_on_is_transferred_again(bot: Bot, customer: Customer) -> None:
    assert customer.asks_for_a_person() == [ON_HOLD]
    waits_for(customer, CHOOSE)
    set_time(bot, customer, "60s")  # the second time is not to be over in this test

    assert customer.says("Wait") == [ON_HOLD]

    assert len(customer.desk.received()) == 2
    assert with_whom(customer) == "agent"
    customer.hears_from_the_agent("Hello, this is Eve.")
    assert customer.slot("state") == customer.desk.state


@TAKES_BACK
def test_an_agent_who_has_written_keeps_the_chat(bot: Bot, customer: Customer) -> None:
    set_time(bot, customer, f"{ENOUGH_SECONDS}s")
    other = customer.another()
    assert customer.asks_for_a_person() == [ON_HOLD]
    customer.hears_from_the_agent("Hello, this is Eve.")
    assert other.asks_for_a_person() == [ON_HOLD]

    waits_for(other, NOBODY_CAME, seconds=30)  # whose time was over later

    assert with_whom(customer) == "agent"
    assert customer.times_read(NOBODY_CAME) == 0
    assert customer.slot("state") == customer.desk.state
    assert endings(customer) == []
    customer.is_given_back()
    customer.says("hello")  # with which the vendor's platform tells the bot
    assert endings(customer) == ["returned"]
    first_word = handoff_events(customer)[-1]["first_word_seconds"]
    assert first_word is not None
    assert 0 <= first_word < ENOUGH_SECONDS


@TAKES_BACK
def test_what_the_agent_writes_is_in_rasas_tracker_and_rasa_does_nothing_with_it(
    bot: Bot, customer: Customer
) -> None:
    set_time(bot, customer, "60s")
    assert customer.asks_for_a_person() == [ON_HOLD]
    before = customer.bot.events(customer.conversation)

    customer.hears_from_the_agent("Hello, this is Eve.")
    customer.control.wait_for(is_event("bot_called", call="bot_agent_message"))

    (kept,) = customer.bot.events(customer.conversation)[len(before) :]
    assert (kept["event"], kept["text"]) == ("agent", "Hello, this is Eve.")
    assert customer.bot.loop(customer.conversation) == AGENT_LOOP
    answers = customer.is_given_back() + customer.says("hello")
    assert answers == [BACK, HELLO]


@TAKES_BACK
def test_a_desk_that_does_not_give_it_back_is_asked_again(customer: Customer) -> None:
    assert customer.asks_for_a_person() == [ON_HOLD]
    customer.control.fault(customer.desk.transfer_call, "status", times=1, status=400)

    waits_for(customer, CHOOSE, seconds=5 * SECONDS + 10)

    assert customer.says("Go on with the bot") == [GO_ON]
    assert with_whom(customer) == "bot"
    assert customer.times_read(NOBODY_CAME) == 1
    assert endings(customer) == ["nobody_came"]


@PARLEY
def test_the_customer_may_leave_while_nobody_has_written(bot: Bot, customer: Customer) -> None:
    set_time(bot, customer, f"{ENOUGH_SECONDS}s")
    assert customer.asks_for_a_person() == [ON_HOLD]

    assert customer.says("never mind") == [LEFT]

    assert with_whom(customer) == "bot"
    assert endings(customer) == ["left"]
    assert customer.says("hello") == [HELLO]
    other = customer.another()
    assert other.asks_for_a_person() == [ON_HOLD]
    waits_for(other, NOBODY_CAME, seconds=30)  # whose time was over later
    assert customer.times_read(NOBODY_CAME) == 0


@PARLEY
def test_what_a_customer_says_after_an_agent_has_written_is_for_the_agent(
    bot: Bot, customer: Customer
) -> None:
    set_time(bot, customer, "60s")
    assert customer.asks_for_a_person() == [ON_HOLD]
    customer.hears_from_the_agent("Hello, this is Eve.")
    customer.control.wait_for(is_event("bot_called", call="bot_agent_message"))

    assert customer.says("never mind") == []

    assert with_whom(customer) == "agent"
    assert customer.bot.loop(customer.conversation) == AGENT_LOOP


@pytest.mark.parametrize("route", [("liveperson", "rest")], ids=["liveperson"])
def test_a_desk_that_takes_nothing_back_is_told_as_it_is(bot: Bot, customer: Customer) -> None:
    bot.configure(**customer.desk.settings(**waits(bot, "rest", after=None)))
    customer.asks_for_a_person()

    assert customer.says("never mind") == [CANNOT_LEAVE]

    assert customer.says("what are your opening hours?") == []
    assert endings(customer) == []


@TAKES_BACK
def test_agents_and_the_bot_at_the_same_moment_are_never_two_and_never_none(
    customer: Customer,
) -> None:
    customers = [
        Customer(customer.bot, f"{customer.conversation}-{number}", customer.desk)
        for number in range(8)
    ]
    for each in customers:
        assert each.asks_for_a_person() == [ON_HOLD]

    def agent(one: Customer) -> Callable[[], None]:
        def write() -> None:
            since = one.slot("state_since")
            ALARM.wait(max(0.0, since + SECONDS + random.uniform(-0.2, 1.2) - time.time()))
            with contextlib.suppress(ControlError):
                one.control.agent_says(one.conversation, "Hello, this is Eve.")

        return write

    at_once(*map(agent, customers))
    last = customer.another()
    assert last.asks_for_a_person() == [ON_HOLD]
    waits_for(last, CHOOSE, seconds=30)

    for each in customers:
        has_read = [text for _, text in each.has_read()]
        if with_whom(each) == "agent":
            assert NOBODY_CAME not in has_read
            assert each.slot("state") == each.desk.state
        else:
            assert has_read.count(NOBODY_CAME) == 1
            assert "Hello, this is Eve." not in has_read
            assert each.slot("state") == "none"
