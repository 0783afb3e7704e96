"""The vendors' own platforms call the bot, and take the conversation from it and give it back."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager, suppress

import pytest

from actions.human_handoff.vendors import DESKS
from demo.stack import Server, free_port
from sandbox import Control
from sandbox.client.control import ControlError, is_event
from tests.end_to_end.conftest import PERSON, Customer, at_once
from tests.end_to_end.desks import Desk
from tests.end_to_end.responses import (
    ASK_EMAIL,
    ASK_NAME,
    BACK,
    HELLO,
    ON_HOLD,
)
from tests.real_bot import Bot


@pytest.fixture(scope="module", params=sorted(DESKS))
def channel(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def desk(running_bot: Bot, control: Control, channel: str) -> Desk:
    """The only desk of the bot, whose vendor also has the channel."""
    running_bot.configure(desks=[channel])
    return Desk(channel, control)


def count(customer: Customer, text: str) -> int:
    """Return how often the customer has read a message."""
    return [message for _, message in customer.has_read()].count(text)


def test_to_the_agent_and_back_and_to_the_agent_again(customer: Customer, desk: Desk) -> None:
    assert customer.says("hello") == [HELLO]
    assert customer.asks_for_a_person() == [ON_HOLD]
    customer.hears_from_the_agent("Kim here, hello Jane.")
    assert customer.says("hello Kim", "when are you open?", "human!!") == []
    customer.is_given_back()

    assert customer.says("hello") == [BACK, HELLO], "no message to the agent is answered"
    assert customer.says(PERSON) == [ON_HOLD], "what is known is not asked again"
    assert [each["state"] for each in desk.control.transfers()] == ["with_agent"] * 2
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


def test_the_transfer_message_comes_before_the_transfer(customer: Customer, desk: Desk) -> None:
    customer.asks_for_a_person()

    kinds = [
        event["type"]
        for event in desk.control.events(seconds=0)
        if event.get("conversation") == customer.conversation
        and (event["type"] == "transfer_accepted" or _has_text(event, ON_HOLD))
    ]
    assert kinds == ["message", "transfer_accepted"]


def _has_text(event: dict[str, object], text: str) -> bool:
    message = event.get("message")
    return isinstance(message, dict) and message["text"] == text


def test_three_deliveries_are_one_turn_and_one_transfer(customer: Customer, desk: Desk) -> None:
    customer.asks_for_a_person()

    for _ in range(2):
        assert desk.control.redeliver(customer.conversation) in (200, 201)

    assert len(desk.control.transfers()) == 1
    assert count(customer, ON_HOLD) == 1
    events = customer.bot.events(customer.conversation)
    messages = [event["text"] for event in events if event["event"] == "user"]
    assert messages.count("jane@example.org") == 1


def test_two_messages_of_one_customer_at_once_are_both_answered(
    customer: Customer, desk: Desk
) -> None:
    at_once(lambda: customer.says("hello"), lambda: customer.says("what are your opening hours?"))

    assert count(customer, HELLO) == 1
    assert len([each for each in customer.has_read() if each[0] == "bot"]) == 2


def rasa_with_a_database(bot: Bot, port: int) -> AbstractContextManager[Server]:
    """Run a Rasa that keeps its conversations in a file."""
    store = {"type": "SQL", "dialect": "sqlite", "db": str(bot.logs / "tracker.db")}
    return bot.another_rasa(port, credentials=bot.credentials(), tracker_store=store)


# A topic chooses the skill, and the skill the desk.
SKILLS = {"liveperson": "human", "cm": "billing", "parley": "offers"}
REQUESTS = {
    "liveperson": PERSON,
    "cm": f"{PERSON} about my invoice",
    "parley": f"{PERSON} about an offer",
}


# It starts Rasa twice, which takes a minute each where others need the processors, too.
@pytest.mark.timeout(600)
def test_what_is_delivered_again_after_a_crash_is_answered_and_transferred_once(
    running_bot: Bot, control: Control
) -> None:
    own, port = running_bot.rasa, free_port()
    assert own is not None
    desks_of = {SKILLS[name]: [name] for name in DESKS}
    running_bot.configure(desks=sorted(DESKS), skills={"default": "human", "desks": desks_of})
    transferred, asking = (
        {name: Customer(running_bot, control, f"{name}-{role}", name) for name in DESKS}
        for role in ("transferred", "asking")
    )
    with rasa_with_a_database(running_bot, port) as rasa:
        control.set_bot(rasa.url)
        for name, customer in transferred.items():
            customer.says(REQUESTS[name], "my name is Jane Doe")
            assert customer.says("jane@example.org") == [ON_HOLD]
        for name, customer in asking.items():
            _ask_and_leave(Desk(name, control), customer)
        rasa.process.kill()
    control.clear_faults()

    with rasa_with_a_database(running_bot, port):
        for name in DESKS:
            assert control.redeliver(transferred[name].conversation) in (200, 201)
            assert control.redeliver(asking[name].conversation) in (200, 201)
            assert count(asking[name], ASK_NAME) == 1
            assert asking[name].says("my name is Ann", "ann@example.org") == [ON_HOLD]
            assert count(transferred[name], ON_HOLD) == 1
            transferred[name].is_given_back()
            assert transferred[name].says("hello") == [BACK, HELLO]
    assert sorted(each["conversation"] for each in control.transfers()) == sorted(
        each.conversation for each in [*transferred.values(), *asking.values()]
    )
    control.set_bot(own.url)


def _ask_and_leave(desk: Desk, customer: Customer) -> None:
    """Ask for a person; return while the bot is still asking who is on shift."""
    desk.control.fault(desk.shift_call, "hang")

    def ask() -> None:
        with suppress(ControlError):  # the bot is killed before it has answered
            customer.says(REQUESTS[desk.slug])

    threading.Thread(target=ask, daemon=True).start()
    desk.control.wait_for(is_event("fault", call=desk.shift_call), timeout=30)
