"""How long customers wait: asked seldom, shared, never too old, and never at a customer's cost."""

import asyncio
import threading
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.human_handoff import AgentDesk, SettingsModel, errors
from actions.human_handoff.availability.desk_reports import RETRY_AFTER
from actions.human_handoff.availability.waiting_times import (
    ASKED_EVERY,
    WAITING,
    WaitingReport,
    WaitingSettings,
    WaitingTimes,
    check_waiting,
)
from actions.human_handoff.shift import Waiting
from actions.human_handoff.state_store import MemoryStateStore
from tests.unit.clock import Clock
from tests.unit.lost_store import LostStore

START = datetime(2026, 11, 22, 12, 0, tzinfo=timezone.utc)
MOMENT = timedelta(microseconds=1)
FRESH = timedelta(minutes=5)
REFUSED = errors.VendorRefusedError("Acme", "GET /queue answered 500", 500)


class Desk(AgentDesk):
    """A desk in whose queue two customers have waited for five minutes."""

    vendor = "Acme"
    Settings = SettingsModel
    tells_waiting_time = True
    carries_message = escalate = shift_report = None

    def __init__(self, clock):
        self.clock = clock
        self.asked = []
        self.error = None
        self.age = timedelta(0)
        self.figures = {"seconds": 300.0, "people": 2}

    def skill_key(self, skill):
        return skill

    def waiting(self, skill):
        self.asked.append(skill)
        if self.error is not None:
            raise self.error
        return self.figures and Waiting(self.clock() - self.age, **self.figures)


@pytest.fixture
def clock():
    return Clock(START)


@pytest.fixture
def desk(clock):
    return Desk(clock)


def times_of(desk, store=None, timeout=30.0, **settings):
    store = store or MemoryStateStore(lambda: desk.clock().timestamp())
    return WaitingTimes(
        {"acme": desk}, store, WaitingSettings(**settings), timeout, clock=desk.clock
    )


@pytest.fixture
def times(desk):
    return times_of(desk)


def waiting(times, skill="human", seconds=30):
    return asyncio.run(times.waiting("acme", skill, seconds))


def test_a_desk_is_asked_once_a_minute_for_each_skill(times, desk, clock):
    assert waiting(times) == Waiting(START, 300.0, 2)
    clock.now += ASKED_EVERY
    assert waiting(times).as_of == START
    assert desk.asked == ["human"]

    waiting(times, "billing")
    clock.now += MOMENT
    assert waiting(times).as_of == clock.now
    assert desk.asked == ["human", "billing", "human"]


def test_a_desk_that_tells_nothing_is_not_asked(times, desk):
    desk.tells_waiting_time = False
    assert waiting(times) is None
    assert desk.asked == []


def test_that_there_is_no_figure_is_an_answer_as_well(times, desk, clock):
    desk.figures = None
    assert waiting(times) is waiting(times) is None
    assert len(desk.asked) == 1

    desk.figures = {"people": 1}
    clock.now += ASKED_EVERY + MOMENT
    assert waiting(times) == Waiting(clock.now, None, 1)


@pytest.mark.parametrize("age", [FRESH, FRESH + MOMENT, timedelta(days=1), -FRESH])
def test_a_figure_that_is_too_old_is_not_told(times, desk, age):
    desk.age = age
    told = waiting(times)
    assert (told is not None) == (age <= FRESH)
    if told:
        assert told.as_of == START - max(age, timedelta(0)), "no figure comes from the future"


def test_a_figure_of_another_time_to_come_is_not_told(times, desk, caplog):
    desk.age = -(FRESH + MOMENT)
    assert waiting(times) is None
    assert "the time of the queue is to come" in caplog.text


def test_a_figure_grows_too_old_while_the_desk_cannot_be_asked(times, desk, clock):
    waiting(times)
    desk.error = REFUSED
    clock.now += FRESH
    assert waiting(times).as_of == START
    clock.now += MOMENT
    assert waiting(times) is None

    desk.error = None
    clock.now += RETRY_AFTER
    assert waiting(times).as_of == clock.now


def test_a_desk_that_fails_is_left_alone_for_a_moment(times, desk, clock, caplog):
    desk.error = REFUSED
    assert [waiting(times) for _ in range(20)] == [None] * 20
    assert len(desk.asked) == 1
    assert caplog.messages == [f"waiting time not known: {REFUSED}"]

    desk.error = None
    clock.now += RETRY_AFTER
    assert waiting(times).people == 2


@pytest.mark.parametrize(
    ("figures", "logged"),
    [
        ({"seconds": -1.0}, "a figure of the queue cannot be"),
        ({"seconds": float("nan")}, "a figure of the queue cannot be"),
        ({"seconds": float("inf")}, "a figure of the queue cannot be"),
        ({"seconds": 1e9}, "a figure of the queue cannot be"),
        ({"seconds": 30 * 86400.0}, "a figure of the queue cannot be"),
        ({"people": 1_000_000}, "a figure of the queue cannot be"),
        ({"people": 2.5}, "a figure of the queue cannot be"),
        ({"people": -1}, "a figure of the queue cannot be"),
        ({"seconds": "long"}, "the desk raised TypeError"),
        ({"minutes": 5}, "the desk raised TypeError"),
    ],
)
def test_a_figure_that_cannot_be_is_no_figure(times, desk, clock, caplog, figures, logged):
    desk.figures = figures
    assert waiting(times) is None
    assert logged in caplog.text

    desk.figures = {"seconds": 60.0}
    clock.now += RETRY_AFTER
    assert waiting(times).seconds == 60


def test_a_time_without_a_zone_is_no_time(times, desk, caplog):
    desk.clock = lambda: datetime(2026, 11, 22)
    assert waiting(times) is None
    assert "the time of the queue has no time zone" in caplog.text


def test_a_desk_that_hangs_keeps_one_customer_waiting_and_no_longer_than_the_limit(
    desk, clock, held
):
    desk.waiting = lambda skill: held.wait() and Waiting(clock(), 60.0)
    times = times_of(desk, limit_seconds=0.05)
    began = datetime.now()
    assert [waiting(times) for _ in range(50)] == [None] * 50
    assert datetime.now() - began < timedelta(seconds=2)

    held.set()  # the answer comes after all, and the next customer has it
    times._reports._refreshes["acme/human"].future.result(30)
    assert waiting(times).seconds == 60


def test_who_has_no_time_left_gets_what_is_known_already(times, desk, clock):
    assert waiting(times, seconds=0) is None
    assert desk.asked == []
    waiting(times)
    clock.now += ASKED_EVERY + MOMENT
    assert waiting(times, seconds=-1) == Waiting(START, 300.0, 2)
    assert len(desk.asked) == 1


def test_fifty_customers_at_once_are_one_question(times, desk, clock):
    answer, asked = threading.Event(), []

    def slow(skill):
        asked.append(skill)
        answer.wait(30)
        return Waiting(clock(), 60.0)

    desk.waiting = slow

    async def all_at_once():
        customers = [asyncio.ensure_future(times.waiting("acme", "human", 30)) for _ in range(50)]
        await asyncio.sleep(0)
        answer.set()
        return await asyncio.gather(*customers)

    assert asyncio.run(all_at_once()) == [Waiting(START, 60.0)] * 50
    assert asked == ["human"]


def test_a_second_server_reads_the_answer_of_the_first(desk, clock):
    store = MemoryStateStore(lambda: clock().timestamp())
    assert (
        waiting(times_of(desk, store)) == waiting(times_of(desk, store)) == Waiting(START, 300.0, 2)
    )
    assert len(desk.asked) == 1


def test_without_the_store_each_server_asks_for_itself(desk, caplog):
    assert waiting(times_of(desk, LostStore())).people == 2
    assert waiting(times_of(desk, LostStore())).people == 2
    assert len(desk.asked) == 2
    assert set(caplog.messages) == {"the waiting time is not shared: the store is lost"}


MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(timezone.utc))
FIGURES = st.builds(
    Waiting,
    MOMENTS,
    seconds=st.none() | st.floats(0, 30 * 86400.0, exclude_max=True),
    people=st.none() | st.integers(0, 10**9 - 1),
)


@given(st.builds(WaitingReport, MOMENTS, st.none() | FIGURES))
def test_another_server_reads_exactly_what_was_shared(report):
    assert WAITING.from_json(WAITING.to_json(report)) == report


def test_a_section_that_does_nothing_is_a_mistake():
    check_waiting(None, "waiting")
    check_waiting(WaitingSettings(), "waiting")
    check_waiting(WaitingSettings(tell=False, offer_above_minutes=5), "waiting")
    with pytest.raises(errors.ConfigurationError, match=r"^waiting does nothing: "):
        check_waiting(WaitingSettings(tell=False), "waiting")
