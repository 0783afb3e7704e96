"""The handoff itself: which desk is available, and at most one transfer per request."""

import asyncio
import logging
import threading
import time
from collections import deque
from datetime import datetime, timedelta, timezone

import pytest

from actions.human_handoff import Escalation, Reason, Shift, TransferState, VendorAPI, errors
from actions.human_handoff.availability.next_opening import TimeStyle
from actions.human_handoff.handoff_logic.fallback import Route
from actions.human_handoff.handoff_logic.handoff import AvailableDesk, Handoff
from actions.human_handoff.handoff_logic.outcome import Failure, Outcome
from actions.human_handoff.state_store import MemoryStateStore
from actions.human_handoff.vendor_http.blocking_calls import BlockingCalls
from actions.human_handoff.vendor_http.deadline import current_operation
from tests.unit import fake_desk
from tests.unit.cases import cases
from tests.unit.fake_desk import OFF, ON, UNKNOWN, Desk, available, handoff, next_route
from tests.unit.lost_store import LostStore
from tests.unit.outcomes import REQUESTED, UNREACHABLE

ROUTE = Route("desk", "human")
DONE = Outcome(ROUTE, TransferState.REQUESTED)
UNCONFIRMED = Outcome(ROUTE, failure=Failure.UNCONFIRMED)
SOON = datetime.now(timezone.utc) + timedelta(hours=2)
LATER = SOON + timedelta(hours=1)


def transfer(bot, key="key", seconds=5.0):
    return asyncio.run(
        bot.transfers.transfer(ROUTE, Escalation("c-1", None, "human"), key, seconds=seconds)
    )


@pytest.mark.parametrize(
    ("chosen", "topic", "skill"),
    [
        (None, None, "human"),
        ("", "", "human"),
        ("billing", None, "billing"),
        (" nonsense\n", "offers", "nonsense"),
        (None, "offers", "offers"),
        ("", "billing", "billing"),
        (None, "nonsense", "human"),
    ],
)
def test_the_skill_is_the_builders_then_the_topics_if_a_desk_has_it_then_the_default(
    chosen, topic, skill
):
    bot = handoff(Desk(skills={"human": ON, "billing": ON}), Desk(skills={"offers": OFF}))

    assert bot.skill(chosen, topic) == skill


def test_a_customer_in_a_hurry_does_not_shorten_the_time_a_desk_has_to_answer():
    left = []

    class TimedDesk(Desk):
        def shift_report(self, skill, max_age):
            left.append(current_operation.get().seconds_left())
            return super().shift_report(skill, max_age)

    available(handoff(TimedDesk(), deadline_seconds=9))

    assert left == [pytest.approx(9, abs=1)]


def test_what_is_known_of_the_first_desk_needs_no_question_where_it_takes_the_skill():
    desk = Desk(skills={"human": ON, "billing": OFF})
    bot = handoff(desk, Desk(), shift_cache={"fresh_minutes": 15, "usable_minutes": 60})

    assert available(bot).desk == available(bot).desk == "a"
    assert desk.shift_calls == ["human"]
    assert available(bot, "billing").desk == "b"


def at(shift):
    return Desk(skills={"human": shift})


@cases(
    "desks shift",
    {
        "nobody on shift says which desk opens first": (
            [at(OFF), at(Shift(OFF, opens_at=SOON)), at(Shift(OFF, opens_at=LATER))],
            Shift(OFF, opens_at=SOON),
        ),
        "a desk without the skill says nothing": (
            [at(OFF), Desk(skills={"other": ON})],
            Shift(OFF),
        ),
        "a desk that says no says more than one that does not answer": (
            [Desk(shift_errors=[UNREACHABLE]), at(OFF)],
            Shift(OFF),
        ),
        "nobody answers is unknown with its reason": (
            [Desk(shift_errors=[UNREACHABLE])],
            Shift(UNKNOWN, Reason.VENDOR_ERROR),
        ),
    },
)
def test_where_no_desk_is_available_the_most_informative_shift_is_returned(desks, shift):
    assert available(handoff(*desks)) == AvailableDesk(None, shift)


def test_a_skill_that_no_desk_has_is_an_error_and_one_that_a_desk_has_is_found():
    bot = handoff(Desk(skills={"other": ON}), at(ON))

    with pytest.raises(errors.SkillError):
        available(bot, "nonsense")
    assert available(bot).desk == "b"


@pytest.fixture
def hanging(held):
    """A desk that reports no shift before the event `held` is set."""

    class HangingDesk(Desk):
        def shift_report(self, skill, max_age):
            held.wait(10)
            return super().shift_report(skill, max_age)

    return HangingDesk


def test_a_desk_that_hangs_leaves_the_others_their_share_of_the_time(hanging):
    bot = handoff(hanging(), Desk())
    began = time.monotonic()

    # Each gets two seconds: a busy machine has asked the second desk by then.
    assert available(bot, seconds=4).desk == "b"
    assert time.monotonic() - began < 3.9


def test_a_search_whose_desks_hang_ends_within_the_time(hanging, held):
    desks = [hanging(skills={"human": ON, "else": ON}) for _ in range(2)]
    bot = handoff(*desks, skills={"default": "human", "fallback": "else"})
    began = time.monotonic()

    assert next_route(bot, "human", seconds=1.2) is None
    assert time.monotonic() - began < 2.3, "less than the time twice"
    held.set()
    assert next_route(bot, "human", "a/human") == Route("a", "else")


def test_the_next_route_is_the_first_untried_one_with_somebody_on_shift():
    desks = [Desk(skills={"billing": OFF, "human": OFF}), at(ON)]
    bot = handoff(*desks, skills={"default": "human", "fallback": "human"})

    assert next_route(bot, "billing", "a/billing") == Route("b", "human")
    assert next_route(bot, "billing", "b/human") is None
    assert next_route(handoff(Desk()), "human", "desk/human") is None


@pytest.mark.parametrize(("policy", "route"), [("on_shift", ROUTE), ("off_shift", None)])
def test_an_unknown_shift_is_a_route_as_configured(policy, route):
    assert next_route(handoff(at(UNKNOWN), unknown_means=policy), "human") == route


def test_a_repetition_at_another_server_gets_the_first_outcome(caplog):
    desk, store = Desk(REQUESTED), MemoryStateStore()
    shared = fake_desk.configuration(desk)

    with caplog.at_level(logging.INFO):
        outcomes = [transfer(Handoff(shared, state_store=store)) for _ in range(3)]

    assert outcomes == [DONE] * 3
    assert len(desk.escalations) == 1
    answered = "a repeated transfer request was answered with the first one's outcome"
    assert caplog.messages.count(answered) == 2


@pytest.mark.parametrize("is_same_server", [True, False])
def test_a_repetition_while_the_call_is_under_way_waits_for_its_outcome(is_same_server):
    desk, store, repeated = Desk(REQUESTED), MemoryStateStore(), []
    shared = fake_desk.configuration(desk)
    first = Handoff(shared, state_store=store)
    second = first if is_same_server else Handoff(shared, state_store=store)
    began, waits = threading.Event(), event_when_a_claim_waits(second)
    desk.during_transfer = lambda: (began.set(), waits.wait(10))
    repetition = threading.Thread(
        target=lambda: began.wait(10) and repeated.append(transfer(second))
    )
    repetition.start()

    assert transfer(first) == DONE
    repetition.join(10)
    assert waits.is_set()
    assert repeated == [DONE]
    assert len(desk.escalations) == 1


def event_when_a_claim_waits(bot):
    records, waits = bot.transfers._records, threading.Event()
    claim = records.claim

    def watched(*args):
        found = claim(*args)
        if found.is_under_way:
            waits.set()
        return found

    records.claim = watched
    return waits


def test_without_the_store_no_transfer_is_requested_and_it_is_unconfirmed(caplog):
    desk, store = Desk(REQUESTED), LostStore()
    bot = Handoff(fake_desk.configuration(desk), state_store=store)
    assert transfer(bot) == UNCONFIRMED
    assert desk.escalations == []
    assert caplog.messages == ["no transfer was requested: the store is lost"]

    store.is_lost = False
    assert transfer(bot, "the customer asks again") == DONE


def test_a_repetition_whose_time_ends_before_the_first_call_is_unconfirmed():
    desk = Desk(REQUESTED)
    bot, repeated = handoff(desk), []
    desk.during_transfer = lambda: repeated.append(transfer(bot, seconds=0.2))

    assert transfer(bot) == DONE
    assert repeated == [UNCONFIRMED]
    assert len(desk.escalations) == 1


def test_a_call_that_outlives_the_deadline_is_unconfirmed_and_its_end_is_remembered(held):
    desk, ended = Desk(REQUESTED, REQUESTED), threading.Event()
    desk.during_transfer = lambda: held.wait(10)
    bot = handoff(desk)
    records = bot.transfers._records
    finish = records.finish
    records.finish = lambda *args: (finish(*args), ended.set())

    # So long that a busy machine has begun the call by then.
    assert transfer(bot, seconds=3) == UNCONFIRMED
    held.set()
    assert ended.wait(10)
    assert transfer(bot) == DONE
    assert len(desk.escalations) == 1


def test_a_call_that_found_no_thread_in_time_was_not_made_and_a_new_request_is(held):
    desk = Desk(REQUESTED)
    bot = handoff(desk)
    calls = bot.transfers._calls["desk"] = BlockingCalls(threads=1)
    busy = calls.start(lambda: held.wait(10), 10)

    unreachable = Outcome(ROUTE, failure=Failure.UNREACHABLE)
    # So long that a busy machine has asked the store by then.
    assert transfer(bot, seconds=2) == unreachable
    held.set()
    assert busy.future.result(10)
    assert transfer(bot) == unreachable, "a repetition gets the first outcome"
    assert transfer(bot, "the next request") == DONE
    assert len(desk.escalations) == 1


def test_a_repetition_that_the_store_answers_too_late_never_counts_as_not_sent(held):
    """Otherwise the next desk would be asked, and the first delivery may have been accepted."""

    class SlowStore(MemoryStateStore):
        def put(self, *arguments):
            held.wait(10)
            super().put(*arguments)

    desk = Desk(REQUESTED)
    bot = Handoff(fake_desk.configuration(desk), state_store=SlowStore())

    assert transfer(bot, seconds=0.1) == UNCONFIRMED
    assert desk.escalations == []
    held.set()
    assert transfer(bot, "the next request") == DONE


class PreparingDesk(Desk):
    """A desk that asks something before the transfer, and only by `VendorAPI`."""

    sends_by_vendor_api = True

    def escalate(self, escalation):
        VendorAPI("Stand-in").call("GET", "http://vendor.test/services")
        return super().escalate(escalation)


@pytest.mark.parametrize("failure", [{"status": 500}, {"body": "{"}, {"body": ConnectionError()}])
def test_a_transfer_whose_preparation_fails_has_sent_nothing(http, failure):
    """An unconfirmed transfer would keep the next desk from being asked."""
    http.get("http://vendor.test/services", **failure)
    desk = PreparingDesk(errors.VendorResponseError("Stand-in", "no list"), REQUESTED)

    assert transfer(handoff(desk)).failure is Failure.UNREACHABLE

    http.replace("GET", "http://vendor.test/services", status=200)
    desk.outcomes = deque([REQUESTED])
    assert transfer(handoff(desk)) == DONE


def test_a_bug_in_a_desk_is_logged_without_its_text_and_the_record_stays_unconfirmed(caplog):
    bot = handoff(Desk(ValueError("ada@example.org"), REQUESTED))

    assert [transfer(bot), transfer(bot)] == [UNCONFIRMED] * 2
    assert "the desk raised ValueError" in caplog.text
    assert "ada@example.org" not in caplog.text
    assert transfer(bot, key="another") == DONE


def test_an_opening_is_written_out_as_configured():
    weekday = TimeStyle("Europe/Amsterdam", "en", within_a_week="EEEE")

    assert handoff().next_opening(Shift(OFF, opens_at=SOON), weekday).endswith("day")
