"""Short texts under names, each for a limited time."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from actions.human_handoff.state_store import MemoryStateStore
from tests.unit.clock import Clock


@pytest.fixture
def clock():
    return Clock(1000.0)


@pytest.fixture
def store(clock):
    return MemoryStateStore(clock)


def test_what_nobody_put_is_not_there(store):
    assert store.get("a") is None


def test_a_text_is_there_until_its_time_is_over(store, clock):
    store.put("a", "text", 10)

    clock.now += 9.9
    assert store.get("a") == "text"
    clock.now += 0.1
    assert store.get("a") is None

    store.put("a", "again", 10)
    assert store.get("a") == "again"


def test_the_first_claim_wins_and_the_others_get_what_is_there(store, clock):
    assert store.set_if_absent("a", "first", 10) is None
    assert store.set_if_absent("a", "second", 10) == "first"
    assert store.get("a") == "first"

    clock.now += 10
    assert store.set_if_absent("a", "third", 10) is None
    assert store.get("a") == "third"


def test_a_put_replaces_what_was_claimed(store):
    store.set_if_absent("a", "under way", 10)
    store.put("a", "requested", 10)

    assert store.set_if_absent("a", "under way", 10) == "requested"


def test_texts_whose_time_is_over_do_not_pile_up(store, clock):
    for number in range(50):
        store.set_if_absent(str(number), "text", 10)
        clock.now += 1

    assert len(store._values) == 10


def test_a_text_that_was_put_again_outlives_the_time_it_had_first(store, clock):
    store.put("a", "first", 10)
    store.put("a", "second", 20)

    clock.now += 10
    store.put("b", "text", 60)
    assert store.get("a") == "second"

    clock.now += 10
    store.put("c", "text", 60)
    assert store.get("a") is None
    assert set(store._values) == {"b", "c"}


def test_of_fifty_claims_at_once_one_wins():
    store, together = MemoryStateStore(), threading.Barrier(50)

    def set_if_absent(number: int) -> str | None:
        together.wait()
        return store.set_if_absent("a", str(number), 60)

    with ThreadPoolExecutor(50) as pool:
        present = list(pool.map(set_if_absent, range(50)))

    assert present.count(None) == 1
    assert {text for text in present if text is not None} == {store.get("a")}
