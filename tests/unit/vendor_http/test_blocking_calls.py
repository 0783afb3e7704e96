"""Vendor calls off the event loop: nobody waits longer than the deadline."""

import asyncio
import gc
import threading
import time
from collections.abc import Iterator

import pytest

from actions.human_handoff.errors import (
    VendorConnectionError,
    VendorRefusedError,
    VendorSilenceError,
)
from actions.human_handoff.vendor_http import client as wire
from actions.human_handoff.vendor_http.blocking_calls import BlockingCalls


@pytest.fixture
def held() -> Iterator[threading.Event]:
    """What a call that hangs waits for; set at the end, so that no thread stays behind."""
    event = threading.Event()
    yield event
    event.set()


def test_a_call_runs_in_a_thread_of_ours_and_its_answer_comes_back():
    async def turn() -> tuple[str, str]:
        return await BlockingCalls(1).run(
            "V", lambda: ("answer", threading.current_thread().name), 5
        )

    answer, thread = asyncio.run(turn())

    assert answer == "answer"
    assert thread.startswith("human_handoff")


def test_a_call_that_fails_fails_for_the_caller():
    def call() -> None:
        raise VendorRefusedError("V", "no", 400)

    with pytest.raises(VendorRefusedError, match="V: no"):
        asyncio.run(BlockingCalls(1).run("V", call, 5))


def test_a_call_knows_when_to_give_up_and_its_caller_is_not_told_to():
    left = asyncio.run(BlockingCalls(1).run("V", lambda: wire.deadline.get() - time.monotonic(), 5))

    assert 0 < left <= 5
    assert wire.deadline.get(None) is None


def test_the_loop_goes_on_while_a_call_is_under_way(held):
    async def turn() -> str:
        running = asyncio.ensure_future(BlockingCalls(1).run("V", held.wait, 60))
        await asyncio.sleep(0)
        held.set()
        return "went on" if await running else "stood still"

    assert asyncio.run(turn()) == "went on"


def test_a_call_under_way_when_the_time_is_up_may_have_acted(held):
    blocking_calls, begun = BlockingCalls(1), threading.Event()

    def call() -> bool:
        begun.set()
        return held.wait()

    async def turn() -> None:
        running = asyncio.ensure_future(blocking_calls.run("V", call, 0.05))
        await asyncio.get_running_loop().run_in_executor(None, begun.wait)
        await running

    with pytest.raises(VendorSilenceError, match="V: no answer in time") as caught:
        asyncio.run(turn())

    assert caught.value.may_have_acted
    held.set()
    assert asyncio.run(blocking_calls.run("V", lambda: "next", 5)) == "next"


def test_a_call_that_still_waits_for_a_thread_is_taken_back(held):
    blocking_calls, called = BlockingCalls(1), []
    blocking_calls.start(held.wait, 60)

    with pytest.raises(VendorConnectionError, match="V: not asked, the time is up"):
        asyncio.run(blocking_calls.run("V", lambda: called.append(1), 0.05))

    held.set()
    assert asyncio.run(blocking_calls.run("V", lambda: "next", 5)) == "next"
    assert called == []


def test_many_wait_for_one_call_and_one_who_leaves_does_not_end_it(held):
    blocking_calls = BlockingCalls(1)
    running = blocking_calls.start(lambda: held.wait() and "answer", 60)

    async def turn() -> list[object]:
        patient = [asyncio.ensure_future(blocking_calls.join("V", running, 60)) for _ in range(5)]
        with pytest.raises(VendorSilenceError):
            await blocking_calls.join("V", running, 0)
        held.set()
        return await asyncio.gather(*patient)

    assert asyncio.run(turn()) == ["answer"] * 5


@pytest.mark.parametrize("fails", [True, False])
def test_nobody_complains_of_what_comes_too_late(held, fails):
    """asyncio logs the error of a future that nobody looked at."""
    blocking_calls, complaints = BlockingCalls(1), []

    def call() -> str:
        held.wait()
        if fails:
            raise VendorRefusedError("V", "no", 400)
        return "late"

    async def turn() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: complaints.append(context))
        running = blocking_calls.start(call, 60)
        with pytest.raises(VendorSilenceError):
            await blocking_calls.join("V", running, 0)
        held.set()
        await loop.run_in_executor(None, lambda: running.exception(timeout=5))
        await asyncio.sleep(0)

    asyncio.run(turn())
    gc.collect()

    assert complaints == []


def test_fifty_calls_run_at_once():
    together = threading.Barrier(50)
    blocking_calls = BlockingCalls()

    async def turn() -> list[int]:
        return await asyncio.gather(
            *(blocking_calls.run("V", lambda: together.wait(timeout=30), 30) for _ in range(50))
        )

    assert sorted(asyncio.run(turn())) == list(range(50))


def test_the_hosts_garbage_collector_is_left_as_it_is():
    before = gc.get_threshold(), gc.get_freeze_count(), gc.isenabled()

    BlockingCalls().start(lambda: None, 1).result()

    assert (gc.get_threshold(), gc.get_freeze_count(), gc.isenabled()) == before
