"""The vendors' own platforms call the bot, and take the conversation from it and give it back."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager, suppress

import pytest

from actions.human_handoff.vendors import DESKS
from demo.stack import Server, free_port
from sandbox import Control
from sandbox.client.control import ControlError, is_event

from .conftest import Bot, Customer, at_once
from .desks import ON_HOLD
from .test_conversations import ASK_EMAIL, ASK_NAME, BACK, HELLO, UNKNOWN

ASKED = "I want to talk to a person"
OPEN = "We are open Monday to Friday from 09:00 to 18:00."
SHIFT_CALLS = {"liveperson": "shift_status", "cm": "presence", "parley": "services"}


@pytest.fixture(scope="module", params=sorted(DESKS))
def channel(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def bot(running_bot: Bot, channel: str) -> Bot:
    running_bot.configure(desks=[channel])
    return running_bot


@pytest.fixture
def customer(control: Control, channel: str, request: pytest.FixtureRequest) -> Customer:
    """A customer on the vendor's own channel."""
    return Customer(control, f"{channel}-{request.node.originalname}", channel)


def count(customer: Customer, text: str) -> int:
    """How often the customer has read it."""
    return [words for _, words in customer.has_read()].count(text)


def test_to_the_agent_and_back_and_to_the_agent_again(
    bot: Bot, control: Control, customer: Customer
) -> None:
    assert customer.says("hello") == [HELLO]
    assert customer.asks_for_a_human() == [ON_HOLD]
    control.wait_for(is_event("agent_joined", conversation=customer.conversation))

    control.agent_says(customer.conversation, "Kim here, hello Jane.")
    assert customer.says("hello Kim", "when are you open?", "human!!") == []
    control.agent_returns(customer.conversation)

    assert customer.says("hello") == [BACK, HELLO], "nothing said to the agent is answered"
    assert customer.says(ASKED) == [ON_HOLD], "what is known is not asked again"
    assert [each["state"] for each in control.transfers()] == ["with_agent"] * 2
    assert customer.has_read() == [
        ("bot", HELLO),
        ("bot", ASK_NAME),
        ("bot", ASK_EMAIL),
        ("bot", ON_HOLD),
        ("agent", "Kim here, hello Jane."),
        ("bot", BACK),
        ("bot", HELLO),
        ("bot", ON_HOLD),
    ]


def test_the_last_words_come_before_the_transfer(
    bot: Bot, control: Control, customer: Customer
) -> None:
    customer.asks_for_a_human()

    kinds = [
        event["type"]
        for event in control.events(seconds=0)
        if event.get("conversation") == customer.conversation
        and (event["type"] == "transfer_accepted" or _says(event, ON_HOLD))
    ]
    assert kinds == ["message", "transfer_accepted"]


def _says(event: dict[str, object], text: str) -> bool:
    message = event.get("message")
    return isinstance(message, dict) and message["text"] == text


def test_nobody_on_shift_is_said_and_then_somebody_is(
    bot: Bot, control: Control, customer: Customer, channel: str
) -> None:
    desk = control.desks[channel]
    names = {"liveperson": "Human", "cm": "WebChat", "parley": "Agent Service"}
    desk.set_on_shift(names[channel], on=False)

    assert customer.says(ASKED) == ["Sorry, none of my colleagues is at work right now."]
    assert control.transfers() == []
    desk.set_on_shift(names[channel], on=True)
    assert customer.asks_for_a_human() == [ON_HOLD]


def test_a_vendor_that_is_down_promises_nobody_and_then_recovers(
    bot: Bot, control: Control, customer: Customer, channel: str
) -> None:
    control.fault(SHIFT_CALLS[channel], "status", times=None)

    assert customer.says(ASKED) == [UNKNOWN]
    control.clear_faults()
    assert customer.asks_for_a_human() == [ON_HOLD]


def test_three_deliveries_are_one_turn_and_one_transfer(
    bot: Bot, control: Control, customer: Customer
) -> None:
    customer.asks_for_a_human()

    for _ in range(2):
        assert control.redeliver(customer.conversation) in (200, 201)

    assert len(control.transfers()) == 1
    assert count(customer, ON_HOLD) == 1
    heard = [event for event in bot.events(customer.conversation) if event["event"] == "user"]
    assert [event["text"] for event in heard].count("jane@example.org") == 1


def test_two_messages_of_one_customer_at_once_are_both_answered(
    bot: Bot, control: Control, customer: Customer
) -> None:
    at_once(lambda: customer.says("hello"), lambda: customer.says("what are your opening hours?"))

    assert count(customer, HELLO) == 1
    assert len([each for each in customer.has_read() if each[0] == "bot"]) == 2


def test_two_customers_at_once_are_two_transfers(
    bot: Bot, control: Control, customer: Customer
) -> None:
    other = customer.another()

    at_once(customer.asks_for_a_human, other.asks_for_a_human)

    assert sorted(each["conversation"] for each in control.transfers()) == sorted(
        [customer.conversation, other.conversation]
    )


def rasa_that_remembers(bot: Bot, port: int) -> AbstractContextManager[Server]:
    """A Rasa that keeps its conversations in a file."""
    store = {"type": "SQL", "dialect": "sqlite", "db": str(bot.logs / "tracker.db")}
    return bot.another_rasa(port, credentials=bot.credentials(), tracker_store=store)


# A topic chooses the skill, and the skill the desk.
SKILLS = {"liveperson": "human", "cm": "billing", "parley": "offers"}
TOPICS = {"liveperson": "", "cm": " about my invoice", "parley": " about an offer"}


# It starts Rasa twice, which takes a minute each where others need the processors, too.
@pytest.mark.timeout(600)
def test_what_is_delivered_again_after_a_crash_is_answered_and_transferred_once(
    running_bot: Bot, control: Control
) -> None:
    own, port = running_bot.rasa, free_port()
    assert own is not None
    desks_of = {SKILLS[name]: [name] for name in DESKS}
    running_bot.configure(desks=sorted(DESKS), skills={"default": "human", "desks": desks_of})
    transferred = {name: Customer(control, f"{name}-transferred", name) for name in DESKS}
    asking = {name: Customer(control, f"{name}-asking", name) for name in DESKS}
    with rasa_that_remembers(running_bot, port) as rasa:
        control.set_bot(rasa.url)
        for name, customer in transferred.items():
            customer.says(ASKED + TOPICS[name], "my name is Jane Doe")
            assert customer.says("jane@example.org") == [ON_HOLD]
        for name, customer in asking.items():
            control.fault(SHIFT_CALLS[name], "hang")
            _ask_and_leave(control, customer, name)
        rasa.process.kill()
    control.clear_faults()

    with rasa_that_remembers(running_bot, port):
        for name in DESKS:
            assert control.redeliver(transferred[name].conversation) in (200, 201)
            assert control.redeliver(asking[name].conversation) in (200, 201)
            assert count(asking[name], ASK_NAME) == 1
            assert asking[name].says("my name is Ann", "ann@example.org") == [ON_HOLD]
            assert count(transferred[name], ON_HOLD) == 1
            control.agent_returns(transferred[name].conversation)
            assert transferred[name].says("hello") == [BACK, HELLO]
    assert sorted(each["conversation"] for each in control.transfers()) == sorted(
        each.conversation for each in [*transferred.values(), *asking.values()]
    )
    control.set_bot(own.url)


def _ask_and_leave(control: Control, customer: Customer, name: str) -> None:
    """Ask for a person; return while the bot is still asking who is on shift."""

    def ask() -> None:
        with suppress(ControlError):  # the bot is killed before it has answered
            customer.says(ASKED + TOPICS[name])

    threading.Thread(target=ask, daemon=True).start()
    control.wait_for(is_event("fault", call=SHIFT_CALLS[name]), timeout=30)
