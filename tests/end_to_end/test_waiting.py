"""How long others wait: told before the promise, and above a configured wait the choice is offered.

LivePerson's queue is imitated by the sandbox; CM.com and Parley tell no waiting time.
"""

from __future__ import annotations

from typing import Any

import pytest

from sandbox import Control
from tests import bot_responses as said
from tests.end_to_end.customer import PERSON, Customer
from tests.end_to_end.desks import Desk
from tests.real_bot import Bot
from tests.unit.handoff_events.schema import SCHEMA

HUMAN = "2438093750"
# The limit is what a busy machine needs for a call, and what a vendor that hangs costs.
WAITING = {"offer_above_minutes": 10, "limit_seconds": 4}
MESSAGES = {
    "receivers": {"tickets": {"webhook": {"url": "http://127.0.0.1:9/x", "secret": "s" * 16}}},
    "default": "tickets",
}
FIVE_MINUTES = "2 customers are waiting now, and have been for about 5 minutes."
LONG = "7 customers are waiting now, and have been for about 25 minutes."


@pytest.fixture
def desk(bot: Bot, control: Control) -> Desk:
    """The only desk of the bot, whose waiting time is told."""
    bot.configure(desks=["liveperson"], waiting=WAITING, messages=MESSAGES)
    return Desk("liveperson", control, "rest")


@pytest.fixture
def busy(customer: Customer) -> Customer:
    """A customer of a desk where seven others have waited for 25 minutes."""
    queue(customer, people=7, minutes=25)
    return customer


def queue(customer: Customer, people: int, minutes: float) -> None:
    customer.control.liveperson.set_queue(HUMAN, people=people, wait_ms=int(minutes * 60_000))


def events(customer: Customer) -> list[dict[str, Any]]:
    slots = [each for each in customer.bot.events(customer.conversation) if each["event"] == "slot"]
    found = [each["value"] for each in slots if each["name"] == "human_handoff_event"]
    for event in filter(None, found):
        SCHEMA.validate(event)
    return [event for event in found if event]


def choice(customer: Customer) -> tuple[Any, ...]:
    (event,) = [each for each in events(customer) if each["step"] == "chosen"]
    return event["occasion"], event["choice"], event["outcome"]


def test_where_the_wait_is_fine_one_sentence_tells_it_and_the_form_goes_on(
    customer: Customer,
) -> None:
    queue(customer, people=2, minutes=5)
    assert customer.says(PERSON) == [FIVE_MINUTES, said.ASK_NAME]
    assert customer.says("Jane Doe") == [said.ASK_EMAIL]
    assert customer.says("jane@example.org") == customer.desk.on_hold
    assert customer.desk.received() == [customer.transfer()]
    requested, *_ = events(customer)
    assert (requested["waiting_seconds"], requested["waiting_people"]) == (300, 2)


def test_who_chooses_to_wait_is_transferred_once(busy: Customer) -> None:
    assert busy.says(PERSON) == [LONG, said.CHOOSE]
    assert busy.says("I'll wait") == [said.ASK_NAME]
    assert busy.says("Jane Doe") == [said.ASK_EMAIL]
    assert busy.says("jane@example.org") == busy.desk.on_hold
    assert busy.desk.received() == [busy.transfer()]
    assert choice(busy) == ("long_wait", "wait", None)
    assert [each["step"] for each in events(busy)] == ["requested", "chosen", "attempted"]
    assert busy.slot("choice") == "wait"


@pytest.mark.parametrize("answer", ["/human_handoff_wait", "ik wacht wel", PERSON])
def test_who_is_known_already_is_transferred_with_the_choice(busy: Customer, answer: str) -> None:
    busy.set_slots(name="Jane Doe", email="jane@example.org")
    assert busy.says(PERSON) == [LONG, said.CHOOSE]
    assert busy.says(answer) == busy.desk.on_hold
    assert len(busy.desk.received()) == 1


@pytest.mark.parametrize("answer", ["a message please", "/human_handoff_leave_message"])
def test_who_wants_to_leave_a_message_leaves_one_and_is_not_transferred(
    busy: Customer, answer: str
) -> None:
    busy.set_slots(name="Jane Doe", email="jane@example.org")
    assert busy.says(PERSON, answer) == [said.ASK_MESSAGE]
    (noted,) = busy.says("My parcel has not come.")
    assert noted.startswith("I have noted your message for my colleagues.")
    assert busy.desk.received() == []
    assert choice(busy) == ("long_wait", "message", "cancelled")
    assert busy.slot("outcome") == "cancelled"


@pytest.mark.parametrize("answer", ["no thanks", "ga maar verder", "/human_handoff_go_on"])
def test_who_goes_on_with_the_bot_is_told_so_and_not_transferred(
    busy: Customer, answer: str
) -> None:
    assert busy.says(PERSON, answer) == [said.CANCELLED]
    assert busy.bot.loop(busy.conversation) is None
    assert choice(busy) == ("long_wait", "go_on", "cancelled")
    assert busy.says("hello") == [said.HELLO]
    assert busy.desk.received() == []


def test_another_question_is_answered_and_the_offer_is_over(busy: Customer) -> None:
    busy.says(PERSON)
    (answer,) = busy.says("when are you open?")
    assert answer.startswith("Our shops are open")
    assert busy.bot.loop(busy.conversation) is None
    assert choice(busy) == ("long_wait", "something_else", "cancelled")
    # Who asks for a person again is told and asked again.
    assert busy.says(PERSON) == [LONG, said.CHOOSE]
    assert busy.says("wait") == [said.ASK_NAME]


def test_a_bare_yes_is_asked_for_once_more(busy: Customer) -> None:
    assert busy.says(PERSON, "yes please") == [said.CHOOSE]
    assert busy.says("I do not want to wait, leave a message") == [said.ASK_MESSAGE]


def test_a_button_that_is_pressed_later_asks_for_a_person_and_nothing_twice(
    busy: Customer,
) -> None:
    assert busy.says(PERSON, "/human_handoff_go_on") == [said.CANCELLED]
    assert busy.says("/human_handoff_wait") == [said.ASK_NAME]
    assert busy.says("never mind") == [said.CANCELLED]
    assert busy.says("/human_handoff_go_on") == [said.CANCELLED]


def test_a_message_is_offered_only_where_one_can_be_noted(busy: Customer, bot: Bot) -> None:
    bot.configure(desks=["liveperson"], waiting=WAITING)
    assert busy.says(PERSON) == [LONG, said.CHOOSE_WITHOUT_MESSAGE]
    assert busy.says("I'd rather leave a message") == [
        said.CANNOT_TAKE_MESSAGE,
        said.CHOOSE_WITHOUT_MESSAGE,
    ]
    assert busy.says("then I'll wait") == [said.ASK_NAME]


@pytest.mark.parametrize("answer", ["call me back please", "/human_handoff_call_back"])
def test_a_call_is_offered_where_one_can_be_noted(busy: Customer, bot: Bot, answer: str) -> None:
    messages = MESSAGES | {"callback": {"region": "NL"}}
    bot.configure(desks=["liveperson"], waiting=WAITING, messages=messages)
    assert busy.says(PERSON) == [LONG, said.CHOOSE_OR_CALL]
    assert busy.says(answer) == [said.ASK_MESSAGE]
    assert busy.says("My parcel has not come.") == [said.ASK_PHONE]
    assert choice(busy) == ("long_wait", "callback", "cancelled")


def test_a_figure_that_is_too_old_is_not_told(busy: Customer) -> None:
    busy.control.liveperson.set_queue_health(age_seconds=6 * 60)
    assert busy.says(PERSON) == [said.ASK_NAME]
    busy.says("never mind")

    busy.control.liveperson.set_queue_health(age_seconds=60)
    assert busy.says(PERSON) == [LONG, said.CHOOSE]


def test_where_liveperson_has_no_figures_nothing_is_told(busy: Customer) -> None:
    busy.control.liveperson.set_queue_health(has_data=False)
    assert busy.says(PERSON) == [said.ASK_NAME]


@pytest.mark.parametrize("fault", ["status", "hang", "half_json", "wrong_types", "html", "empty"])
def test_a_queue_that_cannot_be_read_costs_the_customer_nothing(busy: Customer, fault: str) -> None:
    # What the server knows is too old by now.
    busy.control.liveperson.set_queue_health(age_seconds=6 * 60)
    assert busy.says(PERSON) == [said.ASK_NAME]
    busy.says("never mind")

    busy.control.liveperson.set_queue_health(age_seconds=0)
    busy.control.fault("queue_health", fault, times=None)
    assert busy.says(PERSON) == [said.ASK_NAME]
    busy.says("never mind")

    busy.control.clear_faults()
    another = busy.another()
    assert another.says(PERSON) == [LONG, said.CHOOSE]


@pytest.mark.parametrize("route", [("cm", "cm"), ("parley", "parley")])
def test_a_desk_that_tells_no_waiting_time_is_as_always(
    bot: Bot, control: Control, route: tuple[str, str], request: pytest.FixtureRequest
) -> None:
    desk = Desk(route[0], control, route[1])
    bot.configure(**desk.settings(waiting=WAITING))
    customer = Customer(bot, f"conversation-waiting-{route[0]}", desk)
    assert customer.asks_for_a_person() == desk.on_hold
