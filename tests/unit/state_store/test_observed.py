"""Every access to the state store is observed, and neither keys nor values are."""

import pytest

from actions.human_handoff.instrumentation import Kind, on_end
from actions.human_handoff.state_store import (
    MemoryStateStore,
    ObservedStateStore,
    StateStoreError,
)

KEY, VALUE = "transfer/0612345678", "ada@example.org"


@pytest.fixture
def accesses():
    ended = []
    stop = on_end(ended.append)
    yield ended
    stop()


def test_every_access_is_passed_on_and_observed(accesses):
    store = ObservedStateStore(MemoryStateStore())

    assert store.get(KEY) is None
    store.put(KEY, VALUE, 60)
    assert store.get(KEY) == VALUE
    assert store.set_if_absent(KEY, "other", 60) == VALUE
    assert store.replace(KEY, VALUE, "new", 60)
    assert not store.remove(KEY, VALUE)
    assert store.remove(KEY, "new")
    store.check()

    commands = ["get", "put", "get", "set_if_absent", "replace", "remove", "remove", "check"]
    assert [(each.kind, each.attributes) for each in accesses] == [
        (Kind.STATE_STORE, {"system": "memory", "command": command}) for command in commands
    ]


def test_an_update_is_observed_as_what_it_is_made_of(accesses):
    ObservedStateStore(MemoryStateStore()).update(KEY, lambda present: VALUE, 60)

    assert [each.attributes["command"] for each in accesses] == ["get", "set_if_absent"]


def test_a_search_is_passed_on_and_not_observed_because_no_customer_waits_for_it(accesses):
    store = MemoryStateStore()
    store.put(KEY, VALUE, 60)

    assert list(ObservedStateStore(store).scan("transfer/")) == [(KEY, VALUE)]
    assert accesses == []


def test_a_store_that_is_lost_is_observed_as_failed_and_then_as_back(accesses):
    class Store(MemoryStateStore):
        """Can be lost."""

        is_lost = True

        def get(self, key):
            if self.is_lost:
                raise StateStoreError("redis://host cannot be used")
            return super().get(key)

    inner = Store()
    store = ObservedStateStore(inner)
    with pytest.raises(StateStoreError):
        store.get(KEY)
    inner.is_lost = False
    store.get(KEY)

    assert [each.error for each in accesses] == ["StateStoreError", None]
