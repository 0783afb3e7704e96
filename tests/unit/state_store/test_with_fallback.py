"""The store that goes on in memory while the store of all servers is lost."""

from types import SimpleNamespace

import pytest

from actions.human_handoff.state_store import (
    MemoryStateStore,
    StateStoreError,
    StateStoreWithFallback,
)
from actions.human_handoff.state_store.with_fallback import RETRY_SECONDS
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


@pytest.fixture
def clock():
    return SimpleNamespace(seconds=1000.0)


def test_servers_that_have_lost_the_store_know_nothing_of_each_other_until_it_is_back(
    clock, caplog
):
    shared = LostStore()
    first, second = (
        StateStoreWithFallback(shared, "not shared", lambda: clock.seconds) for _ in range(2)
    )
    assert first.set_if_absent("a", "first", 60) is None
    assert second.set_if_absent("a", "second", 60) is None
    assert caplog.messages == ["not shared: the store is lost"] * 2

    shared.is_lost = False
    clock.seconds += RETRY_SECONDS
    assert first.set_if_absent("b", "first", 60) is None
    assert second.set_if_absent("b", "second", 60) == "first"


def test_a_store_that_has_failed_is_left_alone_for_some_seconds(clock):
    """One that hangs takes seconds to fail, and customers would wait for each of its failures."""
    shared, asked = LostStore(), []
    shared.before = lambda: asked.append(clock.seconds)
    store = StateStoreWithFallback(shared, clock=lambda: clock.seconds)
    for seconds in (0, 0, RETRY_SECONDS - 0.1, 0.1, 0.1):
        clock.seconds += seconds
        store.put("a", "text", 60)

    assert asked == [1000.0, 1000.0 + RETRY_SECONDS]
    assert store.get("a") == "text"
