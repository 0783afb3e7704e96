"""Which of several servers does a piece of work."""

import pytest

from actions.human_handoff.outbox.lease import Lease
from actions.human_handoff.state_store import MemoryStateStore, StateStoreError

SECONDS = 30.0


@pytest.fixture
def lease(store, clock):
    return lambda: Lease(store, "lease", SECONDS, clock)


def test_one_server_has_it_until_it_gives_it_back(lease):
    first, second = lease(), lease()
    assert (first.hold(), second.hold()) == (True, False)

    second.release()  # it has nothing to give back
    assert not second.hold()

    first.release()
    assert (second.hold(), first.hold()) == (True, False)


def test_the_lease_of_a_server_that_was_killed_ends(lease, clock):
    killed, other = lease(), lease()
    assert killed.hold()

    clock.now += SECONDS - 0.1
    assert not other.hold()
    clock.now += 0.2
    assert other.hold()


def test_a_server_that_goes_on_keeps_it(lease, clock):
    first, second = lease(), lease()
    for _ in range(20):
        assert first.hold()
        clock.now += SECONDS / 5
        assert not second.hold()


def test_who_holds_it_has_two_thirds_of_its_time(lease, clock, store):
    first = lease()
    assert first.hold()
    clock.now += SECONDS / 3 - 0.1
    assert first.hold()

    clock.now += SECONDS * 2 / 3
    assert store.get("lease") is not None


def test_it_is_renewed_seldom(clock):
    store, writes = MemoryStateStore(clock), []
    store.replace = lambda *given: writes.append(given) or MemoryStateStore.replace(store, *given)
    lease = Lease(store, "lease", SECONDS, clock)
    for _ in range(100):
        assert lease.hold()
        clock.now += SECONDS / 100

    assert len(writes) == 2


def test_a_server_that_was_away_for_too_long_asks_again(lease, clock):
    slow, other = lease(), lease()
    assert slow.hold()
    clock.now += SECONDS + 1

    assert other.hold()
    assert not slow.hold()


def test_a_lease_that_was_taken_between_two_steps_is_not_held(lease, store):
    first, second = lease(), lease()
    assert first.hold()
    get, store.get = store.get, lambda key: None
    assert not second.hold()

    store.get = get
    assert first.hold()


def test_without_the_store_nobody_knows_who_has_it(lease, store, clock):
    first = lease()
    assert first.hold()
    clock.now += SECONDS / 2

    store.is_lost = True
    with pytest.raises(StateStoreError):
        first.hold()
    with pytest.raises(StateStoreError):
        first.release()
    store.is_lost = False
    assert first.hold()
    assert not lease().hold()
