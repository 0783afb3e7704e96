"""The store that goes on in memory while the store of all servers is lost."""

from types import SimpleNamespace

import pytest

from actions.human_handoff.state_store import (
    MemoryStateStore,
    StateStoreError,
    StateStoreWithFallback,
)
from actions.human_handoff.state_store.with_fallback import QUICK_RETRY_SECONDS, RETRY_SECONDS
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
    assert first.is_lost

    shared.is_lost = False
    clock.seconds += RETRY_SECONDS
    assert first.set_if_absent("b", "first", 60) is None
    assert second.set_if_absent("b", "second", 60) == "first"


@pytest.mark.parametrize(
    ("hangs_seconds", "tries", "pause"), [(0.0, 2, QUICK_RETRY_SECONDS), (2.0, 1, RETRY_SECONDS)]
)
def test_a_store_that_has_failed_is_left_alone_longer_if_it_hangs(
    clock, hangs_seconds, tries, pause
):
    """A customer would wait for each failure; but meanwhile the servers know nothing together."""
    shared, asked = LostStore(), []

    def answers():
        asked.append(clock.seconds)
        clock.seconds += hangs_seconds

    shared.before = answers
    store = StateStoreWithFallback(shared, clock=lambda: clock.seconds)
    store.put("a", "text", 60)
    assert len(asked) == tries
    clock.seconds += pause - 0.1
    assert store.get("a") == "text"
    assert len(asked) == tries

    clock.seconds += 0.1
    assert store.get("a") == "text"
    assert len(asked) == 2 * tries


def test_a_store_that_fails_again_and_again_is_warned_of_every_few_seconds(clock, caplog):
    store = StateStoreWithFallback(LostStore(), "not shared", lambda: clock.seconds)
    for _ in range(30):
        store.put("a", "text", 60)
        clock.seconds += RETRY_SECONDS / 10
    assert caplog.messages == ["not shared: the store is lost"] * 3


def test_an_operation_that_fails_at_once_is_tried_once_more(clock):
    """The server or a firewall may have closed an idle connection."""
    shared = LostStore()
    store = StateStoreWithFallback(shared, clock=lambda: clock.seconds)

    def answers_again():
        shared.is_lost = bool(asked) is False
        asked.append(1)

    asked = []
    shared.before = answers_again
    store.put("a", "text", 60)

    assert (len(asked), store.is_lost) == (2, False)
    assert StateStoreWithFallback(shared).get("a") == "text"


def test_an_operation_that_hangs_is_not_tried_once_more(clock):
    shared, asked = LostStore(), []

    def hangs():
        clock.seconds += 2
        asked.append(1)

    shared.before = hangs
    StateStoreWithFallback(shared, clock=lambda: clock.seconds).put("a", "text", 60)

    assert asked == [1]


def test_what_was_known_without_the_store_is_forgotten_when_it_is_back(clock):
    """Else the next loss would bring back what is out of date."""
    shared = LostStore()
    store = StateStoreWithFallback(shared, clock=lambda: clock.seconds)
    store.put("a", "text", 3600)
    shared.is_lost = False
    clock.seconds += RETRY_SECONDS
    assert store.get("a") is None

    shared.is_lost = True
    assert store.get("a") is None


def test_a_store_that_can_only_be_read_stays_lost_until_it_can_be_written(clock, caplog):
    """A Redis without memory, or a replica: what one server tells must not be lost at once."""
    shared = LostStore(is_lost=False)
    shared.put("old", "text", 3600)
    store = StateStoreWithFallback(shared, "not shared", lambda: clock.seconds)
    shared.is_read_only = True
    store.put("a", "text", 3600)
    for _ in range(3):
        assert (store.get("a"), store.get("old"), store.is_lost) == ("text", None, True)
        clock.seconds += RETRY_SECONDS
    assert set(caplog.messages) == {"not shared: the store is lost"}

    shared.is_read_only = False
    assert (store.get("a"), store.get("old"), store.is_lost) == (None, "text", False)


def test_what_the_memory_has_taken_is_known_also_after_the_store_is_back(clock):
    shared = LostStore()
    store = StateStoreWithFallback(shared, clock=lambda: clock.seconds)
    store.put("a", "text", 3600)
    shared.is_lost = False
    clock.seconds += RETRY_SECONDS
    store.put("b", "text", 3600)

    assert not store.is_lost
    assert store.has_answered_itself_since(clock.seconds - RETRY_SECONDS)
    assert not store.has_answered_itself_since(clock.seconds)


def test_that_there_is_no_value_is_believed_only_of_a_store_that_can_be_written(clock):
    """Another server may not have been able to store it."""
    shared = LostStore(is_lost=False)
    store = StateStoreWithFallback(shared, clock=lambda: clock.seconds)
    shared.is_read_only = True
    assert (store.get("a"), store.is_lost) == (None, True)

    shared.is_read_only = False
    clock.seconds += RETRY_SECONDS
    assert (store.get("a"), store.is_lost) == (None, False)


def test_a_server_that_has_just_written_does_not_check_the_store(clock):
    shared = LostStore(is_lost=False)
    store = StateStoreWithFallback(shared, clock=lambda: clock.seconds)
    store.put("a", "text", 60)
    asked = []
    shared.before = lambda: asked.append(1)
    assert store.get("b") is None

    assert asked == [1]


def test_a_store_that_was_lost_long_ago_counts_as_lost_until_it_is_asked(clock):
    shared = LostStore()
    store = StateStoreWithFallback(shared, clock=lambda: clock.seconds)
    store.put("a", "text", 60)
    shared.is_lost = False
    clock.seconds += 3600
    assert store.is_lost

    store.put("a", "text", 60)
    assert not store.is_lost
