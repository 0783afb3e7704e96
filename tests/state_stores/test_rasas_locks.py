"""Rasa's locks in a real Redis, which is killed, restarts and loses nothing."""

import asyncio
from contextlib import AsyncExitStack

import pytest
from rasa.utils.endpoints import EndpointConfig
from redis import Redis

from demo.ports import free_port
from human_handoff_channels.lock_store import BoundedRedisLockStore
from tests.state_stores.servers import PASSWORD, running_redis

DURABLE = ("--appendonly", "yes", "--appendfsync", "always")
SERVERS, TURNS = 3, 12


def locks_at(port):
    return BoundedRedisLockStore(EndpointConfig(url="127.0.0.1", port=port, password=PASSWORD))


@pytest.fixture
def redis(tmp_path):
    with running_redis(tmp_path / "redis") as port:
        yield port


def keys(port):
    return Redis(port=port, password=PASSWORD, db=1).keys()


def test_turns_at_several_servers_follow_each_other(redis):
    under_way, most = 0, 0

    async def turn(locks):
        nonlocal under_way, most
        async with locks.lock("phone-0612345678", wait_time_in_seconds=0.01):
            under_way += 1
            most = max(most, under_way)
            await asyncio.sleep(0.01)
            under_way -= 1

    async def turns():
        servers = [locks_at(redis) for _ in range(SERVERS)]
        await asyncio.gather(*(turn(servers[number % SERVERS]) for number in range(TURNS)))

    asyncio.run(turns())

    assert (most, keys(redis)) == (1, [])


def test_redis_keeps_a_lock_no_longer_than_its_ticket_and_does_not_learn_whose_it_is(redis):
    async def turn():
        async with locks_at(redis).lock("phone-0612345678", 60.0):
            (key,) = keys(redis)
            return key, Redis(port=redis, password=PASSWORD, db=1).ttl(key)

    key, seconds = asyncio.run(turn())
    assert 0 < seconds <= 60
    assert b"0612345678" not in key


def test_a_ticket_that_could_not_be_given_back_is_removed_when_redis_is_back(tmp_path):
    port = free_port()
    locks = locks_at(port)

    async def turns():
        async with AsyncExitStack() as turn:
            with running_redis(tmp_path / "redis", *DURABLE, port=port):
                await turn.enter_async_context(locks.lock("a"))
            # Redis is killed here; then the turn is over.
        with running_redis(tmp_path / "redis", *DURABLE, port=port):
            assert len(keys(port)) == 1
            async with locks.lock("a", wait_time_in_seconds=0.05):
                """The next turn of the conversation."""
            await asyncio.gather(*locks._given_back)
            assert keys(port) == []

    asyncio.run(turns())


@pytest.mark.parametrize(
    ("refuse", "accept"),
    [
        (("CONFIG", "SET", "maxmemory", "1"), ("CONFIG", "SET", "maxmemory", "0")),
        (("REPLICAOF", "127.0.0.1", "1"), ("REPLICAOF", "NO", "ONE")),
    ],
    ids=["full", "replica"],
)
def test_a_turn_waits_for_a_redis_that_takes_no_writes(redis, refuse, accept):
    client = Redis(port=redis, password=PASSWORD)
    client.execute_command(*refuse)

    async def turn():
        async with locks_at(redis).lock("a"):
            """It has begun."""

    async def turns():
        waiting = asyncio.create_task(turn())
        done, _ = await asyncio.wait([waiting], timeout=0.2)
        assert not done
        client.execute_command(*accept)
        await waiting

    asyncio.run(turns())
    assert keys(redis) == []
