"""The store that goes on in memory while the store of all servers is lost."""

import pytest

from actions.human_handoff.state_store import (
    MemoryStateStore,
    StateStoreError,
    StateStoreWithFallback,
)
from tests.state_stores.contract import StateStoreContract
from tests.unit.lost_store import LostStore


class TestWithItsStore(StateStoreContract):
    @pytest.fixture
    def server(self):
        shared = MemoryStateStore()
        return lambda: StateStoreWithFallback(shared)


class TestWithoutItsStore(StateStoreContract):
    """One server alone; its check still says that the store is lost."""

    @pytest.fixture
    def server(self):
        store = StateStoreWithFallback(LostStore())
        return lambda: store

    def test_a_store_that_can_be_used_passes_the_check(self, store):
        with pytest.raises(StateStoreError):
            store.check()

        store._store.is_lost = False
        store.check()


def test_servers_that_have_lost_the_store_know_nothing_of_each_other_until_it_is_back(caplog):
    shared = LostStore()
    first, second = (StateStoreWithFallback(shared, "not shared") for _ in range(2))
    assert first.set_if_absent("a", "first", 60) is None
    assert second.set_if_absent("a", "second", 60) is None
    assert caplog.messages == ["not shared: the store is lost"] * 2

    shared.is_lost = False
    assert first.set_if_absent("b", "first", 60) is None
    assert second.set_if_absent("b", "second", 60) == "first"
