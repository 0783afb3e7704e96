"""The same conversations at every desk: over Rasa's REST channel, and over the vendor's own."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from actions.human_handoff.vendors import DESKS
from sandbox.client.control import is_event
from tests import bot_responses as bot
from tests.end_to_end.customer import EMAIL, INVOICE, NAME, PERSON, Customer, at_once
from tests.end_to_end.desks import STATES

# On LivePerson's own channel the transfer is no call, so no call can fail.
WITHOUT_CALL = ("liveperson", "liveperson")
# pytest groups the tests by a route's place in its list. Both lists begin alike, so that all tests
# of a desk follow each other, and its action server is started once.
IN_CALLS = [
    *(
        (slug, channel)
        for slug in sorted(STATES)
        for channel in ("rest", slug)
        if (slug, channel) != WITHOUT_CALL
    ),
    ("liveperson_public_api", "rest"),
]
ROUTES = [*IN_CALLS, WITHOUT_CALL]
CALLING = pytest.mark.parametrize("route", IN_CALLS, indirect=True, ids=" over ".join)


@pytest.fixture(scope="module", params=ROUTES, ids=" over ".join)
def route(request: pytest.FixtureRequest) -> tuple[str, str]:
    return cast("tuple[str, str]", request.param)


def vendor_calls(customer: Customer) -> list[str]:
    """Return the vendor's calls, without those that bring the bot's messages."""
    names = {str(call["call"]) for call in customer.control.calls()}
    return sorted(names - {"twoway", "send_message"})


def test_every_desk_is_played_here_or_in_conversations_of_its_own() -> None:
    assert set(STATES) == set(DESKS)


def test_the_customer_is_transferred_and_the_bot_falls_silent(customer: Customer) -> None:
    assert customer.says("hello") == [bot.HELLO]
    customer.assert_transferred()

    customer.hears_from_the_agent("Kim here, hello Jane.")
    assert customer.says("hello", "when are you open?", "human!!") == []
    assert customer.messages()[-1]["to"] == ("bot" if customer.desk.bot_listens else "agent")
    assert customer.has_read() == [
        ("bot", bot.HELLO),
        ("bot", bot.ASK_NAME),
        ("bot", bot.ASK_EMAIL),
        ("bot" if customer.desk.on_hold else "vendor", bot.ON_HOLD),
        ("agent", "Kim here, hello Jane."),
    ]
    desk = customer.desk
    assert (customer.slot("state"), customer.slot("desk")) == (desk.state, desk.slug)
    assert (customer.slot("name"), customer.slot("email")) == ("Jane Doe", "jane@example.org")


def test_the_agent_gives_back_and_the_bot_answers_no_backlog_and_remembers(
    customer: Customer,
) -> None:
    customer.asks_for_a_person()
    assert customer.says("what are your opening hours?") == []

    messages = customer.is_given_back()

    # The vendors' own platforms tell the bot with what the customer writes next.
    assert messages == ([bot.BACK] if customer.desk.channel == "rest" else [])
    assert messages + customer.says("hello") == [bot.BACK, bot.HELLO]
    assert customer.slot("state") == "none"
    assert customer.says(PERSON) == customer.desk.on_hold, "what is known is not asked again"
    assert customer.desk.received() == [customer.transfer()] * 2
    assert customer.has_read()[-3:-1] == [("bot", bot.BACK), ("bot", bot.HELLO)]


def test_a_topic_chooses_the_skill(customer: Customer) -> None:
    customer.says(INVOICE, "Jane Doe", EMAIL)

    assert customer.desk.received() == [customer.transfer("billing", question=INVOICE)]


def test_an_answer_with_the_trigger_event_starts_the_handoff(customer: Customer) -> None:
    assert customer.says("I forgot my password and cannot log in") == [
        "You can set a new password on the log-in page. I will get a colleague, they can "
        "look into your account.",
        bot.ASK_NAME,
    ]
    assert customer.says(NAME, EMAIL) == customer.desk.on_hold
    assert len(customer.desk.received()) == 1


def test_nobody_there_is_a_response_and_then_somebody_is(customer: Customer) -> None:
    customer.desk.set_shift(False)

    assert customer.says(PERSON) == [bot.OFF_SHIFT], "no time is promised where none is known"
    assert customer.slot("shift_status") == "off_shift"
    assert customer.desk.received() == []
    customer.desk.set_shift(True)
    customer.assert_transferred()


@pytest.mark.parametrize(
    "fault", [{"kind": "status", "status": 503}, {"kind": "reset"}, {"kind": "html"}]
)
def test_vendor_down_means_nobody_is_promised_and_then_it_recovers(
    customer: Customer, fault: dict[str, Any]
) -> None:
    customer.control.fault(customer.desk.shift_call, times=None, **fault)

    assert customer.says(PERSON) == [bot.UNKNOWN]
    assert customer.slot("shift_status") == "unknown"
    assert customer.desk.received() == []
    customer.control.clear_faults()
    customer.assert_transferred()


@CALLING
def test_a_refused_transfer_is_taken_back_at_once(customer: Customer) -> None:
    customer.desk.refuse_transfer()

    assert customer.asks_for_a_person() == [*customer.desk.on_hold, bot.FAILED]
    assert customer.slot("state") == "failed"
    assert customer.bot.loop(customer.conversation) is None
    assert customer.says("hello") == [bot.HELLO]
    assert customer.says(PERSON) == customer.desk.on_hold
    assert customer.desk.received() == [customer.transfer()]


@CALLING
def test_a_transfer_of_unknown_fate_is_not_made_twice(customer: Customer) -> None:
    # The desk logs in again where its session has ended, which would be the call that fails.
    other = customer.another()
    other.assert_transferred()
    call = customer.desk.transfer_call
    before = len(customer.control.calls(call))
    customer.control.fault(call, "reset_after")
    # Parley has made the agents' Service the owner, and takes nothing from the bot any more.
    unconfirmed = [] if customer.desk.channel == "parley" else [bot.UNCONFIRMED]

    assert customer.asks_for_a_person() == customer.desk.on_hold + unconfirmed
    assert customer.desk.received()[1:] == [customer.transfer()]
    assert len(customer.control.calls(call)) == before + 1


@CALLING
def test_the_fallback_skill_takes_a_refused_one_without_another_message(customer: Customer) -> None:
    customer.desk.refuse_transfer()

    assert customer.says(INVOICE, "Jane Doe", EMAIL) == customer.desk.on_hold
    assert customer.desk.received() == [customer.transfer(question=INVOICE)]
    assert customer.slot("state") == customer.desk.state


def test_a_wrong_skill_is_the_failure_response_and_nothing_is_sent(customer: Customer) -> None:
    customer.set_slots(skill="no such skill")

    assert customer.says(PERSON) == [bot.FAILED]
    assert vendor_calls(customer) == []
    customer.set_slots(skill=None)
    customer.assert_transferred()


def test_cancel_leaves_the_form(customer: Customer) -> None:
    assert customer.says(PERSON, "never mind") == [bot.CANCELLED]
    assert customer.says("hello") == [bot.HELLO]
    assert customer.desk.received() == []
    customer.assert_transferred()


def test_the_same_message_three_times_makes_one_transfer(customer: Customer) -> None:
    customer.says(PERSON, NAME)
    at_once(*[lambda: customer.says(EMAIL)] * 3)

    assert customer.desk.received() == [customer.transfer()]
    assert customer.times_read(bot.ON_HOLD) == 1


def test_two_customers_at_once_are_two_transfers(customer: Customer) -> None:
    other = customer.another()
    at_once(customer.asks_for_a_person, other.asks_for_a_person)

    transfers = customer.control.transfers()
    assert len(transfers) == 2
    assert {transfer["conversation"]: transfer["fields"] for transfer in transfers} == {
        each.conversation: each.transfer() for each in (customer, other)
    }


@CALLING
def test_a_hanging_vendor_ends_in_a_response_and_holds_up_nobody_else(customer: Customer) -> None:
    customer.bot.configure(**customer.desk.settings(deadline_seconds=5))
    other = customer.another()
    assert other.says(PERSON, NAME) == [bot.ASK_EMAIL]  # one turn is left for those five seconds
    customer.control.fault(customer.desk.transfer_call, "hang")
    responses: list[str] = []
    waiting = threading.Thread(target=lambda: responses.extend(customer.asks_for_a_person()))
    waiting.start()
    customer.control.wait_for(is_event("fault", call=customer.desk.transfer_call), timeout=30)

    assert other.says(EMAIL) == customer.desk.on_hold

    assert waiting.is_alive(), "the other customer was served while this one waited"
    waiting.join(30)
    assert responses == [*customer.desk.on_hold, bot.UNCONFIRMED]
    assert customer.slot("state") == "failed"


def test_an_old_report_stands_in_only_where_the_vendor_allows_it(customer: Customer) -> None:
    old_reports = {"fresh_minutes": 0, "usable_minutes": 60}
    customer.bot.configure(**customer.desk.settings(shift_cache=old_reports))
    customer.says(PERSON, "never mind")
    customer.control.fault(customer.desk.shift_call, "status", times=None)

    old_report_will_do = DESKS[customer.desk.slug].old_report_will_do
    assert customer.says(PERSON) == [bot.ASK_NAME if old_report_will_do else bot.UNKNOWN]
    customer.control.clear_faults()
    customer.says("never mind")
    customer.assert_transferred()


def test_outside_the_opening_hours_the_vendor_is_not_asked(customer: Customer) -> None:
    tomorrow = datetime.now(ZoneInfo("Europe/Amsterdam")) + timedelta(days=1)
    hours = {"rules": f"{tomorrow:%a}"[:2] + " 09:00-17:00", "time_zone": "Europe/Amsterdam"}
    slug = customer.desk.slug
    customer.bot.configure(**customer.desk.settings(**{slug: {"opening_hours": hours}}))

    assert customer.says(PERSON) == [f"{bot.OFF_SHIFT} They are back tomorrow at 09:00."]
    assert vendor_calls(customer) == []
    customer.bot.configure(**customer.desk.settings())
    customer.assert_transferred()
