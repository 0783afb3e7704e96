"""The vendors' own platforms call the bot, also twice, at once, and after a crash of the bot."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager, suppress
from typing import Any

import httpx
import pytest

from actions.human_handoff.vendors import DESKS
from demo.stack import Server, free_port
from sandbox import Control
from sandbox.client.control import ControlError, is_event
from tests.bot_responses import ASK_NAME, BACK, FAILED, HELLO, ON_HOLD
from tests.end_to_end.customer import EMAIL, INVOICE, NAME, PERSON, Customer, at_once
from tests.end_to_end.desks import Desk
from tests.real_bot import Bot

LIVEPERSON = pytest.mark.parametrize("route", [("liveperson", "liveperson")], ids=["liveperson"])


@pytest.fixture(scope="module", params=sorted(DESKS))
def route(request: pytest.FixtureRequest) -> tuple[str, str]:
    return request.param, request.param


def events(customer: Customer, kind: str) -> list[dict[str, Any]]:
    """Return what has happened of one kind in the customer's conversation."""
    own = (each for each in customer.control.events(seconds=0) if each["type"] == kind)
    return [event for event in own if event["conversation"] == customer.conversation]


def test_the_transfer_message_comes_before_the_transfer(customer: Customer) -> None:
    customer.asks_for_a_person()

    on_hold = [each for each in events(customer, "message") if each["message"]["text"] == ON_HOLD]
    accepted = events(customer, "transfer_accepted")
    assert len(on_hold) == len(accepted) == 1
    assert on_hold[0]["id"] < accepted[0]["id"]


def test_three_deliveries_are_one_turn_and_one_transfer(customer: Customer) -> None:
    customer.asks_for_a_person()

    for _ in range(2):
        assert customer.control.redeliver(customer.conversation) in (200, 201)

    assert len(customer.desk.received()) == 1
    assert customer.times_read(ON_HOLD) == 1
    events = customer.bot.events(customer.conversation)
    assert [event["text"] for event in events if event["event"] == "user"].count(EMAIL) == 1


def test_two_messages_of_one_customer_at_once_are_both_answered(customer: Customer) -> None:
    at_once(lambda: customer.says("hello"), lambda: customer.says("what are your opening hours?"))

    assert customer.times_read(HELLO) == 1
    assert [sender for sender, _ in customer.has_read()] == ["bot", "bot"]


def test_without_a_token_nothing_gets_in(customer: Customer) -> None:
    customer.says("hello")
    called = events(customer, "bot_called")[-1]

    refused = httpx.post(f"{customer.bot.rasa.url}{called['path']}", json={}, trust_env=False)

    assert refused.status_code in (401, 403)
    assert customer.says("hello") == [HELLO]


@LIVEPERSON
def test_the_transfer_is_the_last_thing_in_the_answer_with_the_transfer_message(
    customer: Customer,
) -> None:
    customer.says("hello")
    assert customer.asks_for_a_person() == [ON_HOLD]

    summary = f"Name: Jane Doe\nE-mail: jane@example.org\nAsked: hello / {PERSON}"
    last = [(each["to"], each["text"]) for each in customer.messages()[-2:]]
    assert last == [("customer", ON_HOLD), ("agent", summary)]
    assert customer.desk.received() == [{"skillName": "Human"}]
    calls = customer.control.calls(customer.desk.transfer_call)
    assert calls == [], "nothing is sent beside the answer"


@LIVEPERSON
def test_a_skill_without_a_name_is_a_failure_and_nothing_is_transferred(customer: Customer) -> None:
    only_an_id = {"default": "2438093710", "fallback": None}
    customer.bot.configure(desks=["liveperson"], skills=only_an_id)

    assert customer.asks_for_a_person() == [ON_HOLD, FAILED]

    assert customer.desk.received() == []
    customer.bot.configure(desks=["liveperson"])
    assert customer.says(PERSON) == [ON_HOLD]
    assert customer.desk.received() == [customer.transfer()]


def rasa_with_a_database(bot: Bot, port: int) -> AbstractContextManager[Server]:
    """Run a Rasa that keeps its conversations in a file."""
    store = {"type": "SQL", "dialect": "sqlite", "db": str(bot.logs / "tracker.db")}
    return bot.another_rasa(port, credentials=bot.credentials(), tracker_store=store)


# A topic chooses the skill, and the skill the desk.
SKILLS = {"liveperson": "human", "cm": "billing", "parley": "offers"}
REQUESTS = {"liveperson": PERSON, "cm": INVOICE, "parley": f"{PERSON} about an offer"}


# It starts Rasa twice, which takes a minute each where others need the processors, too.
@pytest.mark.timeout(600)
def test_what_is_delivered_again_after_a_crash_is_answered_and_transferred_once(
    bot: Bot, control: Control
) -> None:
    own, port = bot.rasa, free_port()
    assert own is not None
    desks_of = {SKILLS[name]: [name] for name in DESKS}
    bot.configure(desks=sorted(DESKS), skills={"default": "human", "desks": desks_of})
    transferred, asking = (
        {name: Customer(bot, f"{name}-{role}", Desk(name, control, name)) for name in DESKS}
        for role in ("transferred", "asking")
    )
    with rasa_with_a_database(bot, port) as rasa:
        control.set_bot(rasa.url)
        for name, customer in transferred.items():
            assert customer.says(REQUESTS[name], NAME, EMAIL) == [ON_HOLD]
        for customer in asking.values():
            _ask_and_leave(customer)
        rasa.process.kill()
    control.clear_faults()

    with rasa_with_a_database(bot, port):
        for name in DESKS:
            assert control.redeliver(transferred[name].conversation) in (200, 201)
            assert control.redeliver(asking[name].conversation) in (200, 201)
            assert asking[name].times_read(ASK_NAME) == 1
            assert asking[name].says("my name is Ann", "ann@example.org") == [ON_HOLD]
            assert transferred[name].times_read(ON_HOLD) == 1
            transferred[name].is_given_back()
            assert transferred[name].says("hello") == [BACK, HELLO]
    assert sorted(each["conversation"] for each in control.transfers()) == sorted(
        each.conversation for each in [*transferred.values(), *asking.values()]
    )
    control.set_bot(own.url)


def _ask_and_leave(customer: Customer) -> None:
    """Ask for a person; return while the bot is still asking who is on shift."""
    customer.control.fault(customer.desk.shift_call, "hang")

    def ask() -> None:
        with suppress(ControlError):  # the bot is killed before it has answered
            customer.says(REQUESTS[customer.desk.slug])

    threading.Thread(target=ask, daemon=True).start()
    customer.control.wait_for(is_event("fault", call=customer.desk.shift_call), timeout=30)
