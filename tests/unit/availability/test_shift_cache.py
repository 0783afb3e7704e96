"""The cached shift reports: never too old, and one question for all customers who wait."""

import asyncio
import threading
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.human_handoff import AgentDesk, Reason, SettingsModel, Shift, ShiftReport, errors
from actions.human_handoff.availability.desk_reports import RETRY_AFTER, utc_now
from actions.human_handoff.availability.published_reports import SHIFTS
from actions.human_handoff.availability.shift_cache import ShiftCache
from actions.human_handoff.shift import ShiftStatus
from actions.human_handoff.state_store import MemoryStateStore
from actions.human_handoff.vendor_http.blocking_calls import BlockingCalls
from actions.human_handoff.vendor_http.deadline import current_operation
from tests.unit.clock import Clock
from tests.unit.lost_store import LostStore

START = datetime(2026, 11, 20, 12, 0, tzinfo=timezone.utc)
FRESH, USABLE = timedelta(minutes=15), timedelta(minutes=60)
MOMENT = timedelta(microseconds=1)
TIMEOUT = 30.0
ON, OFF, UNKNOWN = ShiftStatus.ON_SHIFT, ShiftStatus.OFF_SHIFT, ShiftStatus.UNKNOWN
REFUSED = errors.VendorRefusedError("Acme", "GET /shifts answered 500", 500)
SILENT = errors.VendorSilenceError("Acme", "no answer in time")
NOT_REACHED = Shift(UNKNOWN, Reason.VENDOR_ERROR)


class Desk(AgentDesk):
    """A desk whose skill `human` is on shift; it counts how often it is asked."""

    vendor = "Acme"
    Settings = SettingsModel
    reports_all_skills = True
    carries_message = escalate = None

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.asked: list[tuple[str, timedelta]] = []
        self.error: Exception | None = None
        self.status = ON
        self.reports_nothing = False

    def skill_key(self, skill: str) -> str:
        if skill == "nonsense":
            raise errors.SkillError("no such skill")
        return f"#{skill}"

    def shift_report(self, skill: str, max_age: timedelta) -> ShiftReport:
        self.asked.append((skill, max_age))
        if self.error is not None:
            raise self.error
        now = self.clock()
        if self.reports_nothing:
            return ShiftReport(now, {})
        return ShiftReport(now, {"#human": Shift(self.status, as_of=now)})


@pytest.fixture
def clock():
    return Clock(START)


@pytest.fixture
def desk(clock):
    return Desk(clock)


def cache_of(clock, store=None, fresh=FRESH, usable=USABLE):
    store = store or MemoryStateStore(lambda: clock().timestamp())
    limits = {"fresh": fresh, "usable": usable, "timeout": TIMEOUT}
    return ShiftCache(store, clock=clock, **limits)


@pytest.fixture
def cache(clock):
    return cache_of(clock)


def shift(cache, desk, skill="human", name="acme"):
    return asyncio.run(cache.shift(name, desk, skill, 30))


def test_the_first_customer_asks_the_vendor(cache, desk):
    assert shift(cache, desk) == Shift(ON, Reason.REPORTED, START)
    assert desk.asked == [("human", FRESH)]


def test_a_fresh_report_needs_no_question_and_an_older_one_does(cache, desk, clock):
    shift(cache, desk)
    clock.now += FRESH

    assert shift(cache, desk).as_of == START
    assert len(desk.asked) == 1
    clock.now += MOMENT
    assert shift(cache, desk).as_of == clock.now
    assert len(desk.asked) == 2


@pytest.mark.parametrize("error", [REFUSED, SILENT])
def test_a_vendor_that_fails_is_unknown_and_the_failure_is_not_kept(
    cache, desk, clock, caplog, error
):
    desk.error = error
    assert shift(cache, desk) == NOT_REACHED
    assert caplog.messages == [f"shift status not refreshed: {error}"]

    clock.now += RETRY_AFTER
    desk.error = None
    assert shift(cache, desk) == Shift(ON, Reason.REPORTED, clock.now)


def test_a_vendor_that_just_failed_is_not_asked_for_every_customer(cache, desk, clock):
    desk.error = REFUSED

    for _ in range(60):
        assert shift(cache, desk) == NOT_REACHED
    assert len(desk.asked) == 1

    clock.now += RETRY_AFTER
    desk.error = None
    assert shift(cache, desk).status is ON
    assert len(desk.asked) == 2


def test_a_report_without_any_skill_is_no_report_and_is_not_kept(cache, desk, clock):
    shift(cache, desk)
    clock.now += FRESH + MOMENT
    desk.reports_nothing = True
    assert shift(cache, desk) == Shift(ON, Reason.OUT_OF_DATE, START)

    clock.now += RETRY_AFTER
    desk.reports_nothing = False
    assert shift(cache, desk) == Shift(ON, Reason.REPORTED, clock.now)


def test_a_bug_in_a_desk_is_unknown_and_logged_without_its_text(cache, desk, clock, caplog):
    desk.error = ValueError("ada@example.org")
    assert shift(cache, desk) == NOT_REACHED
    assert caplog.messages == ["shift status not refreshed: the desk raised ValueError"]

    desk.error = None
    clock.now += RETRY_AFTER
    assert shift(cache, desk).status is ON


def test_a_skill_that_the_vendor_does_not_know_is_named_in_the_log_once(cache, desk, clock, caplog):
    for _ in range(3):
        shift(cache, desk, "ghosts")

    assert len(caplog.messages) == 1
    assert "ghosts" in caplog.messages[0]
    assert "#ghosts" in caplog.messages[0]


def test_a_question_that_hangs_where_no_limit_reaches_it_is_asked_anew(clock, monkeypatch):
    """The first customer's question never ends; the vendor has recovered meanwhile."""
    cache, hangs, recovered = cache_of(clock), SlowDesk(clock), Desk(clock)
    monkeypatch.setattr(cache._reports, "_timeout", 0.01)
    assert asyncio.run(cache.shift("acme", hangs, "human", 0.05)) == NOT_REACHED

    clock.now += timedelta(seconds=TIMEOUT)
    assert shift(cache, recovered).status is ON
    hangs.answer.set()


def test_a_question_that_never_began_is_not_asked_after_the_one_that_replaced_it(
    clock, monkeypatch
):
    """The desk's only thread hangs while two customers ask one after the other."""
    cache, hangs, fails = cache_of(clock), SlowDesk(clock), Desk(clock)
    calls = cache._reports._calls["acme"] = BlockingCalls(1)
    hangs.error = fails.error = REFUSED
    monkeypatch.setattr(cache._reports, "_timeout", 0.01)
    monkeypatch.setattr(cache._reports._published, "_has_failed", lambda *_: False)
    monkeypatch.setattr(cache._reports._published, "_may_ask", lambda *_: True)
    for desk in (hangs, fails, fails):
        asyncio.run(cache.shift("acme", desk, "human", 0.05))

    hangs.answer.set()
    calls.start(lambda: None, 60).future.result(60)
    assert len(fails.asked) == 1


def test_an_old_report_stands_in_for_a_vendor_that_fails(cache, desk, clock):
    shift(cache, desk)
    desk.error = REFUSED

    clock.now = START + USABLE
    assert shift(cache, desk) == Shift(ON, Reason.OUT_OF_DATE, START)
    clock.now += MOMENT
    clock.now += RETRY_AFTER
    assert shift(cache, desk) == NOT_REACHED

    clock.now += RETRY_AFTER
    desk.error = None
    assert shift(cache, desk) == Shift(ON, Reason.REPORTED, clock.now)


def test_a_skill_the_vendor_does_not_list_is_unknown_not_off_shift(cache, desk):
    assert shift(cache, desk, "ghosts") == Shift(UNKNOWN, Reason.SKILL_NOT_FOUND, START)
    assert shift(cache, desk, "human").status is ON
    assert len(desk.asked) == 1


def test_a_skill_the_desk_cannot_have_is_an_error_of_its_own(cache, desk):
    for asked in (0, 1):
        with pytest.raises(errors.SkillError):
            shift(cache, desk, "nonsense")
        assert len(desk.asked) == asked
        assert shift(cache, desk).status is ON


def test_a_desk_that_answers_for_one_skill_is_asked_for_each(cache, desk):
    desk.reports_all_skills = False

    for skill in ("human", "ghosts", "human", "ghosts"):
        shift(cache, desk, skill)

    assert [skill for skill, _ in desk.asked] == ["human", "ghosts"]


def test_two_desks_do_not_answer_for_each_other(cache, clock):
    here, there = Desk(clock), Desk(clock)
    there.status = OFF

    assert shift(cache, here, name="here").status is ON
    assert shift(cache, there, name="there").status is OFF


def test_a_second_action_server_reads_the_report_of_the_first_and_uses_an_old_one(clock, desk):
    store = MemoryStateStore(lambda: clock().timestamp())
    shift(cache_of(clock, store), desk)
    assert shift(cache_of(clock, store), desk) == Shift(ON, Reason.REPORTED, START)
    assert len(desk.asked) == 1

    desk.error = REFUSED
    clock.now += timedelta(minutes=30)
    second = cache_of(clock, store)
    assert shift(second, desk) == Shift(ON, Reason.OUT_OF_DATE, START)

    clock.now += RETRY_AFTER
    desk.error = None
    assert shift(second, desk).as_of == clock.now


def test_of_two_servers_one_asks_and_the_other_waits_for_its_report(clock):
    store, desk = MemoryStateStore(lambda: clock().timestamp()), SlowDesk(clock)
    first, second = cache_of(clock, store), cache_of(clock, store)

    async def both():
        waiting = [
            asyncio.ensure_future(each.shift("acme", desk, "human", 5)) for each in (first, second)
        ]
        await asyncio.sleep(0.3)  # long enough for the second to look more than once
        desk.answer.set()
        return await asyncio.gather(*waiting)

    assert asyncio.run(both()) == [Shift(ON, Reason.REPORTED, START)] * 2
    assert len(desk.asked) == 1


class OvertakenStore(MemoryStateStore):
    """A store at which another server is quicker, once, just before a lease is taken."""

    overtake: Callable[[], object] | None = None

    def set_if_absent(self, key: str, value: str, seconds: float) -> str | None:
        overtake, self.overtake = self.overtake, None
        if overtake is not None:
            overtake()
        return super().set_if_absent(key, value, seconds)


@pytest.mark.parametrize(
    ("error", "told"), [(None, Shift(ON, Reason.REPORTED, START)), (REFUSED, NOT_REACHED)]
)
def test_who_gets_the_lease_just_after_another_servers_answer_does_not_ask(
    clock, desk, error, told
):
    store = OvertakenStore(lambda: clock().timestamp())
    first, second = cache_of(clock, store), cache_of(clock, store)
    desk.error = error
    store.overtake = lambda: shift(first, desk)

    assert shift(second, desk) == told
    assert len(desk.asked) == 1
    clock.now += RETRY_AFTER + FRESH
    desk.error = None
    assert shift(second, desk).as_of == clock.now, "the lease was given back"


def test_a_failure_at_one_server_is_one_for_all_for_some_seconds(clock, desk):
    store = MemoryStateStore(lambda: clock().timestamp())
    first, second = cache_of(clock, store), cache_of(clock, store)
    desk.error = REFUSED
    assert shift(first, desk) == shift(second, desk) == NOT_REACHED
    assert len(desk.asked) == 1

    clock.now += RETRY_AFTER
    desk.error = None
    assert shift(second, desk).status is shift(first, desk).status is ON


def test_a_server_that_died_while_it_asked_is_replaced(clock, desk, monkeypatch, caplog):
    store = MemoryStateStore(lambda: clock().timestamp())
    cache = cache_of(clock, store)
    key = cache._reports._published._key("asking", desk, "acme")
    store.set_if_absent(key, "a dead server", TIMEOUT)
    monkeypatch.setattr(cache._reports, "_timeout", 0.3)
    assert asyncio.run(cache.shift("acme", desk, "human", 5)) == NOT_REACHED
    assert "another server asks it, without an answer" in caplog.text
    assert desk.asked == []

    clock.now += timedelta(seconds=TIMEOUT)
    assert shift(cache_of(clock, store), desk).status is ON


def test_without_the_store_each_server_asks_for_itself(clock, desk, caplog):
    assert shift(cache_of(clock, LostStore()), desk).status is ON
    assert shift(cache_of(clock, LostStore()), desk).status is ON

    assert len(desk.asked) == 2
    assert set(caplog.messages) == {"the shift status is not shared: the store is lost"}


def test_the_same_desk_with_other_settings_has_reports_of_its_own(clock, desk):
    store, other = MemoryStateStore(lambda: clock().timestamp()), Desk(clock)
    desk.identity, other.identity, other.status = "one account", "another account", OFF

    assert shift(cache_of(clock, store), desk).status is ON
    assert shift(cache_of(clock, store), other).status is OFF


class SlowDesk(Desk):
    """A desk that reports no shift before its event is set."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__(clock)
        self.answer = threading.Event()

    def shift_report(self, skill: str, max_age: timedelta) -> ShiftReport:
        self.answer.wait()
        return super().shift_report(skill, max_age)


@pytest.mark.parametrize(("error", "status"), [(None, ON), (REFUSED, UNKNOWN)])
def test_fifty_customers_at_once_are_one_question(cache, clock, error, status):
    desk = SlowDesk(clock)
    desk.error = error

    async def rush() -> list[Shift]:
        waiting = [asyncio.ensure_future(cache.shift("acme", desk, "human", 30)) for _ in range(50)]
        await asyncio.sleep(0)  # every one of them has got as far as waiting
        desk.answer.set()
        return await asyncio.gather(*waiting)

    statuses = {each.status for each in asyncio.run(rush())}

    assert len(desk.asked) == 1
    assert statuses == {status}
    clock.now += RETRY_AFTER
    desk.error = None
    assert shift(cache, desk).status is ON


def test_a_customer_who_cannot_wait_does_not_end_the_question_of_the_others(cache, clock):
    desk = SlowDesk(clock)

    async def turn() -> tuple[Shift, Shift]:
        waiting = asyncio.ensure_future(cache.shift("acme", desk, "human", 30))
        hasty = await cache.shift("acme", desk, "human", 0)
        desk.answer.set()
        return hasty, await waiting

    hasty, waiting = asyncio.run(turn())

    assert hasty == NOT_REACHED
    assert waiting.status is ON
    assert len(desk.asked) == 1


@pytest.mark.parametrize("seconds", [5, 300])
def test_a_desk_has_the_caches_timeout_whoever_asks_first(cache, desk, monkeypatch, seconds):
    left: list[float] = []
    report = desk.shift_report

    def timed(skill: str, max_age: timedelta) -> ShiftReport:
        left.append(current_operation.get().seconds_left())
        return report(skill, max_age)

    monkeypatch.setattr(desk, "shift_report", timed)
    asyncio.run(cache.shift("acme", desk, "human", seconds))

    assert left == [pytest.approx(TIMEOUT, abs=1)]


MINUTES = st.integers(0, 90)
STEPS = st.integers(1, 90)


@given(st.lists(st.tuples(STEPS, st.booleans()), max_size=12), MINUTES, MINUTES)
def test_the_cache_never_answers_with_what_is_too_old_and_never_asks_when_it_knows(
    steps, one, other
):
    fresh, usable = (timedelta(minutes=each) for each in sorted((one, other)))
    clock = Clock(START)
    desk, cache = Desk(clock), cache_of(clock, fresh=fresh, usable=usable)
    reported: datetime | None = None

    async def live() -> None:
        nonlocal reported
        for minutes, answers in steps:
            clock.now += timedelta(minutes=minutes)
            desk.error, before = None if answers else REFUSED, len(desk.asked)
            seen = await cache.shift("acme", desk, "human", 30)
            age = None if reported is None else clock.now - reported
            asked = len(desk.asked) - before
            assert asked == (0 if age is not None and age <= fresh else 1)
            if asked and answers:
                reported, age = clock.now, timedelta(0)
            if age is not None and age <= usable:
                reason = Reason.OUT_OF_DATE if asked and not answers else Reason.REPORTED
                assert seen == Shift(ON, reason, reported)
            else:
                assert seen == NOT_REACHED

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
    shifts = {
        key: Shift(status, as_of=as_of, opens_at=opens_at)
        for key, (status, opens_at) in skills.items()
    }
    report = ShiftReport(as_of, shifts)

    assert SHIFTS.from_json(SHIFTS.to_json(report)) == report


def test_the_time_now_has_its_zone():
    assert abs(utc_now() - datetime.now(timezone.utc)) < timedelta(seconds=5)
