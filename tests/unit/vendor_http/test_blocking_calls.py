"""Vendor calls off the event loop: nobody waits longer than the deadline."""

import asyncio
import gc
import subprocess
import sys
import threading

import pytest

from actions.human_handoff import errors
from actions.human_handoff.vendor_http.blocking_calls import BlockingCalls
from actions.human_handoff.vendor_http.deadline import current_operation


@pytest.fixture
def calls():
    return BlockingCalls(1)


def test_a_call_runs_in_a_thread_of_ours_and_its_answer_comes_back(calls):
    call = calls.run("V", lambda: ("result", threading.current_thread().name), 5)

    result, thread = asyncio.run(call)

    assert result == "result"
    assert thread.startswith("human_handoff")


def test_a_call_that_fails_fails_for_the_caller(calls):
    def call():
        raise errors.VendorRefusedError("V", "no", 400)

    with pytest.raises(errors.VendorRefusedError, match="V: no"):
        asyncio.run(calls.run("V", call, 5))


def test_a_call_knows_when_to_give_up_and_its_caller_has_no_deadline(calls):
    left = asyncio.run(calls.run("V", lambda: current_operation.get().seconds_left(), 5))

    assert 0 < left <= 5
    assert current_operation.get(None) is None


def test_the_loop_goes_on_while_a_call_is_under_way(calls, held):
    async def turn():
        running = asyncio.ensure_future(calls.run("V", held.wait, 60))
        await asyncio.sleep(0)
        held.set()
        return "went on" if await running else "stood still"

    assert asyncio.run(turn()) == "went on"


def test_a_call_under_way_when_the_time_is_up_may_have_acted(calls, held):
    begun = threading.Event()

    async def turn():
        # So long that a busy machine has begun the call by then; else it is taken back.
        call = calls.run("V", lambda: begun.set() or held.wait(), 2)
        running = asyncio.ensure_future(call)
        await asyncio.get_running_loop().run_in_executor(None, begun.wait, 10)
        await running

    with pytest.raises(errors.VendorSilenceError, match="V: no answer in time") as caught:
        asyncio.run(turn())

    assert caught.value.may_have_acted
    held.set()
    assert asyncio.run(calls.run("V", lambda: "next", 5)) == "next"


def test_a_call_that_still_waits_for_a_thread_is_taken_back(calls, held):
    called = []
    calls.start(held.wait, 60)

    with pytest.raises(errors.VendorConnectionError, match="V: not asked, the time is up"):
        asyncio.run(calls.run("V", lambda: called.append(1), 0.05))

    held.set()
    assert asyncio.run(calls.run("V", lambda: "next", 5)) == "next"
    assert called == []


def test_many_wait_for_one_call_and_one_who_leaves_does_not_end_it(calls, held):
    running = calls.start(lambda: held.wait() and "result", 60)

    async def turn():
        waiting = [asyncio.ensure_future(calls.join("V", running, 60)) for _ in range(5)]
        with pytest.raises(errors.VendorSilenceError):
            await calls.join("V", running, 0)
        held.set()
        return await asyncio.gather(*waiting)

    assert asyncio.run(turn()) == ["result"] * 5


@pytest.mark.parametrize("fails", [True, False])
def test_asyncio_reports_no_error_of_what_comes_too_late(calls, held, fails):
    """asyncio logs the error of a future whose result was never read."""
    reported = []

    def call():
        held.wait()
        if fails:
            raise errors.VendorRefusedError("V", "no", 400)
        return "late"

    async def turn():
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: reported.append(context))
        running = calls.start(call, 60)
        with pytest.raises(errors.VendorSilenceError):
            await calls.join("V", running, 0)
        held.set()
        await loop.run_in_executor(None, lambda: running.future.exception(timeout=5))
        await asyncio.sleep(0)

    asyncio.run(turn())
    gc.collect()

    assert reported == []


def test_fifty_calls_run_at_once():
    together, calls = threading.Barrier(50), BlockingCalls()

    async def turn():
        fifty = (calls.run("V", lambda: together.wait(timeout=30), 30) for _ in range(50))
        return await asyncio.gather(*fifty)

    assert sorted(asyncio.run(turn())) == list(range(50))


class NoThread(threading.Thread):
    """What `Thread.start` does where the system has no thread left."""

    def start(self):
        raise RuntimeError("can't start new thread")


def test_a_thread_that_cannot_be_started_is_missed_only_as_long_as_that_lasts(held, monkeypatch):
    calls = BlockingCalls(2)
    with monkeypatch.context() as patched:
        patched.setattr(threading, "Thread", NoThread)
        for _ in range(3):
            with pytest.raises(errors.VendorConnectionError, match="no thread"):
                asyncio.run(calls.run("V", lambda: 1, 5))

    busy = calls.start(held.wait, 60)
    with monkeypatch.context() as patched:
        patched.setattr(threading, "Thread", NoThread)
        waiting = calls.start(lambda: "later", 60)
    held.set()
    assert waiting.future.result(10) == "later"
    assert busy.future.result(10)
    assert asyncio.run(calls.run("V", lambda: "now", 5)) == "now"


HANGS = """
import threading
from actions.human_handoff.vendor_http.blocking_calls import BlockingCalls
begun = threading.Event()
BlockingCalls().start(lambda: begun.set() or threading.Event().wait(), 60)
begun.wait()
"""


def test_a_call_that_never_ends_does_not_keep_the_process_from_ending():
    assert subprocess.run([sys.executable, "-c", HANGS], timeout=60).returncode == 0


def test_the_hosts_garbage_collector_is_left_as_it_is(calls):
    before = gc.get_threshold(), gc.get_freeze_count(), gc.isenabled()

    calls.start(lambda: None, 1).future.result()

    assert (gc.get_threshold(), gc.get_freeze_count(), gc.isenabled()) == before
