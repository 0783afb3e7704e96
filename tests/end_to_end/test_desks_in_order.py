"""Desks that stand in for each other: one transfer, one transfer message, no contradiction."""

from __future__ import annotations

from sandbox import Control
from sandbox.client.control import is_event

from .conftest import Bot, Customer
from .desks import ON_HOLD, PLAYED
from .test_conversations import ASK_EMAIL, ASK_NAME, FAILED, HELLO, HUMAN, UNCONFIRMED, fields, sent
from .test_every_desk import ASKED, JANE, OFF_SHIFT

PARLEY, CM = PLAYED["parley"], PLAYED["cm"]


def test_the_first_desk_refuses_and_the_second_takes_the_chat(
    running_bot: Bot, control: Control, customer: Customer
) -> None:
    running_bot.configure(desks=["liveperson", "parley"])
    control.fault("escalate", "status", status=400)

    assert customer.asks_for_a_human() == [ON_HOLD]

    control.wait_for(is_event("agent_joined", conversation=customer.conversation))
    control.agent_says(customer.conversation, "Kim of Parley here.")
    assert customer.says("hello") == []
    assert sent(control) == [PARLEY.sent(customer, **JANE)]
    assert customer.has_read() == [
        ("bot", ASK_NAME),
        ("bot", ASK_EMAIL),
        ("bot", ON_HOLD),
        ("agent", "Kim of Parley here."),
    ]
    slots = running_bot.slots(customer.conversation)
    assert (slots["human_handoff_desk"], slots["human_handoff_state"]) == ("parley", "with_agent")
    assert not slots["human_handoff_attempts"], "nothing was announced that failed"


def test_the_last_words_come_before_the_transfer_to_the_second_desk(
    running_bot: Bot, control: Control, customer: Customer
) -> None:
    running_bot.configure(desks=["liveperson", "cm"])
    control.fault("escalate", "status", status=400)

    customer.asks_for_a_human()

    events = running_bot.events(customer.conversation)
    said = [event.get("text") for event in events].index(ON_HOLD)
    done = [event.get("value") for event in events].index("requested")
    actions = [event["name"] for event in events[:done] if event["event"] == "action"]
    assert said < done
    assert actions[-2:] == ["action_human_handoff_transfer_failed"] * 2, "said by one, done by two"
    assert sent(control) == [CM.sent(customer, **JANE)]


def test_a_desk_that_is_off_shift_leaves_the_chat_to_the_next(
    running_bot: Bot, control: Control, customer: Customer
) -> None:
    running_bot.configure(desks=["liveperson", "cm", "parley"])
    control.liveperson.set_skill(HUMAN, on_shift=False)
    CM.set_shift(control, on_shift=False)

    assert customer.asks_for_a_human() == [ON_HOLD]
    assert sent(control) == [PARLEY.sent(customer, **JANE)]


def test_nobody_at_any_desk_is_said_once(
    running_bot: Bot, control: Control, customer: Customer
) -> None:
    running_bot.configure(desks=["liveperson", "cm", "parley"])
    control.liveperson.set_skill(HUMAN, on_shift=False)
    for desk in (CM, PARLEY):
        desk.set_shift(control, on_shift=False)

    assert customer.says(ASKED) == [OFF_SHIFT]
    PARLEY.set_shift(control, on_shift=True)
    assert customer.asks_for_a_human() == [ON_HOLD]


def test_a_desk_whose_vendor_carries_the_last_words_does_not_repeat_what_the_bot_said(
    running_bot: Bot, control: Control, customer: Customer
) -> None:
    running_bot.configure(desks=["cm", "liveperson"])
    control.fault("mutation", "status", status=503)

    assert customer.asks_for_a_human() == [ON_HOLD]
    assert sent(control) == [fields(customer, message="BLANK_MESSAGE")]
    assert [text for _, text in customer.has_read()].count(ON_HOLD) == 1


def test_where_the_first_desk_may_have_the_chat_the_second_is_left_alone(
    running_bot: Bot, control: Control, customer: Customer
) -> None:
    running_bot.configure(desks=["cm", "parley"])
    control.fault("mutation", "reset_after")

    assert customer.asks_for_a_human() == [ON_HOLD, UNCONFIRMED]
    assert sent(control) == [CM.sent(customer, **JANE)]


def test_every_desk_refuses_and_the_customer_may_ask_again(
    running_bot: Bot, control: Control, customer: Customer
) -> None:
    running_bot.configure(desks=["cm", "parley"])
    for desk in (CM, PARLEY):
        control.fault(desk.transfer_call, "status", status=400)

    assert customer.asks_for_a_human() == [ON_HOLD, FAILED]
    assert running_bot.slots(customer.conversation)["human_handoff_attempts"] == 1
    assert customer.says("hello") == [HELLO]
    assert customer.says(ASKED) == [ON_HOLD]
    assert sent(control) == [CM.sent(customer, **JANE)]


def test_a_skill_may_have_a_desk_of_its_own(
    running_bot: Bot, control: Control, customer: Customer
) -> None:
    running_bot.configure(desks=["liveperson", "parley"], skills={"desks": {"billing": ["parley"]}})
    asked = "I want to talk to a person about my invoice"
    customer.says(asked, "Jane Doe", "jane@example.org")

    assert sent(control) == [PARLEY.sent(customer, "billing", **{**JANE, "question": asked})]
    other = Customer(control, f"{customer.conversation}-other")
    other.asks_for_a_human()
    assert sent(control)[1:] == [fields(other)]
