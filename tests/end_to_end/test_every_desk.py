"""LivePerson's conversations at the other desks, as far as their vendors can.

Over Rasa's REST channel, and over the vendor's own.
"""

from __future__ import annotations

import re
import threading
from datetime import datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from actions.human_handoff.vendors import DESKS
from sandbox import Control
from sandbox.client.control import is_event

from .conftest import Bot, Customer, at_once
from .desks import ON_HOLD, PLAYED, Played
from .test_conversations import ASK_EMAIL, ASK_NAME, BACK, FAILED, HELLO, UNCONFIRMED, UNKNOWN, sent

ASKED = "I want to talk to a person"
JANE = {"name": "Jane Doe", "email": "jane@example.org", "question": ASKED}
OFF_SHIFT = "Sorry, none of my colleagues is at work right now."


def test_every_desk_is_played_here_or_in_conversations_of_its_own() -> None:
    assert {*PLAYED, "liveperson"} == set(DESKS)


@pytest.fixture(
    scope="module",
    params=[(slug, channel) for slug in sorted(PLAYED) for channel in ("rest", slug)],
    ids=" over ".join,
)
def way(request: pytest.FixtureRequest) -> tuple[str, str]:
    """A desk, and the channel on which the customer writes."""
    return cast("tuple[str, str]", request.param)


@pytest.fixture
def desk(way: tuple[str, str]) -> Played:
    return PLAYED[way[0]]


@pytest.fixture
def customer(control: Control, way: tuple[str, str], request: pytest.FixtureRequest) -> Customer:
    return Customer(control, re.sub(r"\W+", "-", request.node.name), way[1])


@pytest.fixture
def bot(running_bot: Bot, desk: Played) -> Bot:
    running_bot.configure(desks=[desk.slug])
    return running_bot


def asked(control: Control) -> list[str]:
    """The vendor's calls, other than those that bring the bot's words."""
    names = {str(each["call"]) for each in control.calls()}
    return sorted(names - {"twoway", "send_message"})


def test_the_customer_is_transferred_and_the_bot_falls_silent(
    bot: Bot, control: Control, customer: Customer, desk: Played
) -> None:
    assert customer.says("hello") == [HELLO]
    assert customer.asks_for_a_human() == [ON_HOLD]

    control.wait_for(is_event("agent_joined", conversation=customer.conversation))
    control.agent_says(customer.conversation, "Kim here, hello Jane.")
    assert customer.says("hello", "when are you open?", "human!!") == []
    assert sent(control) == [desk.sent(customer, **JANE)]
    assert customer.has_read() == [
        ("bot", HELLO),
        ("bot", ASK_NAME),
        ("bot", ASK_EMAIL),
        ("bot", ON_HOLD),
        ("agent", "Kim here, hello Jane."),
    ]
    heard = control.conversation(customer.conversation)["messages"][-1]["to"]
    assert heard == ("bot" if desk.bot_listens else "agent")
    slots = bot.slots(customer.conversation)
    assert slots["human_handoff_state"] == desk.state
    assert slots["human_handoff_desk"] == desk.slug


def test_the_agent_gives_back_and_the_bot_answers_no_backlog_and_remembers(
    bot: Bot, control: Control, customer: Customer, desk: Played
) -> None:
    customer.asks_for_a_human()
    assert customer.says("what are your opening hours?") == []

    answers = control.agent_returns(customer.conversation)

    told = [answer["text"] for answer in answers]
    # The vendors' own platforms tell the bot with what the customer writes next.
    assert told == ([BACK] if customer.channel == "rest" else [])
    assert told + customer.says("hello") == [BACK, HELLO]
    assert bot.slots(customer.conversation)["human_handoff_state"] == "none"
    assert customer.says(ASKED) == [ON_HOLD]
    assert sent(control) == [desk.sent(customer, **JANE)] * 2


def test_a_topic_chooses_the_skill(
    bot: Bot, control: Control, customer: Customer, desk: Played
) -> None:
    asked = "I want to talk to a person about my invoice"
    customer.says(asked, "Jane Doe", "jane@example.org")

    assert sent(control) == [desk.sent(customer, "billing", **{**JANE, "question": asked})]


def test_an_answer_with_the_trigger_event_starts_the_handoff(
    bot: Bot, control: Control, customer: Customer, desk: Played
) -> None:
    asked = "I forgot my password and cannot log in"

    assert customer.says(asked)[-1] == ASK_NAME
    assert customer.says("my name is Jane Doe", "jane@example.org") == [ON_HOLD]
    assert len(control.transfers()) == 1


def test_nobody_there_is_said_and_then_somebody_is(
    bot: Bot, control: Control, customer: Customer, desk: Played
) -> None:
    desk.set_shift(control, on_shift=False)

    assert customer.says(ASKED) == [OFF_SHIFT], "no time is promised where none is known"
    assert bot.slots(customer.conversation)["human_handoff_shift_status"] == "off_shift"
    desk.set_shift(control, on_shift=True)
    assert customer.asks_for_a_human() == [ON_HOLD]
    assert sent(control) == [desk.sent(customer, **JANE)]


@pytest.mark.parametrize(
    "fault", [{"kind": "status", "status": 503}, {"kind": "reset"}, {"kind": "html"}]
)
def test_vendor_down_means_nobody_is_promised_and_then_it_recovers(
    bot: Bot, control: Control, customer: Customer, desk: Played, fault: dict[str, Any]
) -> None:
    control.fault(desk.shift_call, times=None, **fault)

    assert customer.says(ASKED) == [UNKNOWN]
    assert bot.slots(customer.conversation)["human_handoff_shift_status"] == "unknown"
    control.clear_faults()
    assert customer.asks_for_a_human() == [ON_HOLD]


def test_a_refused_transfer_is_taken_back_at_once(
    bot: Bot, control: Control, customer: Customer, desk: Played
) -> None:
    control.fault(desk.transfer_call, "status", status=400)

    assert customer.asks_for_a_human() == [ON_HOLD, FAILED]
    assert bot.slots(customer.conversation)["human_handoff_state"] == "failed"
    assert customer.says("hello") == [HELLO]
    assert customer.says(ASKED) == [ON_HOLD]
    assert sent(control) == [desk.sent(customer, **JANE)]


def test_a_transfer_of_unknown_fate_is_not_made_twice(
    bot: Bot, control: Control, customer: Customer, desk: Played
) -> None:
    control.fault(desk.transfer_call, "reset_after")
    # Parley has made the agents' Service the owner, and takes nothing from the bot any more.
    may_speak = customer.channel != "parley"

    answers = customer.asks_for_a_human()

    assert answers == [ON_HOLD, UNCONFIRMED] if may_speak else [ON_HOLD]
    assert sent(control) == [desk.sent(customer, **JANE)]
    assert len(control.calls(desk.transfer_call)) == 1


def test_the_fallback_skill_takes_a_refused_one_without_another_word(
    bot: Bot, control: Control, customer: Customer, desk: Played
) -> None:
    control.fault(desk.transfer_call, "status", status=400)
    asked = "I want to talk to a person about my invoice"
    customer.says(asked, "Jane Doe")

    assert customer.says("jane@example.org") == [ON_HOLD]
    assert sent(control) == [desk.sent(customer, **{**JANE, "question": asked})]
    assert bot.slots(customer.conversation)["human_handoff_state"] == desk.state


def test_a_wrong_skill_is_the_fallback_message_and_nothing_is_sent(
    bot: Bot, control: Control, customer: Customer, desk: Played
) -> None:
    bot.set_slots(customer.conversation, human_handoff_skill="no such skill")

    assert customer.says(ASKED) == [FAILED]
    assert asked(control) == []
    bot.set_slots(customer.conversation, human_handoff_skill=None)
    assert customer.asks_for_a_human() == [ON_HOLD]


def test_cancel_leaves_the_form(
    bot: Bot, control: Control, customer: Customer, desk: Played
) -> None:
    customer.says(ASKED)

    assert customer.says("never mind") == ["All right, no transfer. How can I help?"]
    assert control.transfers() == []
    assert customer.asks_for_a_human() == [ON_HOLD]


def test_the_same_message_three_times_makes_one_transfer(
    bot: Bot, control: Control, customer: Customer, desk: Played
) -> None:
    customer.says(ASKED, "my name is Jane Doe")
    at_once(*[lambda: customer.says("jane@example.org")] * 3)

    assert sent(control) == [desk.sent(customer, **JANE)]
    assert customer.has_read().count(("bot", ON_HOLD)) == 1


def test_two_customers_at_once_are_two_transfers(
    bot: Bot, control: Control, customer: Customer, desk: Played
) -> None:
    other = customer.another()
    at_once(customer.asks_for_a_human, other.asks_for_a_human)

    assert sorted(each["conversation"] for each in control.transfers()) == sorted(
        [customer.conversation, other.conversation]
    )


def test_a_hanging_vendor_ends_in_a_sentence_and_holds_up_nobody_else(
    running_bot: Bot, control: Control, customer: Customer, desk: Played
) -> None:
    running_bot.configure(desks=[desk.slug], deadline_seconds=3)
    control.fault(desk.transfer_call, "hang")
    answers: list[str] = []
    waiting = threading.Thread(target=lambda: answers.extend(customer.asks_for_a_human()))
    waiting.start()
    control.wait_for(is_event("fault", call=desk.transfer_call), timeout=30)
    other = customer.another()

    assert other.asks_for_a_human() == [ON_HOLD]

    assert waiting.is_alive(), "the other customer was served while this one waited"
    waiting.join(30)
    assert answers == [ON_HOLD, UNCONFIRMED]


def test_an_old_board_stands_in_only_where_the_vendor_allows_it(
    running_bot: Bot, control: Control, customer: Customer, desk: Played
) -> None:
    running_bot.configure(desks=[desk.slug], shift_cache={"fresh_minutes": 0, "usable_minutes": 60})
    customer.says(ASKED, "never mind")
    control.fault(desk.shift_call, "status", times=None)

    answers = customer.says(ASKED)

    assert answers == [ASK_NAME if DESKS[desk.slug].old_report_will_do else UNKNOWN]
    control.clear_faults()
    customer.says("never mind")
    assert customer.asks_for_a_human() == [ON_HOLD]


def test_outside_the_opening_hours_the_vendor_is_not_asked(
    running_bot: Bot, control: Control, customer: Customer, desk: Played
) -> None:
    tomorrow = datetime.now(ZoneInfo("Europe/Amsterdam")) + timedelta(days=1)
    hours = {"rules": f"{tomorrow:%a}"[:2] + " 09:00-17:00", "time_zone": "Europe/Amsterdam"}
    running_bot.configure(desks=[desk.slug], **{desk.slug: {"opening_hours": hours}})

    assert customer.says(ASKED) == [f"{OFF_SHIFT} They are back {tomorrow:%A} at 09:00."]
    assert asked(control) == []
    running_bot.configure(desks=[desk.slug])
    assert customer.asks_for_a_human() == [ON_HOLD]
