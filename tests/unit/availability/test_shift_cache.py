"""The shift board: never older than it may be, and one question for all who wait."""

import asyncio
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.human_handoff.availability.shift_cache import ShiftCache, _from_json, _to_json, utc_now
from actions.human_handoff.desk import (
    AgentDesk,
    Escalation,
    Reason,
    Shift,
    ShiftReport,
    ShiftStatus,
)
from actions.human_handoff.errors import SkillError, VendorRefusedError, VendorSilenceError
from actions.human_handoff.pydantic_compat import SettingsModel
from actions.human_handoff.state_store import MemoryStateStore
from actions.human_handoff.vendor_http import client as wire
from actions.human_handoff.vendor_http.blocking_calls import BlockingCalls

START = datetime(2026, 11, 20, 12, 0, tzinfo=timezone.utc)
FRESH, USABLE = timedelta(minutes=15), timedelta(minutes=60)
PATIENCE = 30.0
BLOCKING_CALLS = BlockingCalls(4)


class Clock:
    """A time that passes when the test says so."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


class Desk(AgentDesk):
    """A desk whose skill `human` is on shift, and that counts how often it is asked."""

    vendor = "Acme"
    Settings = SettingsModel
    reports_all_skills = True

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.asked: list[tuple[str, timedelta]] = []
        self.answers = True
        self.status = ShiftStatus.ON_SHIFT

    def skill_key(self, skill: str) -> str:
        if skill == "nonsense":
            raise SkillError("no such skill")
        return f"#{skill}"

    def carries_message(self, channel: str) -> bool:
        return False

    def shift_report(self, skill: str, max_age: timedelta) -> ShiftReport:
        self.asked.append((skill, max_age))
        if not self.answers:
            raise VendorRefusedError("Acme", "GET /shifts answered 500", 500)
        now = self.clock()
        return ShiftReport(now, {"#human": Shift(self.status, as_of=now)})

    def escalate(self, escalation: Escalation) -> None:
        raise NotImplementedError


class PerSkill(Desk):
    """A desk that answers for one skill at a time."""

    reports_all_skills = False


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def desk(clock):
    return Desk(clock)


def board_of(clock, shared=None, fresh=FRESH, usable=USABLE):
    shared = shared or MemoryStateStore(lambda: clock().timestamp())
    return ShiftCache(
        BLOCKING_CALLS,
        shared,
        fresh=fresh,
        usable=usable,
        timeout=PATIENCE,
        clock=clock,
    )


@pytest.fixture
def board(clock):
    return board_of(clock)


def shift(board, desk, skill="human", name="acme"):
    return asyncio.run(board.shift(name, desk, skill, 30))


def test_the_first_customer_asks_the_vendor(board, desk):
    assert shift(board, desk) == Shift(ShiftStatus.ON_SHIFT, Reason.REPORTED, START)
    assert desk.asked == [("human", FRESH)]


def test_a_fresh_report_needs_no_question(board, desk, clock):
    shift(board, desk)
    clock.now += FRESH

    assert shift(board, desk).as_of == START
    assert len(desk.asked) == 1


def test_what_is_fresh_is_known_without_asking_and_nothing_else_is(board, desk, clock):
    shift(board, desk)
    desk.answers = False

    assert shift(board, desk).status is ShiftStatus.ON_SHIFT
    assert shift(board, desk, "ghosts").reason is Reason.SKILL_NOT_FOUND
    with pytest.raises(SkillError):
        shift(board, desk, "nonsense")
    assert len(desk.asked) == 1
    assert shift(board, desk, name="other").status is ShiftStatus.UNKNOWN
    clock.now += FRESH + timedelta(microseconds=1)
    assert shift(board, desk).reason is Reason.OUT_OF_DATE
    assert len(desk.asked) == 3


def test_an_older_one_does(board, desk, clock):
    shift(board, desk)
    clock.now += FRESH + timedelta(microseconds=1)

    assert shift(board, desk).as_of == clock.now
    assert len(desk.asked) == 2


def test_a_vendor_that_fails_is_unknown_and_the_failure_is_not_kept(board, desk, caplog):
    desk.answers = False
    assert shift(board, desk) == Shift(ShiftStatus.UNKNOWN, Reason.VENDOR_ERROR)
    assert caplog.messages == ["shift status not refreshed: Acme: GET /shifts answered 500"]

    desk.answers = True
    assert shift(board, desk).status is ShiftStatus.ON_SHIFT


def test_an_old_report_stands_in_for_a_vendor_that_fails(board, desk, clock):
    shift(board, desk)
    desk.answers = False

    clock.now = START + USABLE
    assert shift(board, desk) == Shift(ShiftStatus.ON_SHIFT, Reason.OUT_OF_DATE, START)
    clock.now += timedelta(microseconds=1)
    assert shift(board, desk) == Shift(ShiftStatus.UNKNOWN, Reason.VENDOR_ERROR)

    desk.answers = True
    assert shift(board, desk) == Shift(ShiftStatus.ON_SHIFT, Reason.REPORTED, clock.now)


def test_a_skill_the_vendor_does_not_list_is_unknown_not_off_shift(board, desk, clock):
    assert shift(board, desk, "ghosts") == Shift(ShiftStatus.UNKNOWN, Reason.SKILL_NOT_FOUND, START)
    assert shift(board, desk, "human").status is ShiftStatus.ON_SHIFT
    assert len(desk.asked) == 1


def test_a_skill_the_desk_cannot_have_is_an_error_of_its_own(board, desk):
    with pytest.raises(SkillError):
        shift(board, desk, "nonsense")

    assert desk.asked == []
    assert shift(board, desk).status is ShiftStatus.ON_SHIFT


def test_a_desk_that_answers_for_one_skill_is_asked_for_each(board, clock):
    desk = PerSkill(clock)

    for skill in ("human", "ghosts", "human", "ghosts"):
        shift(board, desk, skill)

    assert [skill for skill, _ in desk.asked] == ["human", "ghosts"]


def test_two_desks_do_not_answer_for_each_other(board, clock):
    here, there = Desk(clock), Desk(clock)
    there.status = ShiftStatus.OFF_SHIFT

    assert shift(board, here, name="here").status is ShiftStatus.ON_SHIFT
    assert shift(board, there, name="there").status is ShiftStatus.OFF_SHIFT


def test_a_second_action_server_reads_what_the_first_was_told(clock, desk):
    shared = MemoryStateStore(lambda: clock().timestamp())
    shift(board_of(clock, shared), desk)

    assert shift(board_of(clock, shared), desk) == Shift(
        ShiftStatus.ON_SHIFT, Reason.REPORTED, START
    )
    assert len(desk.asked) == 1


def test_what_the_first_was_told_stands_in_at_the_second_too(clock, desk):
    shared = MemoryStateStore(lambda: clock().timestamp())
    shift(board_of(clock, shared), desk)
    desk.answers = False
    clock.now += timedelta(minutes=30)

    second = board_of(clock, shared)
    assert shift(second, desk) == Shift(ShiftStatus.ON_SHIFT, Reason.OUT_OF_DATE, START)

    desk.answers = True
    assert shift(second, desk).as_of == clock.now


class SlowDesk(Desk):
    """A desk that answers when it is let."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__(clock)
        self.let = threading.Event()

    def shift_report(self, skill: str, max_age: timedelta) -> ShiftReport:
        self.let.wait()
        return super().shift_report(skill, max_age)


@pytest.mark.parametrize("answers", [True, False])
def test_fifty_customers_at_once_are_one_question(board, clock, answers):
    desk = SlowDesk(clock)
    desk.answers = answers

    async def rush() -> list[Shift]:
        waiting = [asyncio.ensure_future(board.shift("acme", desk, "human", 30)) for _ in range(50)]
        await asyncio.sleep(0)  # every one of them has got as far as waiting
        desk.let.set()
        return await asyncio.gather(*waiting)

    shifts = asyncio.run(rush())

    assert len(desk.asked) == 1
    assert {each.status for each in shifts} == {
        ShiftStatus.ON_SHIFT if answers else ShiftStatus.UNKNOWN
    }
    desk.answers = True
    assert shift(board, desk).status is ShiftStatus.ON_SHIFT


def test_a_customer_who_cannot_wait_does_not_end_the_question_of_the_others(board, clock):
    desk = SlowDesk(clock)

    async def turn() -> tuple[Shift, Shift]:
        patient = asyncio.ensure_future(board.shift("acme", desk, "human", 30))
        hasty = await board.shift("acme", desk, "human", 0)
        desk.let.set()
        return hasty, await patient

    hasty, patient = asyncio.run(turn())

    assert hasty == Shift(ShiftStatus.UNKNOWN, Reason.VENDOR_ERROR)
    assert patient.status is ShiftStatus.ON_SHIFT
    assert len(desk.asked) == 1


@pytest.mark.parametrize("seconds", [5, 300])
def test_a_desk_has_the_boards_patience_whoever_asks_first(board, desk, monkeypatch, seconds):
    left: list[float] = []
    answer = desk.shift_report

    def timed(skill: str, max_age: timedelta) -> ShiftReport:
        left.append(wire.deadline.get() - time.monotonic())
        return answer(skill, max_age)

    monkeypatch.setattr(desk, "shift_report", timed)
    asyncio.run(board.shift("acme", desk, "human", seconds))

    assert left == [pytest.approx(PATIENCE, abs=1)]


def test_a_vendor_that_falls_silent_is_asked_again(board, desk, monkeypatch):
    def silent(skill: str, max_age: timedelta) -> ShiftReport:
        raise VendorSilenceError("Acme", "no answer in time")

    with monkeypatch.context() as patched:
        patched.setattr(desk, "shift_report", silent)
        assert shift(board, desk).reason is Reason.VENDOR_ERROR

    assert shift(board, desk).reason is Reason.REPORTED


MINUTES = st.integers(0, 90)


@given(st.lists(st.tuples(MINUTES, st.booleans()), max_size=12), MINUTES, MINUTES)
def test_the_board_never_answers_with_what_is_too_old_and_never_asks_when_it_knows(
    steps, one, other
):
    fresh, usable = (timedelta(minutes=each) for each in sorted((one, other)))
    clock = Clock()
    desk, board = Desk(clock), board_of(clock, fresh=fresh, usable=usable)
    told: datetime | None = None

    async def live() -> None:
        nonlocal told
        for minutes, answers in steps:
            clock.now += timedelta(minutes=minutes)
            desk.answers, before = answers, len(desk.asked)
            seen = await board.shift("acme", desk, "human", 30)
            age = None if told is None else clock.now - told
            asked = len(desk.asked) - before
            assert asked == (0 if age is not None and age <= fresh else 1)
            if asked and answers:
                told, age = clock.now, timedelta(0)
            if age is not None and age <= usable:
                reason = Reason.OUT_OF_DATE if asked and not answers else Reason.REPORTED
                assert seen == Shift(ShiftStatus.ON_SHIFT, reason, told)
            else:
                assert seen == Shift(ShiftStatus.UNKNOWN, Reason.VENDOR_ERROR)

    asyncio.run(live())


MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(timezone.utc))


@given(
    MOMENTS,
    st.dictionaries(
        st.text(max_size=5),
        st.tuples(st.sampled_from(ShiftStatus), st.none() | MOMENTS),
        max_size=5,
    ),
)
def test_another_server_reads_exactly_what_was_shared(as_of, skills):
    report = ShiftReport(
        as_of,
        {
            key: Shift(status, as_of=as_of, opens_at=opens_at)
            for key, (status, opens_at) in skills.items()
        },
    )

    assert _from_json(_to_json(report)) == report


def test_the_time_now_has_its_zone():
    assert abs(utc_now() - datetime.now(timezone.utc)) < timedelta(seconds=5)
