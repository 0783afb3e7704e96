"""A vendor's limit of calls per second, which all servers keep together."""

import contextvars
import threading
import time

import pytest

from actions.human_handoff import errors
from actions.human_handoff.state_store import MemoryStateStore
from actions.human_handoff.vendor_http import rate_limit
from actions.human_handoff.vendor_http.deadline import Operation, current_operation
from actions.human_handoff.vendor_http.rate_limit import SLOT_SECONDS, RateLimit
from tests.unit.clock import Clock
from tests.unit.lost_store import LostStore


def within(seconds, call):
    context = contextvars.copy_context()
    context.run(current_operation.set, Operation(seconds))
    return context.run(call)


@pytest.fixture
def clock(monkeypatch):
    """Time passes only while a call waits."""
    clock = Clock(1000.0)

    def sleep(seconds):
        clock.now += seconds

    monkeypatch.setattr(rate_limit, "time", type("time", (), {"monotonic": clock, "sleep": sleep}))
    return clock


def shared(store, servers=1):
    limits = [RateLimit("Vendor", 3) for _ in range(servers)]
    for limit in limits:
        limit.share(store, "rate/account")
    return limits


def test_at_most_so_many_calls_of_all_servers_pass_in_any_second(clock):
    limits, passed = shared(MemoryStateStore(clock), servers=4), []
    for number in range(12):
        within(60, limits[number % 4].wait)
        passed.append(clock.now)

    for earlier, later in zip(passed, passed[3:], strict=False):
        assert later - earlier >= SLOT_SECONDS - 1e-6
    assert passed[-1] - passed[0] < 4 * SLOT_SECONDS


def test_a_call_that_would_have_to_wait_too_long_is_not_made_and_a_later_one_is(clock):
    (limit,) = shared(MemoryStateStore(clock))
    for _ in range(3):
        within(10, limit.wait)
    with pytest.raises(errors.VendorBusyError, match="too many calls are waiting"):
        within(2.5, limit.wait)

    clock.now += SLOT_SECONDS
    within(2.5, limit.wait)


def test_accounts_have_limits_of_their_own(clock):
    store = MemoryStateStore(clock)
    (first,), second = shared(store), RateLimit("Vendor", 3)
    second.share(store, "rate/another")
    for _ in range(3):
        within(2.5, first.wait)
        within(2.5, second.wait)


def test_without_the_store_each_server_keeps_the_limit_itself(clock):
    (limit,) = shared(LostStore())
    for _ in range(3):
        limit.wait()
    with pytest.raises(errors.VendorBusyError):
        limit.wait()


def test_seven_threads_at_once_pass_three_a_second():
    (limit,), passed, lock = shared(MemoryStateStore()), [], threading.Lock()

    def call():
        within(60, limit.wait)
        with lock:
            passed.append(time.monotonic())

    threads = [threading.Thread(target=call) for _ in range(7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    passed.sort()
    assert len(passed) == 7
    assert all(later - earlier > 1.0 for earlier, later in zip(passed, passed[3:], strict=False))
