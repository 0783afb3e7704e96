"""The state store in Redis, with a client of the test; tests/state_stores has real servers."""

import pytest
from redis.exceptions import AuthenticationError, ReadOnlyError, RedisError, ResponseError

from actions.human_handoff.state_store import StateStoreError
from actions.human_handoff.state_store.in_redis import RedisStateStore


class Client:
    """Answers every command with the next of these replies, and keeps the commands."""

    def __init__(self, *replies):
        self.replies = list(replies)
        self.commands = []

    def _reply(self, *command, **options):
        self.commands.append((*command, options))
        reply = self.replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return reply

    get = set = eval = _reply


def store(*replies):
    client = Client(*replies)
    errors = (RedisError, OSError)
    prefix = "bot:human_handoff:1:"
    return RedisStateStore(client, "redis://cache.example:6379", prefix, errors), client


def test_every_key_has_the_prefix_and_every_value_an_end():
    redis, client = store(True, "text", True, 1, 1)
    redis.put("a", "text", 1.5)
    assert redis.get("a") == "text"
    assert redis.set_if_absent("a", "text", 0.0001) is None
    assert redis.replace("a", "text", "new", 2)
    assert redis.remove("a", "new")

    name = "bot:human_handoff:1:a"
    assert client.commands[0] == (name, "text", {"px": 1500})
    assert client.commands[2] == (name, "text", {"px": 1, "nx": True})
    assert [command[1:3] for command in client.commands[3:]] == [(1, name)] * 2


def test_a_claim_that_is_refused_returns_what_is_there():
    redis, client = store(None, "another's")

    assert redis.set_if_absent("a", "ours", 60) == "another's"
    assert len(client.commands) == 2


def test_a_claim_that_expires_between_two_commands_is_made_again():
    redis, client = store(None, None, True)

    assert redis.set_if_absent("a", "text", 60) is None
    assert len(client.commands) == 3


@pytest.mark.parametrize(
    "error", [ResponseError("hunter2"), AuthenticationError(), ReadOnlyError(), OSError("hunter2")]
)
def test_a_server_that_fails_is_named_without_what_was_sent(error):
    redis, _ = store(error, True)
    with pytest.raises(StateStoreError) as caught:
        redis.check()

    assert "redis://cache.example:6379 cannot be used" in str(caught.value)
    assert type(error).__name__ in str(caught.value)
    assert "hunter2" not in str(caught.value)
    redis.check()


class Pipeline(list):
    """Collects the keys of one round trip, and returns or raises what the test says."""

    def __init__(self, values):
        super().__init__()
        self.values = values

    def get(self, key):
        self.append(key)

    def execute(self):
        if isinstance(self.values, Exception):
            raise self.values
        return [self.values.get(key) for key in self]


def scanned(keys, values, prefix="a/"):
    redis, client = store()
    client.scan_iter = lambda **options: client.commands.append(options) or iter(keys)
    client.pipeline = lambda **options: Pipeline(values)
    return list(redis.scan(prefix)), client


def test_a_scan_asks_for_the_keys_and_then_for_their_values():
    name = "bot:human_handoff:1:a/"
    found, client = scanned([f"{name}1", f"{name}2", f"{name}3"], {f"{name}1": "x", f"{name}3": ""})

    assert found == [("a/1", "x"), ("a/3", "")]
    assert client.commands == [{"match": f"{name}*", "count": 500}]


def test_the_signs_of_a_pattern_are_escaped_in_a_scan():
    _, client = scanned([], {}, "a*?[^]\\/")

    assert client.commands[0]["match"] == r"bot:human_handoff:1:a\*\?\[\^\]\\/*"


def test_a_scan_of_a_server_that_fails_is_named():
    with pytest.raises(StateStoreError, match="cannot be used"):
        scanned(["a/1"], OSError("hunter2"))
