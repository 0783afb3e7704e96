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


async def test_turns_at_several_servers_follow_each_other(redis):
    under_way, most = 0, 0

    async def turn(locks):
        nonlocal under_way, most
        async with locks.lock("phone-0612345678", wait_time_in_seconds=0.01):
            under_way += 1
            most = max(most, under_way)
            await asyncio.sleep(0.01)
            under_way -= 1

    servers = [locks_at(redis) for _ in range(SERVERS)]
    await asyncio.gather(*(turn(servers[number % SERVERS]) for number in range(TURNS)))

    assert (most, keys(redis)) == (1, [])


async def test_redis_keeps_the_lock_of_a_killed_server_no_longer_than_its_ticket(redis):
    await locks_at(redis).lock("phone-0612345678", 60.0).__aenter__()
    (key,) = keys(redis)

    assert 0 < Redis(port=redis, password=PASSWORD, db=1).ttl(key) <= 60
    assert b"0612345678" not in key


async def test_a_ticket_that_could_not_be_given_back_is_removed_when_redis_is_back(tmp_path):
    port = free_port()
    locks = locks_at(port)
    async with AsyncExitStack() as turn:
        with running_redis(tmp_path / "redis", *DURABLE, port=port):
            await turn.enter_async_context(locks.lock("a"))
        # Redis is killed here; then the turn is over.
    with running_redis(tmp_path / "redis", *DURABLE, port=port):
        async with locks.lock("a", wait_time_in_seconds=0.05):
            pass
        await asyncio.gather(*locks._given_back)
        assert keys(port) == []
