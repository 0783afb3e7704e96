"""Each server can be killed, paused and started again where it was, and customers are served."""

from __future__ import annotations

import pytest

from cluster.cluster import Cluster
from cluster.restartable import RestartableServer
from tests.bot_responses import ASK_NAME, HELLO
from tests.end_to_end.customer import PERSON, Customer

SERVERS = {
    "redis": lambda cluster: cluster.redis,
    "postgresql": lambda cluster: cluster.postgresql,
    "nginx": lambda cluster: cluster.nginx,
    "an action server": lambda cluster: cluster.actions[0],
    "an action server with two workers": lambda cluster: cluster.actions[1],
    "a Rasa server": lambda cluster: cluster.rasa[0],
}


@pytest.fixture
def route() -> tuple[str, str]:
    return "parley", "parley"


@pytest.fixture(params=SERVERS.values(), ids=SERVERS)
def server(cluster: Cluster, request: pytest.FixtureRequest) -> RestartableServer:
    return request.param(cluster)


def test_a_server_that_was_killed_comes_back_with_what_it_knew(
    customer: Customer, server: RestartableServer
) -> None:
    assert customer.says("hello") == [HELLO]

    server.kill()
    assert not server.server.is_ready()
    server.start()
    server.wait_until_ready()

    assert customer.says(PERSON) == [ASK_NAME]
    texts = [
        each["text"]
        for each in customer.bot.events(customer.conversation)
        if each["event"] == "user"
    ]
    assert texts == ["hello", PERSON]


def test_a_paused_server_hangs_and_then_continues(
    customer: Customer, server: RestartableServer
) -> None:
    server.pause()
    assert not server.server.is_ready()
    server.resume()

    server.wait_until_ready()
    assert customer.says("hello") == [HELLO]


@pytest.mark.parametrize("kind", ["rasa", "actions"])
def test_one_server_of_two_is_enough(cluster: Cluster, customer: Customer, kind: str) -> None:
    first, _ = getattr(cluster, kind)
    first.kill()

    customer.assert_transferred()

    first.start()
    first.wait_until_ready()
