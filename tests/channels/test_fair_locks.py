"""Locks of all Rasa servers: in order, each held by one, and never for ever by a dead server."""

import os
import threading

import pytest

from actions.human_handoff.state_store import MemoryStateStore
from human_handoff_channels import heartbeat
from human_handoff_channels.fair_locks import MAX_TICKETS, FairLocks, Ticket, TicketLostError
from human_handoff_channels.heartbeat import ALIVE_SECONDS
from human_handoff_channels.webhook_calls import RetryLaterError
from tests.unit.clock import Clock


class Store(MemoryStateStore):
    """A store that counts who has said to be alive; `fails` is raised by the next who does."""

    def __init__(self, clock):
        super().__init__(clock)
        self.kept_alive = threading.Semaphore(0)
        self.fails = []

    def put(self, key, value, seconds):
        if self.fails:
            raise self.fails.pop()
        super().put(key, value, seconds)
        self.kept_alive.release()


@pytest.fixture
def clock():
    return Clock(1000.0)


@pytest.fixture
def store(clock):
    return Store(clock)


@pytest.fixture
def servers(store):
    return [FairLocks(store) for _ in range(3)]


@pytest.fixture
def own_threads():
    """Wait until the threads that a test has started have ended."""
    before = set(threading.enumerate())

    def ended():
        for thread in set(threading.enumerate()) - before:
            thread.join(30)
            assert not thread.is_alive()

    return ended


def enqueued(server, name="a"):
    ticket = Ticket(f"turns/{name}")
    server.enqueue(ticket)
    return ticket


def die(server):
    """End a server as `kill -9` does: nobody says any more that it is alive."""
    server._heartbeat._tickets.clear()


def say_alive(server, ticket):
    server._store.put(heartbeat._alive(ticket.id), "", ALIVE_SECONDS)


def test_who_asks_first_gets_the_lock_first(servers):
    tickets = [enqueued(server) for server in servers]

    for number, (server, ticket) in enumerate(zip(servers, tickets)):
        firsts = [each.is_first(mine) for each, mine in zip(servers[number:], tickets[number:])]
        assert firsts == [True] + [False] * (2 - number)
        server.release(ticket)


def test_two_locks_do_not_touch_each_other(servers):
    for name in "ab":
        assert servers[0].is_first(enqueued(servers[0], name))


def test_who_gives_up_waiting_is_in_nobodys_way(servers):
    first, second, third = (enqueued(server) for server in servers)
    servers[1].release(second)
    servers[0].release(first)

    assert servers[2].is_first(third)


def test_the_lock_of_a_server_that_was_killed_is_free_after_some_seconds(servers, clock, caplog):
    dead = [enqueued(servers[0]) for _ in range(2)]
    waiting = enqueued(servers[1])
    die(servers[0])
    clock.now += ALIVE_SECONDS - 1
    say_alive(servers[1], waiting)
    assert not servers[1].is_first(waiting)

    clock.now += 2
    assert servers[1].is_first(waiting)
    assert caplog.messages == ["a server has ended in the middle of a turn"] * 2
    servers[0].release(dead[0])  # it was only suspended, and goes on
    assert servers[1].is_first(waiting)


def test_a_server_that_was_suspended_while_it_waited_has_lost_its_place(servers, clock):
    first, slept, third = (enqueued(server) for server in servers)
    die(servers[1])
    clock.now += ALIVE_SECONDS + 1
    for server, ticket in ((servers[0], first), (servers[2], third)):
        say_alive(server, ticket)
    servers[0].release(first)
    assert servers[2].is_first(third)

    with pytest.raises(TicketLostError):
        servers[1].is_first(slept)
    servers[1].release(slept)
    assert not servers[1].is_first(again := enqueued(servers[1]))
    servers[2].release(third)
    assert servers[1].is_first(again)


def test_a_turn_may_take_longer_than_a_dead_server_is_waited_for(
    servers, store, clock, monkeypatch, own_threads
):
    monkeypatch.setattr(heartbeat, "RENEWED_SECONDS", 0.001)
    held, waiting = enqueued(servers[0]), enqueued(servers[1])
    for _ in range(5):
        clock.now += ALIVE_SECONDS - 1
        for _ in range(8):  # both servers have said it since
            assert store.kept_alive.acquire(timeout=30)
        assert not servers[1].is_first(waiting)

    servers[0].release(held)
    assert servers[1].is_first(waiting)
    servers[1].release(waiting)
    own_threads()


def test_many_turns_of_one_server_are_renewed_with_one_write(
    servers, store, monkeypatch, own_threads
):
    monkeypatch.setattr(heartbeat, "RENEWED_SECONDS", 0.2)
    tickets = [enqueued(servers[0], str(number)) for number in range(200)]
    for _ in range(200 + 1):
        assert store.kept_alive.acquire(timeout=30)
    entries = {name for name, _ in store._values.items() if name.startswith("alive/")}
    assert len(entries) == 200 + 1
    for ticket in tickets:
        servers[0].release(ticket)
    own_threads()
    assert not store.kept_alive.acquire(blocking=False)


@pytest.mark.parametrize("error", [AttributeError("a bug"), OSError("a disk")])
def test_an_error_does_not_end_the_renewals(
    servers, store, monkeypatch, caplog, own_threads, error
):
    monkeypatch.setattr(heartbeat, "RENEWED_SECONDS", 0.01)
    held = enqueued(servers[0])
    store.kept_alive.acquire(timeout=30)
    store.fails.append(error)
    assert store.kept_alive.acquire(timeout=30), "it goes on"

    assert caplog.messages == [f"the turns were not renewed: {type(error).__name__}"]
    servers[0].release(held)
    own_threads()


def test_a_ticket_that_nobody_gives_back_is_in_the_way_for_ten_minutes_at_most(
    servers, clock, monkeypatch, own_threads
):
    monkeypatch.setattr(heartbeat, "RENEWED_SECONDS", 0.001)
    monkeypatch.setattr(heartbeat, "TURN_SECONDS", 0.0)
    enqueued(servers[0])
    own_threads()
    waiting = enqueued(servers[1])
    clock.now += ALIVE_SECONDS
    say_alive(servers[1], waiting)

    assert servers[1].is_first(waiting)


def test_who_waits_long_has_the_whole_time_of_a_turn_left(servers, monkeypatch):
    held, waiting = enqueued(servers[0]), enqueued(servers[1])
    ends = dict(servers[1]._heartbeat._tickets)
    assert not servers[1].is_first(waiting)
    assert servers[1]._heartbeat._tickets[waiting.id] > ends[waiting.id]

    servers[0].release(held)
    servers[1].release(waiting)
    servers[1]._heartbeat.prolong(waiting.id)
    assert servers[1]._heartbeat._tickets == {}, "what was given back is not prolonged"


def test_more_than_a_hundred_messages_of_one_customer_do_not_wait(servers):
    tickets = [enqueued(servers[0]) for _ in range(MAX_TICKETS)]
    with pytest.raises(RetryLaterError):
        enqueued(servers[1])
    assert servers[1].is_first(enqueued(servers[1], "b"))

    servers[0].release(tickets[5])
    assert not servers[1].is_first(enqueued(servers[1]))
    assert len(servers[1]._heartbeat._tickets) == 2, "the one that was refused is not kept alive"


def test_a_hundred_messages_of_a_server_that_was_killed_refuse_nobody(servers, clock):
    for _ in range(MAX_TICKETS):
        enqueued(servers[0])
    die(servers[0])
    clock.now += ALIVE_SECONDS

    assert servers[1].is_first(enqueued(servers[1]))


def test_a_place_that_was_taken_although_the_store_said_nothing_is_not_taken_twice(servers, store):
    ticket = enqueued(servers[0])
    servers[0].enqueue(ticket)
    servers[0].release(ticket)

    assert store.get(ticket.lock) is None


@pytest.mark.parametrize("value", ["not json", "null", "5", '{"a": 1}'])
def test_a_value_that_is_no_list_is_taken_for_an_empty_one(servers, store, value):
    store.put("turns/a", value, 60)

    assert servers[0].is_first(enqueued(servers[0]))


def test_a_worker_that_was_forked_is_a_server_of_its_own(servers, monkeypatch):
    enqueued(servers[0])
    of_parent = servers[0]._heartbeat._server
    monkeypatch.setattr(os, "getpid", lambda: 1)
    enqueued(servers[0])

    assert servers[0]._heartbeat._server != of_parent
