"""Short texts under names, each for a limited time."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from actions.human_handoff.state_store import MemoryStateStore


class Clock:
    """Seconds that pass when the test says so."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def shared(clock):
    return MemoryStateStore(clock)


def test_what_nobody_put_is_not_there(shared):
    assert shared.get("a") is None


def test_a_text_is_there_until_its_time_is_over(shared, clock):
    shared.put("a", "text", 10)

    clock.now += 9.9
    assert shared.get("a") == "text"
    clock.now += 0.1
    assert shared.get("a") is None

    shared.put("a", "again", 10)
    assert shared.get("a") == "again"


def test_a_second_text_replaces_the_first(shared):
    shared.put("a", "first", 10)
    shared.put("a", "second", 10)

    assert shared.get("a") == "second"


def test_the_first_claim_wins_and_the_others_are_told_what_is_there(shared, clock):
    assert shared.set_if_absent("a", "first", 10) is None
    assert shared.set_if_absent("a", "second", 10) == "first"
    assert shared.get("a") == "first"

    clock.now += 10
    assert shared.set_if_absent("a", "third", 10) is None
    assert shared.get("a") == "third"


def test_a_put_replaces_what_was_claimed(shared):
    shared.set_if_absent("a", "under way", 10)
    shared.put("a", "requested", 10)

    assert shared.set_if_absent("a", "under way", 10) == "requested"


def test_texts_whose_time_is_over_do_not_pile_up(shared, clock):
    for number in range(50):
        shared.set_if_absent(str(number), "text", 10)
        clock.now += 1

    assert len(shared._values) == 10


def test_a_text_that_was_put_again_outlives_the_time_it_had_first(shared, clock):
    shared.put("a", "first", 10)
    shared.put("a", "second", 20)

    clock.now += 10
    shared.put("b", "text", 60)
    assert shared.get("a") == "second"

    clock.now += 10
    shared.put("c", "text", 60)
    assert shared.get("a") is None
    assert set(shared._values) == {"b", "c"}


def test_of_fifty_claims_at_once_one_wins():
    shared, together = MemoryStateStore(), threading.Barrier(50)

    def set_if_absent(number: int) -> str | None:
        together.wait()
        return shared.set_if_absent("a", str(number), 60)

    with ThreadPoolExecutor(50) as pool:
        told = list(pool.map(set_if_absent, range(50)))

    assert told.count(None) == 1
    assert {each for each in told if each is not None} == {shared.get("a")}
