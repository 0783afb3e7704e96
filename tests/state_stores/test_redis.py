"""The contract of the state store, with real Redis servers: one, behind Sentinel, a cluster."""

import itertools

import pytest
from redis import Redis

from actions.human_handoff.errors import ConfigurationError
from actions.human_handoff.state_store import StateSettings, StateStoreError, open_state_store
from demo.ports import free_port
from tests.state_stores.contract import StateStoreContract
from tests.state_stores.servers import (
    PASSWORD,
    running_redis,
    running_sentinel,
)

_prefixes = (f"test{number}" for number in itertools.count())


@pytest.fixture
def opened():
    """Open stores, and close their connections at the end."""
    stores = []

    def open_store(url, prefix=""):
        settings = StateSettings(url=url, prefix=prefix)
        stores.append(open_state_store(settings, None, "human_handoff.yml: state"))
        return stores[-1]

    yield open_store
    for store in stores:
        disconnect(store._client)


def disconnect(client):
    client.close()
    if hasattr(client, "connection_pool"):
        client.connection_pool.disconnect()


class RedisContract(StateStoreContract):
    @pytest.fixture
    def server(self, url, opened):
        prefix = next(_prefixes)
        return lambda: opened(url, prefix)


@pytest.fixture(scope="module")
def redis_port(tmp_path_factory):
    with running_redis(tmp_path_factory.mktemp("redis") / "redis") as port:
        yield port


class TestRedis(RedisContract):
    @pytest.fixture(scope="class")
    def url(self, redis_port):
        return f"redis://:{PASSWORD}@127.0.0.1:{redis_port}/0"


class TestSentinel(RedisContract):
    @pytest.fixture(scope="class")
    def url(self, redis_port, tmp_path_factory):
        with running_sentinel(tmp_path_factory.mktemp("sentinel"), redis_port) as port:
            query = f"sentinel_password={PASSWORD}"
            yield f"redis+sentinel://:{PASSWORD}@127.0.0.1:{port}/handoff?{query}"


class TestCluster(RedisContract):
    @pytest.fixture(scope="class")
    def url(self, tmp_path_factory):
        folder = tmp_path_factory.mktemp("cluster")
        # The nodes of a cluster talk on a second port; by default it is one that others may have.
        options = ("--cluster-enabled", "yes", "--cluster-port", str(free_port()))
        with running_redis(folder, *options) as port:
            client = Redis(port=port, password=PASSWORD, decode_responses=True)
            client.execute_command("CLUSTER", "ADDSLOTSRANGE", 0, 16383)
            while "cluster_state:ok" not in client.execute_command("CLUSTER", "INFO"):
                pass
            disconnect(client)
            yield f"redis+cluster://:{PASSWORD}@127.0.0.1:{port}"


def test_two_bots_at_one_redis_have_keys_of_their_own(redis_port, opened):
    url = f"redis://:{PASSWORD}@127.0.0.1:{redis_port}/0"
    opened(url, "one").put("a", "text", 60)

    assert opened(url, "two").get("a") is None
    client = Redis(port=redis_port, password=PASSWORD)
    assert client.ttl("one:human_handoff:1:a") > 50
    disconnect(client)


@pytest.mark.parametrize(
    ("credentials", "error"), [(":wrong@", "AuthenticationError"), ("", "AuthenticationError")]
)
def test_a_wrong_or_missing_password_is_named_at_start(redis_port, opened, credentials, error):
    with pytest.raises(ConfigurationError, match=error) as caught:
        opened(f"redis://{credentials}127.0.0.1:{redis_port}/0")

    assert "wrong@" not in str(caught.value)


def test_a_server_that_may_not_be_written_is_named_at_start(tmp_path, redis_port, opened):
    master = ("--replicaof", f"127.0.0.1 {redis_port}", "--masterauth", PASSWORD)
    with (
        running_redis(tmp_path / "replica", *master) as port,
        pytest.raises(ConfigurationError, match="may be written"),
    ):
        opened(f"redis://:{PASSWORD}@127.0.0.1:{port}/0")


def test_a_server_that_is_killed_is_an_error_and_is_used_again_when_it_is_back(tmp_path, opened):
    port, durable = free_port(), ("--appendonly", "yes", "--appendfsync", "always")
    with running_redis(tmp_path / "redis", *durable, port=port):
        store = opened(f"redis://:{PASSWORD}@127.0.0.1:{port}/0")
        assert store.set_if_absent("a", "first", 60) is None

    with pytest.raises(StateStoreError):
        store.get("a")

    with running_redis(tmp_path / "redis", *durable, port=port):
        assert store.set_if_absent("a", "second", 60) == "first"
