"""Rasa's lock store and tracker store, where servers are killed and the database restarts."""

import time

import pytest
from rasa.core.lock import TicketLock
from rasa.core.lock_store import LockError
from rasa.core.tracker_store import SQLTrackerStore
from rasa.utils.endpoints import EndpointConfig
from sqlalchemy.exc import InterfaceError, OperationalError

from human_handoff_channels import tracker_store
from human_handoff_channels.lock_store import BoundedRedisLockStore
from human_handoff_channels.tracker_store import PatientSQLTrackerStore
from tests.channels.scripted_rasa import DOMAIN, tracker_of

LIFETIME = 60.0


class Locks(BoundedRedisLockStore):
    """The lock store without a Redis: a list of tickets that a test changes."""

    def __init__(self):
        super().__init__(EndpointConfig(url="redis.example.com", db=1, password="secret"))
        self.lock = TicketLock("a")
        self.changes = []

    def get_lock(self, conversation_id):
        return self.lock

    def update_lock(self, conversation_id):
        self.lock = self.changes.pop(0)(self.lock)


@pytest.fixture
def locks():
    return Locks()


async def acquired(locks, ticket):
    return await locks._acquire_lock("a", ticket, 0.001)


def test_its_settings_are_those_of_rasas_own(locks):
    kwargs = locks.red.connection_pool.connection_kwargs

    assert (kwargs["host"], kwargs["db"], kwargs["password"]) == ("redis.example.com", 1, "secret")


async def test_the_first_ticket_gets_the_lock_and_the_second_waits_for_it(locks):
    first, second = (locks.lock.issue_ticket(LIFETIME) for _ in range(2))
    assert await acquired(locks, first) is locks.lock

    def released(lock):
        lock.remove_ticket_for(first)
        return lock

    locks.changes = [lambda lock: lock, released]
    assert await acquired(locks, second) is locks.lock
    assert locks.changes == []


@pytest.mark.parametrize("is_gone", [True, False])
async def test_a_turn_whose_ticket_has_expired_gives_up(locks, is_gone):
    """Rasa's own store waits for ever where the lock is there without the ticket."""
    dead, waiting = (locks.lock.issue_ticket(LIFETIME) for _ in range(2))

    def expired(lock):
        for ticket in (dead, waiting):
            lock.remove_ticket_for(ticket)
        return None if is_gone else lock

    locks.changes = [expired]
    with pytest.raises(LockError):
        await acquired(locks, waiting)
    assert await acquired(locks, locks.lock.issue_ticket(LIFETIME)) if not is_gone else True


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
