"""Rasa's lock store and tracker store, where servers are killed and the database restarts."""

import asyncio
import json
import time
from types import SimpleNamespace
from unittest.mock import MagicMock

import pytest
from rasa.core.lock_store import LockError
from rasa.core.tracker_store import FailSafeTrackerStore, SQLTrackerStore
from rasa.shared.core.events import UserUttered
from rasa.utils.endpoints import EndpointConfig
from redis.exceptions import ConnectionError as RedisConnectionError
from sqlalchemy import event, text
from sqlalchemy.exc import DataError, InterfaceError, InternalError, OperationalError

from human_handoff_channels import lock_store, tracker_store
from human_handoff_channels.lock_store import BoundedRedisLockStore
from human_handoff_channels.tracker_store import DatabaseError, PatientSQLTrackerStore
from tests.channels.scripted_rasa import DOMAIN, tracker_of

LIFETIME = 60.0


class FakeRedis:
    """Keeps what Redis would keep.

    Attributes:
        values: The texts of the keys.
        milliseconds: How long each key is kept.
        errors: What it raises next, instead of beginning a transaction.
        lost_answers: What it raises next, after a transaction that was done.
    """

    def __init__(self):
        self.values, self.milliseconds = {}, {}
        self.errors, self.lost_answers = [], []

    def transaction(self, change, key, *, value_from_callable):
        assert value_from_callable
        if self.errors:
            raise self.errors.pop()
        result = change(self)
        if self.lost_answers:
            raise self.lost_answers.pop()
        return result

    def multi(self):
        """Begin to write."""

    def get(self, key):
        return self.values.get(key)

    def set(self, key, value, px):
        self.values[key], self.milliseconds[key] = value, px

    def delete(self, key):
        self.values.pop(key, None)


def away():
    return RedisConnectionError("Error 111 connecting to redis.example.com")


@pytest.fixture
def redis():
    return FakeRedis()


@pytest.fixture
def servers(redis, monkeypatch, loop):
    """The lock stores of two Rasa servers, which give back all tickets at the end of a test."""
    monkeypatch.setattr(lock_store, "PAUSE_SECONDS", 0.001)
    monkeypatch.setattr(lock_store, "LEFT_ALONE_SECONDS", 0.0)
    stores = [BoundedRedisLockStore(EndpointConfig(url="redis.example.com")) for _ in range(2)]
    for each in stores:
        each.red = redis
    yield stores
    redis.errors.clear()
    for each in stores:
        each._asked_again_at = 0.0
        for task in list(each._given_back):
            loop.run_until_complete(task)


@pytest.fixture
def locks(servers):
    return servers[0]


def waiting(locks, lifetime=LIFETIME):
    return locks.lock("a", lifetime, wait_time_in_seconds=0.001)


async def until(is_true):
    ends = time.monotonic() + 10
    while not is_true():
        assert time.monotonic() < ends
        await asyncio.sleep(0)


def tickets(redis):
    return [json.loads(text)["tickets"] for text in redis.values.values()]


def test_its_settings_are_those_of_rasas_own():
    url = EndpointConfig(url="redis.example.com", db=1, password="secret")
    kwargs = BoundedRedisLockStore(url).red.connection_pool.connection_kwargs

    assert (kwargs["host"], kwargs["db"], kwargs["password"]) == ("redis.example.com", 1, "secret")
    assert kwargs["socket_timeout"] == lock_store.COMMAND_SECONDS


def test_a_time_out_of_the_user_stands():
    locks = BoundedRedisLockStore(EndpointConfig(url="redis.example.com", socket_timeout=7))

    assert locks.red.connection_pool.connection_kwargs["socket_timeout"] == 7


async def test_turns_of_a_conversation_follow_each_other_in_the_order_in_which_they_came(
    servers, redis
):
    order = []

    async def turn(locks, number):
        async with waiting(locks):
            order.append(number)
            await asyncio.sleep(0.005)
            order.append(number)

    await asyncio.gather(*(turn(servers[number % 2], number) for number in range(4)))

    assert order == [0, 0, 1, 1, 2, 2, 3, 3]
    assert redis.values == {}


async def test_redis_does_not_learn_the_customers_id_and_forgets_the_lock(locks, redis):
    async with locks.lock("phone-0612345678") as lock:
        assert lock.conversation_id in next(iter(redis.values))
        assert "0612345678" not in str(redis.values)
        assert 0 < max(redis.milliseconds.values()) <= LIFETIME * 1000


async def test_a_turn_gives_up_when_its_ticket_has_expired(servers, redis):
    async with waiting(servers[0]):
        with pytest.raises(LockError, match="expired"):
            async with waiting(servers[1], 0.01):
                pytest.fail("the turn began without a lock")

    async with waiting(servers[1]) as lock:
        assert len(lock.tickets) == 1


async def test_a_turn_does_not_wait_for_a_killed_server_when_its_ticket_has_expired(servers, redis):
    killed = waiting(servers[0], 0.05)
    await killed.__aenter__()

    async with waiting(servers[1]) as lock:
        assert len(lock.tickets) == 1


async def test_a_turn_that_is_cancelled_while_it_waits_leaves_no_ticket(servers, redis):
    async def turn():
        async with waiting(servers[1]):
            pytest.fail("the turn began without a lock")

    async with waiting(servers[0]):
        second = asyncio.create_task(turn())
        await until(lambda: len(tickets(redis)[0]) == 2)
        second.cancel()
        await asyncio.wait([second])
        assert len(tickets(redis)[0]) == 1

    async with waiting(servers[1]) as lock:
        assert len(lock.tickets) == 1


async def test_a_turn_waits_for_a_redis_that_restarts(locks, redis, caplog):
    redis.errors = [away()] * 2

    async with locks.lock("a") as lock:
        assert len(lock.tickets) == 1

    assert redis.values == {}
    assert caplog.messages == ["Rasa's locks cannot be read or written: ConnectionError"] * 2


async def test_a_turn_does_not_wait_for_its_own_ticket_whose_answer_was_lost(locks, redis):
    redis.lost_answers = [away()]

    async with locks.lock("a") as lock:
        assert [each.number for each in lock.tickets] == [0]

    assert redis.values == {}


async def test_a_turn_whose_ticket_a_restarted_redis_has_lost_takes_a_new_one(servers, redis):
    first, second = waiting(servers[0]), waiting(servers[1])
    await first.__aenter__()
    entered = asyncio.create_task(second.__aenter__())
    await until(lambda: len(tickets(redis)[0]) == 2)
    redis.values.clear()

    assert [each.number for each in (await entered).tickets] == [0]
    await first.__aexit__(None, None, None)
    assert len(tickets(redis)[0]) == 1
    await second.__aexit__(None, None, None)
    assert redis.values == {}


async def test_a_turn_fails_where_redis_stays_away(locks, redis, monkeypatch):
    monkeypatch.setattr(lock_store, "PATIENCE_SECONDS", 0.02)
    redis.errors = [away()] * 10_000
    with pytest.raises(LockError, match="ConnectionError"):
        async with locks.lock("a"):
            pytest.fail("the turn began without a lock")

    redis.errors.clear()
    async with locks.lock("a") as lock:
        assert len(lock.tickets) == 1


async def test_a_redis_that_has_just_failed_is_left_alone(locks, redis, monkeypatch):
    """Rasa's event loop stands still while a command waits for a Redis that hangs."""
    monkeypatch.setattr(lock_store, "LEFT_ALONE_SECONDS", 3600.0)
    monkeypatch.setattr(lock_store, "PATIENCE_SECONDS", 0.02)
    redis.errors = [away()] * 2
    for _ in range(3):
        with pytest.raises(LockError):
            async with locks.lock("a"):
                pytest.fail("the turn began without a lock")

    assert len(redis.errors) == 1


async def test_a_turn_that_is_over_stays_so_and_its_ticket_is_removed_when_redis_is_back(
    locks, redis, caplog
):
    async with locks.lock("a"):
        redis.errors = [away()] * 2

    assert len(tickets(redis)[0]) == 1
    await until(lambda: not redis.values)
    await until(lambda: not locks._given_back)
    assert caplog.messages == ["Rasa's locks cannot be read or written: ConnectionError"] * 2


async def test_a_ticket_that_has_expired_is_not_given_back_any_more(locks, redis):
    async with locks.lock("a", 0.2):
        redis.errors = [away()] * 10_000

    await until(lambda: not locks._given_back)
    assert redis.errors


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


def database_error(kind=OperationalError):
    cause = ConnectionError("Failing row contains what the customer wrote")
    return kind("SELECT what the customer wrote", {}, cause)


@pytest.mark.filterwarnings("ignore")
async def test_a_conversation_is_read_and_saved_when_the_database_is_there_again(
    store, failures, caplog
):
    failures += [database_error(), database_error(InterfaceError)]
    await store.save(tracker_of("a", *tracker_of("a").events))
    failures.append(database_error())
    assert await store.retrieve("nobody") is None
    failures.append(database_error())
    assert await store.retrieve_full_tracker("nobody") is None

    assert caplog.messages == [
        f"the database is away: {name}" for name in ("InterfaceError", *["OperationalError"] * 3)
    ]
    assert failures == []


@pytest.mark.filterwarnings("ignore")
async def test_a_database_that_takes_no_writes_is_waited_for(store, failures):
    failures.append(database_error(InternalError))
    await store.save(tracker_of("a", UserUttered("hello")))

    assert list(await store.keys()) == ["a"]


@pytest.mark.filterwarnings("ignore")
async def test_a_database_that_stays_away_is_an_error_after_some_seconds(
    store, failures, monkeypatch
):
    failures += [database_error()] * 10_000
    monkeypatch.setattr(tracker_store, "PATIENCE_SECONDS", 0.05)
    began = time.monotonic()
    with pytest.raises(DatabaseError, match="OperationalError"):
        await store.retrieve("a")
    assert time.monotonic() - began >= 0.05

    failures.clear()
    assert await store.retrieve("a") is None


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", [OperationalError, DataError])
async def test_rasas_log_has_nothing_of_a_customer_where_a_conversation_is_not_saved(
    store, failures, monkeypatch, caplog, kind
):
    monkeypatch.setattr(tracker_store, "PATIENCE_SECONDS", 0.0)
    failures += [database_error(kind)] * 2
    await FailSafeTrackerStore(store).save(tracker_of("a", UserUttered("hello")))

    assert kind.__name__ in caplog.text
    assert "customer" not in caplog.text


@pytest.mark.filterwarnings("ignore")
async def test_a_statement_that_fails_does_not_show_its_parameters(store):
    with store.session_scope() as session, pytest.raises(OperationalError) as error:
        session.execute(text("SELECT * FROM nowhere WHERE id = :id"), {"id": "phone-0612345678"})

    assert "0612345678" not in str(error.value)


class FakePostgreSQL(PatientSQLTrackerStore):
    """Makes no tables, so that no server is needed; says what it would connect with."""

    Base = SimpleNamespace(metadata=SimpleNamespace(create_all=lambda _: None))

    def parameters(self):
        """Return how psycopg2 would be told to connect."""
        parameters = {}

        def connects(_dialect, _record, _args, given):
            parameters.update(given)
            raise StopConnectingError

        event.listen(self.engine, "do_connect", connects)
        with pytest.raises(StopConnectingError):
            self.engine.connect()
        return parameters


class StopConnectingError(Exception):
    """The test has seen enough."""


@pytest.mark.filterwarnings("ignore")
def test_postgresql_is_waited_for_no_longer_than_the_time_outs():
    parameters = FakePostgreSQL(DOMAIN, dialect="postgresql", host="example.com").parameters()

    assert tracker_store.TIME_OUTS.items() <= parameters.items()


@pytest.mark.filterwarnings("ignore")
def test_a_time_out_in_the_url_of_the_database_stands():
    parameters = FakePostgreSQL(
        DOMAIN, dialect="postgresql", host="example.com", query={"connect_timeout": "30"}
    ).parameters()

    assert (parameters["connect_timeout"], parameters["tcp_user_timeout"]) == ("30", 5000)


@pytest.mark.filterwarnings("ignore")
async def test_a_statement_of_postgresql_has_an_end_before_anything_is_asked():
    store = FakePostgreSQL(DOMAIN, dialect="postgresql", host="example.com")
    session = MagicMock()
    session.execute.side_effect = StopConnectingError
    with pytest.raises(StopConnectingError):
        store._event_query(session, "a", fetch_events_from_all_sessions=False)

    session.execute.assert_called_once_with(tracker_store.LIMIT_STATEMENTS)
    session.query.assert_not_called()
