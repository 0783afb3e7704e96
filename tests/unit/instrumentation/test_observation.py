"""Operations are timed for whoever wants to know, and cost nothing where nobody does."""

import asyncio
import logging
import threading
import time

import pytest

from actions.human_handoff.instrumentation import Kind, enclosing_kind, observed, on_end
from actions.human_handoff.vendor_http.blocking_calls import BlockingCalls
from tests.unit.instrumentation.recorder import forget

# What a use may cost where nobody observes, in seconds; it is some microseconds.
CHEAP = 100e-6


@pytest.fixture
def ended():
    observations = []
    stop = on_end(observations.append)
    yield observations
    stop()


def test_an_observer_is_told_of_the_end_of_an_operation_with_all_attributes(ended):
    with observed(Kind.VENDOR_CALL, vendor="Parley", method="GET", operation="other") as call:
        time.sleep(0.01)
        assert ended == []
        call.set(http_status=200, result="2xx")

    assert ended == [call]
    assert call.attributes == {
        "vendor": "Parley",
        "method": "GET",
        "operation": "other",
        "http_status": 200,
        "result": "2xx",
    }
    assert 0.01 <= call.seconds < 5
    assert call.error is None


def test_an_error_is_passed_on_and_only_its_kind_is_kept(ended):
    with (
        pytest.raises(ValueError, match=r"ada@example\.org"),
        observed(Kind.STATE_STORE, system="memory", command="get"),
    ):
        raise ValueError("ada@example.org")

    (failed,) = ended
    assert failed.error == "ValueError"
    assert "ada" not in repr(failed.attributes)


def test_an_operation_can_fail_without_raising(ended):
    with observed(Kind.CHECK) as check:
        check.fail(KeyError("ada"))

    assert ended[0].error == "KeyError"


def test_an_observer_that_fails_is_logged_once_and_harms_nobody(caplog, ended):
    forget()

    def breaks(observation):
        raise LookupError("ada@example.org")

    stop = on_end(breaks)
    for _ in range(3):
        with observed(Kind.CHECK):
            pass
    stop()

    assert len(ended) == 3
    assert caplog.messages == ["an observer failed: LookupError"]


def test_an_observer_that_has_stopped_is_told_nothing():
    told = []
    stop = on_end(told.append)
    stop()
    stop()  # again, as two parts of a server may do

    with observed(Kind.CHECK) as check:
        pass

    assert (told, check.seconds) == ([], 0.0)


def test_the_thread_of_a_blocking_call_knows_what_it_is_a_part_of(ended):
    threads = []

    def ask():
        threads.append(threading.current_thread())
        return enclosing_kind()

    async def transfer():
        with observed(Kind.TRANSFER, desk="cm"):
            return await BlockingCalls(1).run("CM.com", ask, 5)

    assert asyncio.run(transfer()) is Kind.TRANSFER
    assert threads[0] is not threading.current_thread()
    assert enclosing_kind() is None


def test_two_customers_at_the_same_time_are_kept_apart(ended):
    async def within(kind, others):
        with observed(kind):
            await others.wait()
            return enclosing_kind()

    async def both():
        go = asyncio.Event()
        tasks = [asyncio.ensure_future(within(kind, go)) for kind in (Kind.CHECK, Kind.TRANSFER)]
        await asyncio.sleep(0)
        go.set()
        return await asyncio.gather(*tasks)

    assert asyncio.run(both()) == [Kind.CHECK, Kind.TRANSFER]


def test_an_operation_costs_next_to_nothing_where_nobody_observes():
    forget()

    def seconds(uses):
        began = time.perf_counter()
        for _ in range(uses):
            with observed(Kind.STATE_STORE, system="memory", command="get") as access:
                access.set(result="2xx")
        return (time.perf_counter() - began) / uses

    assert min(seconds(1000) for _ in range(10)) < CHEAP
    logging.getLogger(__name__).info("nothing is logged either")
