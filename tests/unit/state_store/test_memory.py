"""The state store in memory: the contract, and that nothing piles up."""

import pytest

from actions.human_handoff.state_store import MemoryStateStore
from tests.state_stores.contract import StateStoreContract
from tests.unit.clock import Clock


class TestMemory(StateStoreContract):
    @pytest.fixture
    def server(self):
        store = MemoryStateStore()
        return lambda: store


def test_values_whose_time_is_over_do_not_pile_up():
    clock = Clock(1000.0)
    store = MemoryStateStore(clock)
    for number in range(50):
        store.set_if_absent(str(number), "text", 10)
        clock.now += 1

    assert len(store._values) == 10


def test_a_value_that_was_put_again_or_removed_does_not_end_another():
    clock = Clock(1000.0)
    store = MemoryStateStore(clock)
    store.put("a", "first", 10)
    store.put("a", "second", 20)
    store.put("b", "text", 5)
    store.remove("b", "text")

    clock.now += 10
    store.put("c", "text", 60)
    assert store.get("a") == "second"

    clock.now += 10
    store.put("d", "text", 60)
    assert set(store._values) == {"c", "d"}


@pytest.mark.parametrize("is_removed", [True, False])
def test_a_change_is_made_again_if_somebody_else_has_changed_the_value_meanwhile(is_removed):
    store, seen = MemoryStateStore(), []
    store.put("a", "first", 60)

    def change(present):
        seen.append(present)
        if len(seen) == 1:
            store.put("a", "another", 60)
        return None if is_removed else "changed"

    store.update("a", change, 60)
    assert seen == ["first", "another"]
    assert store.get("a") == (None if is_removed else "changed")


def test_a_change_of_what_is_not_there_is_made_again_if_somebody_else_stores_it_meanwhile():
    store, seen = MemoryStateStore(), []

    def change(present):
        seen.append(present)
        store.set_if_absent("a", "another", 60)
        return "changed"

    store.update("a", change, 60)
    assert seen == [None, "another"]
    assert store.get("a") == "changed"
