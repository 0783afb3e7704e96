"""Rasa's lock store and tracker store, where servers are killed and the database restarts."""

import time

import pytest
from rasa.core.lock import TicketLock
from rasa.core.lock_store import LockError
from rasa.core.tracker_store import SQLTrackerStore
from rasa.utils.endpoints import EndpointConfig
from redis.exceptions import ConnectionError as RedisConnectionError
from sqlalchemy.exc import InterfaceError, OperationalError

from human_handoff_channels import lock_store, tracker_store
from human_handoff_channels.lock_store import BoundedRedisLockStore
from human_handoff_channels.tracker_store import PatientSQLTrackerStore
from tests.channels.scripted_rasa import DOMAIN, tracker_of

LIFETIME = 60.0


class Locks(BoundedRedisLockStore):
    """The lock store without a Redis: a list of tickets that a test changes."""

    def __init__(self):
        super().__init__(EndpointConfig(url="redis.example.com", db=1, password="secret"))
        self.kept = TicketLock("a")
        self.changes = []
        self.errors = []

    def get_lock(self, conversation_id):
        return self.kept

    def update_lock(self, conversation_id):
        self.kept = self.changes.pop(0)(self.kept)

    def save_lock(self, lock):
        if self.errors:
            lock.tickets.clear()  # Redis has not got them
            raise self.errors.pop()
        self.kept = lock

    def delete_lock(self, conversation_id):
        self.kept = None


@pytest.fixture
def locks():
    return Locks()


async def acquired(locks, ticket):
    return await locks._acquire_lock("a", ticket, 0.001)


def test_its_settings_are_those_of_rasas_own(locks):
    kwargs = locks.red.connection_pool.connection_kwargs

    assert (kwargs["host"], kwargs["db"], kwargs["password"]) == ("redis.example.com", 1, "secret")


async def test_the_first_ticket_gets_the_lock_and_the_second_waits_for_it(locks):
    first, second = (locks.kept.issue_ticket(LIFETIME) for _ in range(2))
    assert await acquired(locks, first) is locks.kept

    def released(lock):
        lock.remove_ticket_for(first)
        return lock

    locks.changes = [lambda lock: lock, released]
    assert await acquired(locks, second) is locks.kept
    assert locks.changes == []


@pytest.mark.parametrize("is_gone", [True, False])
async def test_a_turn_whose_ticket_has_expired_gives_up(locks, is_gone):
    """Rasa's own store waits for ever where the lock is there without the ticket."""
    dead, waiting = (locks.kept.issue_ticket(LIFETIME) for _ in range(2))

    def expired(lock):
        for ticket in (dead, waiting):
            lock.remove_ticket_for(ticket)
        return None if is_gone else lock

    locks.changes = [expired]
    with pytest.raises(LockError):
        await acquired(locks, waiting)
    assert await acquired(locks, locks.kept.issue_ticket(LIFETIME)) if not is_gone else True


@pytest.fixture
def short_pause(monkeypatch):
    monkeypatch.setattr(lock_store, "PAUSE_SECONDS", 0.001)


async def test_a_turn_waits_for_a_redis_that_restarts(locks, short_pause, caplog):
    locks.errors = [RedisConnectionError("Error 111 connecting to redis.example.com")] * 2

    async with locks.lock("a") as lock:
        assert len(lock.tickets) == 1

    assert locks.kept is None
    assert caplog.messages == ["Redis has no lock for a turn: LockError"] * 2


async def test_a_turn_whose_ticket_a_restarted_redis_has_lost_takes_a_new_one(locks, short_pause):
    locks.kept.issue_ticket(LIFETIME)
    locks.changes = [lambda _: TicketLock("a")]

    async with locks.lock("a", wait_time_in_seconds=0.001) as lock:
        assert [each.number for each in lock.tickets] == [0]


async def test_a_turn_fails_where_redis_stays_away(locks, short_pause, monkeypatch):
    monkeypatch.setattr(lock_store, "PATIENCE_SECONDS", 0.02)
    monkeypatch.setattr(locks, "get_lock", lambda _: 1 / 0)

    with pytest.raises(LockError, match="no lock"):
        async with locks.lock("a"):
            pytest.fail("the turn began without a lock")


async def test_a_turn_that_is_over_stays_so_where_redis_is_lost_at_its_end(locks, caplog):
    async with locks.lock("a"):
        locks.errors = [RedisConnectionError("Error 111 connecting to redis.example.com")]

    assert caplog.messages == ["a turn is over, and its ticket stays: ConnectionError"]


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setattr(tracker_store, "PAUSE_SECONDS", 0.001)
    return PatientSQLTrackerStore(DOMAIN, db=str(tmp_path / "rasa.db"))


@pytest.fixture
def failures(monkeypatch):
    """What the database raises next, in each of its methods."""
    errors = []
    for name in ("retrieve", "retrieve_full_tracker", "save"):
        original = getattr(SQLTrackerStore, name)

        async def call(self, argument, original=original):
            if errors:
                raise errors.pop()
            return await original(self, argument)

        monkeypatch.setattr(SQLTrackerStore, name, call)
    return errors


def away(kind=OperationalError):
    return kind("SELECT what the customer wrote", {}, ConnectionError("away"))


@pytest.mark.filterwarnings("ignore")
async def test_a_conversation_is_read_and_saved_when_the_database_is_there_again(
    store, failures, caplog
):
    failures += [away(), away(InterfaceError)]
    await store.save(tracker_of("a", *tracker_of("a").events))
    failures.append(away())
    assert await store.retrieve("nobody") is None
    failures.append(away())
    assert await store.retrieve_full_tracker("nobody") is None

    assert caplog.messages == [
        f"the database is away: {name}" for name in ("InterfaceError", *["OperationalError"] * 3)
    ]
    assert failures == []


@pytest.mark.filterwarnings("ignore")
async def test_a_database_that_stays_away_is_an_error_after_some_seconds(store, monkeypatch):
    async def fails(self, sender_id):
        raise away()

    monkeypatch.setattr(SQLTrackerStore, "retrieve", fails)
    monkeypatch.setattr(tracker_store, "PATIENCE_SECONDS", 0.05)
    began = time.monotonic()
    with pytest.raises(OperationalError):
        await store.retrieve("a")

    assert time.monotonic() - began >= 0.05
