"""The bot offers a person by itself: after misunderstandings, a repeated question, a scolding."""

from __future__ import annotations

import pytest

from sandbox import Control
from tests import bot_responses as said
from tests.end_to_end.customer import EMAIL, NAME, PERSON, Customer
from tests.end_to_end.desks import Desk
from tests.real_bot import Bot
from tests.unit.handoff_events.schema import SCHEMA

GIBBERISH = ["qwrtz plmk vfx", "zxcv bnmq wrtp", "plmk qwrtz", "wrtp zxcv bnmq"]
OFFERS = {"misunderstandings": 2, "repeated_question": True, "scolding": True}


@pytest.fixture
def desk(bot: Bot, control: Control) -> Desk:
    """The only desk of the bot, which also offers a person."""
    bot.configure(desks=["liveperson"], offers=OFFERS)
    return Desk("liveperson", control, "rest")


def events(customer: Customer) -> list[dict[str, object]]:
    slots = [each for each in customer.bot.events(customer.conversation) if each["event"] == "slot"]
    found = [each["value"] for each in slots if each["name"] == "human_handoff_event"]
    reported = [event for event in found if event]
    for event in reported:
        SCHEMA.validate(event)
    return reported


def steps(customer: Customer) -> list[object]:
    return [event["step"] for event in events(customer)]


def is_misunderstood_twice(customer: Customer) -> None:
    assert customer.says(GIBBERISH[0]) == [said.NOT_UNDERSTOOD]
    assert customer.says(GIBBERISH[1]) == [said.NOT_UNDERSTOOD, said.OFFER_PERSON]


@pytest.mark.parametrize("yes", ["yes please", "ja graag", "/human_handoff", PERSON])
def test_misunderstood_twice_and_yes_leads_to_a_transfer(customer: Customer, yes: str) -> None:
    is_misunderstood_twice(customer)
    assert customer.says(yes) == [said.ASK_NAME]
    assert customer.says(NAME) == [said.ASK_EMAIL]
    assert customer.says(EMAIL) == customer.desk.on_hold
    assert customer.desk.received() == [customer.transfer()]
    offered, requested, attempted = events(customer)
    assert (offered["step"], offered["occasion"]) == ("offered", "misunderstandings")
    assert (requested["step"], requested["reason"]) == ("requested", "offered")
    assert (attempted["step"], attempted["outcome"]) == ("attempted", "accepted")
    assert offered["request"] != requested["request"] == attempted["request"]


@pytest.mark.parametrize("no", ["no thanks", "nee bedankt", "/human_handoff_cancel"])
def test_no_is_remembered(customer: Customer, no: str) -> None:
    is_misunderstood_twice(customer)
    assert customer.says(no) == [said.OFFER_DECLINED]
    for text in GIBBERISH:
        assert customer.says(text) == [said.NOT_UNDERSTOOD]
    assert customer.says("stupid bot") == [said.JUST_ASK]
    assert steps(customer) == ["offered", "offer_declined"]
    # Who asks gets a person all the same.
    assert customer.says(PERSON) == [said.ASK_NAME]
    assert events(customer)[-1]["reason"] == "asked"


def test_it_is_offered_once_and_anything_else_is_no_answer(customer: Customer) -> None:
    is_misunderstood_twice(customer)
    assert customer.says("hello") == [said.HELLO]
    assert customer.bot.loop(customer.conversation) is None
    for text in GIBBERISH:
        assert customer.says(text) == [said.NOT_UNDERSTOOD]
    assert steps(customer) == ["offered"]
    # The button of the offer can still be pressed.
    assert customer.says("/human_handoff") == [said.ASK_NAME]


def test_another_misunderstanding_is_no_answer_to_the_offer(customer: Customer) -> None:
    is_misunderstood_twice(customer)
    assert customer.says(GIBBERISH[2]) == [said.NOT_UNDERSTOOD]
    assert customer.bot.loop(customer.conversation) is None


def test_what_is_understood_in_between_begins_the_count_anew(customer: Customer) -> None:
    assert customer.says(GIBBERISH[0]) == [said.NOT_UNDERSTOOD]
    assert customer.says("hello") == [said.HELLO]
    assert customer.says(GIBBERISH[1]) == [said.NOT_UNDERSTOOD]
    assert customer.says(GIBBERISH[2]) == [said.NOT_UNDERSTOOD, said.OFFER_PERSON]


def test_a_question_that_is_repeated_is_answered_and_a_person_is_offered(
    customer: Customer,
) -> None:
    (answer,) = customer.says("when are you open?")
    assert customer.says("when does my parcel arrive") != [answer]
    assert customer.says("I asked WHEN you are open!!") == [answer, said.OFFER_PERSON]
    assert events(customer)[0]["occasion"] == "repeated_question"
    assert customer.says("no") == [said.OFFER_DECLINED]
    assert customer.says("when are you open?") == [answer]


def test_greetings_and_thanks_are_no_repeated_question(customer: Customer) -> None:
    for text, answer in (("hello there", said.HELLO), ("thank you", said.WELCOME)):
        assert customer.says(text, text, text) == [answer]
    assert steps(customer) == []


@pytest.mark.parametrize("text", ["stupid bot", "you are useless", "you don't understand me"])
def test_who_scolds_the_bot_is_asked_first(customer: Customer, text: str) -> None:
    assert customer.says(text) == [said.SORRY, said.OFFER_PERSON]
    assert steps(customer) == ["offered"]
    assert events(customer)[0]["occasion"] == "scolding"
    # Another one is no yes, and no request.
    assert customer.says("useless bot") == [said.JUST_ASK]
    assert customer.bot.loop(customer.conversation) is None
    assert steps(customer) == ["offered"]


def test_who_scolds_the_bot_and_asks_for_a_person_is_not_asked(customer: Customer) -> None:
    assert customer.says("stupid bot, get me a real person") == [said.ASK_NAME]
    assert steps(customer) == ["requested"]


def test_off_shift_a_yes_is_told_the_truth(customer: Customer) -> None:
    customer.desk.set_shift(False)
    is_misunderstood_twice(customer)
    assert customer.says("yes") == [said.OFF_SHIFT]


def test_without_offers_nothing_changes(customer: Customer, bot: Bot) -> None:
    bot.configure(desks=["liveperson"], offers=None)
    for text in GIBBERISH:
        assert customer.says(text) == [said.NOT_UNDERSTOOD]
    (answer,) = customer.says("when are you open?")
    assert customer.says("when are you open?") == [answer]
    assert customer.says("stupid bot") == [said.ASK_NAME]


def test_in_the_contact_form_nothing_is_offered(customer: Customer) -> None:
    assert customer.says(PERSON) == [said.ASK_NAME]
    assert said.OFFER_PERSON not in customer.says("what are your opening hours?")
    assert said.OFFER_PERSON not in customer.says("what are your opening hours?")
