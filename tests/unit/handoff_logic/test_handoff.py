"""The handoff itself: who is on shift, and one transfer at most once."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from datetime import datetime, timedelta, timezone

import pytest

from actions.human_handoff.desk import (
    Escalation,
    Reason,
    Shift,
    ShiftStatus,
    Transfer,
    TransferState,
)
from actions.human_handoff.errors import ConfigurationError, SkillError
from actions.human_handoff.handoff_logic.fallback import Route
from actions.human_handoff.handoff_logic.handoff import RECORD_SECONDS, Handoff
from actions.human_handoff.handoff_logic.outcome import Failure, Outcome
from actions.human_handoff.handoff_settings.loader import Configuration
from actions.human_handoff.state_store import MemoryStateStore
from actions.human_handoff.vendor_http import client as wire
from actions.human_handoff.vendor_http.blocking_calls import BlockingCalls
from tests.unit.rasa_side.rasa_stage import (
    OFF,
    ON,
    REFUSED,
    REQUESTED,
    SILENT,
    UNKNOWN,
    UNREACHABLE,
    Desk,
    handoff,
)

RUNG = Route("desk", "human")
ASKED = Escalation("c-1", None, "human")
SOON = datetime.now(timezone.utc) + timedelta(hours=2)


def with_skills(**skills):
    desk = Desk()
    desk.skills = skills
    return desk


def transfer(hand, mark="m", seconds=5.0, **more):
    return asyncio.run(hand.transfer(RUNG, ASKED, mark, seconds=seconds, **more))


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
    desks = {"a": with_skills(human=ON, billing=ON), "b": with_skills(offers=OFF)}

    assert handoff(desks).skill(chosen, topic) == skill


def test_a_desk_is_there_as_long_as_it_is_configured():
    hand = handoff({"a": Desk()})

    assert hand.has_desk("a")
    assert not hand.has_desk("gone")
    assert not hand.has_desk(None)


def test_a_customer_in_a_hurry_does_not_shorten_the_time_a_desk_has_to_answer():
    left = []

    class Timed(Desk):
        def shift_report(self, skill, max_age):
            left.append(wire.deadline.get() - time.monotonic())
            return super().shift_report(skill, max_age)

    asyncio.run(handoff(Timed(), deadline_seconds=9).available_desk("human", 5))

    assert left == [pytest.approx(9, abs=1)]


def test_what_is_known_of_the_first_desk_needs_no_question_where_it_takes_the_skill():
    desk = with_skills(human=ON, billing=OFF)
    board = {"fresh_minutes": 15, "usable_minutes": 60}
    hand = handoff({"a": desk, "b": Desk()}, shift_cache=board)
    asyncio.run(hand.available_desk("human", 5))

    assert asyncio.run(hand.available_desk("human", 5)).desk == "a"
    assert desk.shift_questions == ["human"]
    assert asyncio.run(hand.available_desk("billing", 5)).desk == "b"


def test_nobody_on_shift_says_which_desk_opens_first():
    desks = {
        "a": with_skills(human=OFF),
        "b": with_skills(human=Shift(OFF, opens_at=SOON)),
        "c": with_skills(human=Shift(OFF, opens_at=SOON + timedelta(hours=1))),
        "d": with_skills(other=ON),
    }

    found = asyncio.run(handoff(desks).available_desk("human", 5))

    assert found.desk is None
    assert (found.shift.status, found.shift.opens_at) == (OFF, SOON)


def test_a_desk_that_says_no_says_more_than_one_that_does_not_answer():
    desks = {"a": Desk(), "b": with_skills(human=OFF)}
    desks["a"].shift_problems.append(UNREACHABLE)

    found = asyncio.run(handoff(desks).available_desk("human", 5))

    assert (found.desk, found.shift.status) == (None, OFF)


def test_nobody_answers_is_unknown_with_its_reason():
    desk = Desk()
    desk.shift_problems.append(UNREACHABLE)

    found = asyncio.run(handoff(desk).available_desk("human", 5))

    assert (found.desk, found.shift) == (None, Shift(UNKNOWN, Reason.VENDOR_ERROR))


def test_a_skill_that_no_desk_has_is_an_error_and_one_that_a_desk_has_is_found():
    hand = handoff({"a": with_skills(other=ON), "b": with_skills(human=ON)})

    with pytest.raises(SkillError):
        asyncio.run(hand.available_desk("nonsense", 5))
    assert asyncio.run(hand.available_desk("human", 5)).desk == "b"


class HangingDesk(Desk):
    """Answers to nothing until it is let go."""

    def __init__(self):
        super().__init__()
        self.let_go = threading.Event()

    def shift_report(self, skill, max_age):
        self.let_go.wait(10)
        return super().shift_report(skill, max_age)


@pytest.fixture
def hanging():
    desk = HangingDesk()
    yield desk
    desk.let_go.set()


def test_a_desk_that_hangs_leaves_the_others_their_share_of_the_time(hanging):
    hand = handoff({"a": hanging, "b": Desk()})
    began = time.monotonic()

    found = asyncio.run(hand.available_desk("human", 1))

    assert found.desk == "b"
    assert time.monotonic() - began < 0.95


def test_a_ladder_whose_desks_hang_ends_within_the_time(hanging):
    also = HangingDesk()
    also.let_go = hanging.let_go
    hanging.skills = also.skills = {"human": ON, "else": ON}
    hand = handoff({"a": hanging, "b": also}, skills={"default": "human", "fallback": "else"})
    began = time.monotonic()

    assert asyncio.run(hand.next_route("human", [], 0.4)) is None
    assert time.monotonic() - began < 0.75
    hanging.let_go.set()
    assert asyncio.run(hand.next_route("human", ["a/human"], 5)) == Route("a", "else")


def test_the_next_rung_is_the_first_untried_one_with_somebody_on_shift():
    desks = {"a": with_skills(billing=OFF, human=OFF), "b": with_skills(human=ON)}
    hand = handoff(desks, skills={"default": "human", "fallback": "human"})

    assert asyncio.run(hand.next_route("billing", ["a/billing"], 5)) == Route("b", "human")
    assert asyncio.run(hand.next_route("billing", ["b/human"], 5)) is None
    assert asyncio.run(handoff(Desk()).next_route("human", ["desk/human"], 5)) is None


@pytest.mark.parametrize(("policy", "route"), [("on_shift", RUNG), ("off_shift", None)])
def test_an_unknown_shift_is_a_rung_as_configured(policy, route):
    hand = handoff(with_skills(human=UNKNOWN), unknown_means=policy)

    assert asyncio.run(hand.next_route("human", [], 5)) == route


@pytest.mark.parametrize(
    ("problem", "failure"),
    [
        (SkillError("no id"), Failure.SKILL),
        (UNREACHABLE, Failure.UNREACHABLE),
        (REFUSED, Failure.REFUSED),
        (SILENT, Failure.UNCONFIRMED),
        (ConfigurationError("found late"), Failure.REFUSED),
    ],
)
def test_every_failure_has_a_kind_that_a_repetition_shares_and_a_new_request_does_not(
    problem, failure
):
    desk = Desk(problem, REQUESTED)
    hand = handoff(desk)

    assert transfer(hand) == transfer(hand) == Outcome(RUNG, failure=failure)
    assert transfer(hand, "another") == Outcome(RUNG, TransferState.REQUESTED)
    assert len(desk.asked) == 2


def test_the_answers_slots_come_with_the_outcome_and_not_in_its_repr():
    outcome = transfer(handoff(Desk(Transfer(TransferState.WITH_AGENT, {"ticket": "Ada"}))))

    assert outcome == Outcome(RUNG, TransferState.WITH_AGENT, slots={"ticket": "Ada"})
    assert "Ada" not in repr(outcome)


def test_the_mark_is_kept_for_a_day_in_what_servers_share():
    kept = {}

    class Recorder(MemoryStateStore):
        def put(self, name, text, seconds):
            kept[name] = (text, seconds)
            super().put(name, text, seconds)

    desk = Desk(REQUESTED)
    one = handoff(desk)
    shared = Recorder()
    servers = [Handoff(_configuration(one), state_store=shared) for _ in range(2)]

    outcomes = [transfer(server) for server in servers]

    assert outcomes == [Outcome(RUNG, TransferState.REQUESTED)] * 2
    assert len(desk.asked) == 1
    assert kept["transfer/m/desk/human"] == ("requested", RECORD_SECONDS)
    assert RECORD_SECONDS == 24 * 60 * 60


def _configuration(hand):
    return Configuration(hand.settings, hand._desks)


def test_a_repetition_while_the_call_is_under_way_does_not_call_again(caplog):
    desk = Desk(REQUESTED)
    hand, answers = handoff(desk), []
    desk.while_asked = lambda: answers.append(transfer(hand))

    with caplog.at_level(logging.INFO):
        first = transfer(hand)

    assert answers == [Outcome(RUNG, failure=Failure.UNCONFIRMED)]
    assert first == Outcome(RUNG, TransferState.REQUESTED)
    assert len(desk.asked) == 1
    assert (
        "a repeated transfer request was answered with the first one's outcome" in caplog.messages
    )


def test_a_call_that_outlives_the_deadline_is_unconfirmed_and_its_end_is_remembered():
    desk, over, ended = Desk(REQUESTED, REQUESTED), threading.Event(), threading.Event()
    desk.while_asked = lambda: over.wait(10)
    hand = handoff(desk)
    put = hand._state_store.put
    hand._state_store.put = lambda *args: (put(*args), ended.set())

    late = transfer(hand, seconds=0.05)
    over.set()

    assert ended.wait(10)
    assert late == Outcome(RUNG, failure=Failure.UNCONFIRMED)
    assert transfer(hand) == Outcome(RUNG, TransferState.REQUESTED)
    assert len(desk.asked) == 1


def test_a_call_that_found_no_thread_in_time_was_not_made_and_may_be_repeated():
    desk, over = Desk(REQUESTED), threading.Event()
    blocking_calls = BlockingCalls(threads=1)
    hand = Handoff(_configuration(handoff(desk)), blocking_calls=blocking_calls)
    busy = blocking_calls.start(lambda: over.wait(10), 10)

    late = transfer(hand, seconds=0.05)
    over.set()

    assert busy.result(10)
    assert late == Outcome(RUNG, failure=Failure.UNREACHABLE)
    assert transfer(hand) == Outcome(RUNG, TransferState.REQUESTED)
    assert len(desk.asked) == 1


def test_what_is_no_vendors_fault_is_not_hidden_and_the_mark_says_unconfirmed():
    hand = handoff(Desk())  # no answer in the script: an IndexError

    with pytest.raises(IndexError):
        transfer(hand)
    assert transfer(hand) == Outcome(RUNG, failure=Failure.UNCONFIRMED)


def test_the_wait_comes_off_the_time_of_the_call(slept):
    hand = handoff(Desk(REQUESTED, REQUESTED))

    assert transfer(hand, "a", 4, wait=1).state is TransferState.REQUESTED
    assert transfer(hand, "b", 4, wait=9).state is TransferState.REQUESTED
    assert slept == [1, 2]


def test_whether_a_message_is_carried_is_the_desks_word():
    hand = handoff({"a": Desk(), "b": Desk(carries=False)})

    assert hand.carries_message("a", "web")
    assert not hand.carries_message("b", "web")


def test_an_opening_is_told_in_words_only_if_it_is_to_come():
    hand = handoff(next_shift={"within_a_week": "EEEE", "time_zone": "Europe/Amsterdam"})

    assert hand.next_opening(Shift(ShiftStatus.OFF_SHIFT)) is None
    assert (
        hand.next_opening(Shift(ShiftStatus.OFF_SHIFT, opens_at=SOON - timedelta(days=1))) is None
    )
    assert hand.next_opening(Shift(ShiftStatus.OFF_SHIFT, opens_at=SOON)).endswith("day")
