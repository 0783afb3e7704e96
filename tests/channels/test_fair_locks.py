"""Locks of all Rasa servers: in order, each held by one, and never for ever by a dead server."""

import threading
from types import SimpleNamespace

import pytest

from actions.human_handoff.state_store import MemoryStateStore
from human_handoff_channels import fair_locks
from human_handoff_channels.fair_locks import ALIVE_SECONDS, MAX_TICKETS, FairLocks
from human_handoff_channels.webhook_calls import RetryLaterError


class Store(MemoryStateStore):
    """A store that tells of each key that a test waits for."""

    def __init__(self, clock):
        super().__init__(clock)
        self.kept_alive = threading.Semaphore(0)

    def put(self, key, value, seconds):
        super().put(key, value, seconds)
        if key.startswith("alive/"):
            self.kept_alive.release()


@pytest.fixture
def clock():
    return SimpleNamespace(seconds=1000.0)


@pytest.fixture
def store(clock):
    return Store(lambda: clock.seconds)


@pytest.fixture
def servers(store):
    return [FairLocks(store) for _ in range(3)]


def die(server):
    """End a server as `kill -9` does: nobody says any more that it is alive."""
    for ticket in list(server._renewals._tickets):
        server._renewals.discard(ticket)


def test_who_asks_first_gets_the_lock_first(servers):
    tickets = [server.enqueue("turns", "a") for server in servers]

    for number, (server, ticket) in enumerate(zip(servers, tickets)):
        firsts = [each.is_first(mine) for each, mine in zip(servers[number:], tickets[number:])]
        assert firsts == [True] + [False] * (2 - number)
        server.release(ticket)


def test_two_locks_do_not_touch_each_other(servers):
    for name in "ab":
        assert servers[0].is_first(servers[0].enqueue("turns", name))


def test_who_gives_up_waiting_is_in_nobodys_way(servers):
    first, second, third = (server.enqueue("turns", "a") for server in servers)
    servers[1].release(second)
    servers[0].release(first)

    assert servers[2].is_first(third)


def test_the_lock_of_a_server_that_was_killed_is_free_after_some_seconds(servers, clock, caplog):
    dead, *_, waiting = [servers[0].enqueue("turns", "a") for _ in range(2)] + [
        servers[1].enqueue("turns", "a")
    ]
    die(servers[0])
    clock.seconds += ALIVE_SECONDS - 1
    servers[1]._renewals._store.put(fair_locks._alive(waiting.id), "", ALIVE_SECONDS)
    assert not servers[1].is_first(waiting)

    clock.seconds += 2
    assert servers[1].is_first(waiting)
    assert caplog.messages == ["a server has ended in the middle of a turn"] * 2
    servers[0].release(dead)  # it was only suspended, and goes on
    assert servers[1].is_first(waiting)


def test_a_server_that_was_suspended_while_it_waited_waits_again_at_the_end(servers, clock):
    first, slept, third = (server.enqueue("turns", "a") for server in servers)
    die(servers[1])
    clock.seconds += ALIVE_SECONDS + 1
    for server, ticket in ((servers[0], first), (servers[2], third)):
        server._store.put(fair_locks._alive(ticket.id), "", ALIVE_SECONDS)
    servers[0].release(first)
    assert servers[2].is_first(third)

    servers[1]._store.put(fair_locks._alive(slept.id), "", ALIVE_SECONDS)
    assert not servers[1].is_first(slept)
    servers[2].release(third)
    assert servers[1].is_first(slept)


def test_a_turn_may_take_longer_than_a_dead_server_is_waited_for(
    servers, store, clock, monkeypatch
):
    before = set(threading.enumerate())
    monkeypatch.setattr(fair_locks, "RENEWED_SECONDS", 0.001)
    held, waiting = servers[0].enqueue("turns", "a"), servers[1].enqueue("turns", "a")
    for _ in range(5):
        clock.seconds += ALIVE_SECONDS - 1
        for _ in range(8):  # both servers have said it since
            assert store.kept_alive.acquire(timeout=30)
        assert not servers[1].is_first(waiting)

    servers[0].release(held)
    assert servers[1].is_first(waiting)
    servers[1].release(waiting)
    for thread in set(threading.enumerate()) - before:
        thread.join(30)
        assert not thread.is_alive()


def test_a_ticket_that_nobody_gives_back_is_in_the_way_for_ten_minutes_at_most(
    servers, store, clock, monkeypatch
):
    monkeypatch.setattr(fair_locks, "RENEWED_SECONDS", 0.001)
    monkeypatch.setattr(fair_locks, "TURN_SECONDS", 0.0)
    before = set(threading.enumerate())
    servers[0].enqueue("turns", "a")
    for thread in set(threading.enumerate()) - before:
        thread.join(30)
    waiting = servers[1].enqueue("turns", "a")
    clock.seconds += ALIVE_SECONDS
    store.put(fair_locks._alive(waiting.id), "", ALIVE_SECONDS)

    assert servers[1].is_first(waiting)


def test_more_than_a_hundred_messages_of_one_customer_do_not_wait(servers):
    tickets = [servers[0].enqueue("turns", "a") for _ in range(MAX_TICKETS)]
    with pytest.raises(RetryLaterError):
        servers[1].enqueue("turns", "a")
    assert servers[1].is_first(servers[1].enqueue("turns", "b"))

    servers[0].release(tickets[5])
    assert not servers[1].is_first(servers[1].enqueue("turns", "a"))
    assert len(servers[1]._renewals._tickets) == 2, "the one that was refused is not kept alive"
