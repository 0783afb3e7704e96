"""Every path through every desk has exactly one reason, and one outcome for each attempt."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from demo.stack import free_port
from sandbox import Control
from tests import bot_responses as said
from tests.end_to_end.customer import PERSON, Customer, at_once
from tests.end_to_end.desks import STATES, Desk
from tests.real_bot import Bot
from tests.unit.handoff_events.schema import SCHEMA

SLUGS = sorted(STATES)
Words = tuple[Any, ...]
HOUR = 3600.0
# The addresses in each vendor's section of human_handoff.yml.
CALLED = {
    "cm": ["presence", "router"],
    "liveperson": ["domains", "escalation", "context_service"],
    "parley": ["service_api"],
}


def requested(
    found: str = "on_shift", because: str = "reported", outcome: str | None = None
) -> Words:
    return ("requested", "asked", found, because, outcome, None)


def attempted(outcome: str) -> Words:
    return ("attempted", "asked", None, None, outcome, None)


def step(name: str, outcome: str | None = None, ending: str | None = None) -> Words:
    return (name, "asked", None, None, outcome, ending)


ACCEPTED = [requested(), attempted("accepted")]


def on_shift(customer: Customer) -> list[Words]:
    customer.assert_transferred()
    return ACCEPTED


def off_shift(customer: Customer) -> list[Words]:
    customer.desk.set_shift(False)
    assert customer.says(PERSON) == [said.OFF_SHIFT]
    return [requested("off_shift", outcome="off_shift")]


def unknown(customer: Customer) -> list[Words]:
    for desk in (customer.desk, other_desk(customer)):
        customer.control.fault(desk.shift_call, "status", times=None)
    assert customer.says(PERSON) == [said.UNKNOWN]
    return [requested("unknown", "vendor_error", "unknown")]


def refused(customer: Customer) -> list[Words]:
    customer.desk.refuse_transfer()
    assert customer.asks_for_a_person()[-1] == said.FAILED
    return [requested(), attempted("refused")]


def unconfirmed(customer: Customer) -> list[Words]:
    customer.control.fault(customer.desk.transfer_call, "reset_after")
    assert customer.asks_for_a_person()[-1] == said.UNCONFIRMED
    return [requested(), attempted("unconfirmed")]


def failed_later(customer: Customer) -> list[Words]:
    customer.asks_for_a_person()
    if not customer.desk.bot_listens:
        customer.is_given_back(None)
    assert customer.says("__agent_escalation_failed__") == [said.FAILED]
    return [*ACCEPTED, step("failed_later", "failed_later")]


def cancelled(customer: Customer) -> list[Words]:
    assert customer.says(PERSON, "never mind") == [said.CANCELLED]
    return [requested(), step("cancelled", "cancelled")]


def cancelled_by_a_button(customer: Customer) -> list[Words]:
    assert customer.says(PERSON, "/human_handoff_cancel") == [said.CANCELLED]
    return [requested(), step("cancelled", "cancelled")]


def returned(customer: Customer) -> list[Words]:
    customer.asks_for_a_person()
    assert customer.is_given_back() == [said.BACK]
    return [*ACCEPTED, step("ended", ending="returned")]


def expired(customer: Customer) -> list[Words]:
    customer.asks_for_a_person()
    customer.set_slots(state_since=time.time() - 25 * HOUR)
    if not customer.desk.bot_listens:  # the platform sends nothing to the bot until it has the chat
        customer.is_given_back(None)
    assert customer.says("hello") == [said.BACK]
    assert customer.says("hello") == [said.HELLO]
    return [*ACCEPTED, step("ended", ending="expired")]


def failover(customer: Customer) -> list[Words]:
    other_desk(customer).set_shift(True)
    customer.desk.refuse_transfer()
    customer.asks_for_a_person()
    assert customer.slot("desk") == other_desk(customer).slug
    return [requested(), attempted("refused"), attempted("accepted")]


def delivered_three_times(customer: Customer) -> list[Words]:
    customer.set_slots(name="Jane Doe", email="jane@example.org")
    at_once(*[lambda: customer.says(PERSON)] * 3)
    assert len(customer.desk.received()) == 1
    return ACCEPTED


PATHS = [
    on_shift,
    off_shift,
    unknown,
    refused,
    unconfirmed,
    failed_later,
    cancelled,
    cancelled_by_a_button,
    returned,
    expired,
    failover,
    delivered_three_times,
]


@pytest.fixture
def desk(bot: Bot, control: Control, route: tuple[str, str]) -> Desk:
    """The first of the bot's two desks; nobody is at the second, unless a test changes that."""
    first = Desk(route[0], control, route[1])
    second = Desk(slug_after(route[0]), control)
    bot.configure(desks=[first.slug, second.slug])
    second.set_shift(False)
    return first


def slug_after(slug: str) -> str:
    return SLUGS[(SLUGS.index(slug) + 1) % len(SLUGS)]


def other_desk(customer: Customer) -> Desk:
    """Return the second desk of the bot."""
    return Desk(slug_after(customer.desk.slug), customer.control)


def check_outcomes(customer: Customer, expected: list[Words]) -> None:
    """Check the events in the tracker, each of them once, and the two slots of the last one."""
    slots = [each for each in customer.bot.events(customer.conversation) if each["event"] == "slot"]
    values = [each["value"] for each in slots if each["name"] == "human_handoff_event"]
    events = list({each["id"]: each for each in values if each}.values())
    for event in events:
        SCHEMA.validate(event)
    names = ("step", "reason", "found", "because", "outcome", "ending")
    assert [tuple(event[name] for name in names) for event in events] == expected
    attempts = Counter((e["request"], e["desk"]) for e in events if e["step"] == "attempted")
    assert not [count for count in attempts.values() if count > 1]
    assert len({event["request"] for event in events}) == 1
    last = (customer.slot("reason"), customer.slot("outcome"))
    assert last == (events[-1]["reason"], events[-1]["outcome"])


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.__name__)
@pytest.mark.parametrize("route", [(slug, "rest") for slug in SLUGS], ids=SLUGS)
def test_each_path_has_one_reason_and_each_attempt_one_outcome(
    customer: Customer, path: Callable[[Customer], list[Words]]
) -> None:
    check_outcomes(customer, path(customer))


@pytest.mark.parametrize("route", [(slug, "rest") for slug in SLUGS], ids=SLUGS)
def test_a_desk_that_cannot_be_reached_is_one_outcome(customer: Customer) -> None:
    slug, nowhere = customer.desk.slug, f"http://127.0.0.1:{free_port()}"
    urls = dict.fromkeys(CALLED[slug], nowhere)
    customer.bot.configure(desks=[slug], unknown_means="on_shift", **{slug: {"urls": urls}})

    assert customer.asks_for_a_person()[-1] == said.FAILED
    check_outcomes(customer, [requested("unknown", "vendor_error", None), attempted("unreachable")])


@pytest.mark.parametrize("route", [(slug, slug) for slug in SLUGS], ids=SLUGS)
def test_a_delivery_that_comes_again_on_a_vendors_channel_changes_nothing(
    customer: Customer,
) -> None:
    customer.asks_for_a_person()
    for _ in range(2):
        customer.control.redeliver(customer.conversation)

    check_outcomes(customer, ACCEPTED)
