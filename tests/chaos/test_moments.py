"""One failure at a known moment of one customer's request, and the customer after it."""

from __future__ import annotations

import re
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from actions.human_handoff.vendors import DESKS
from cluster.cluster import Cluster
from cluster.restartable import RestartableServer
from sandbox import Control
from sandbox.client.control import is_event
from sandbox.vendors import MANIFESTS
from tests.chaos.journey import Journey
from tests.chaos_size import chosen
from tests.demo.processes import wait_until

# At LivePerson the transfer is in the bot's reply, so there is no call of the bot.
TRANSFER_CALLS = {each.slug: each.transfer_call for each in MANIFESTS if each.slug != "liveperson"}
CALLED = chosen(["parley"], sorted(TRANSFER_CALLS))
# The action before the transfer.
ANNOUNCE = "action_human_handoff_announce"
# A Rasa server needs a quarter of a minute to start again.
KILLED = chosen(["actions"], ["rasa", "actions"])
# A vendor during whose answer a server is killed takes so long: on a busy machine the
# test does it before.
ANSWER_SECONDS = 6.0
# Longer than what a dead server's turn waits for.
STOPPED_SECONDS = 8.0

pytestmark = pytest.mark.timeout(400)


@pytest.fixture
def customer(journey: Callable[..., Journey], desk: str, request: pytest.FixtureRequest) -> Journey:
    name = re.sub(r"\W+", "-", request.node.name)
    return journey(f"{name}-{uuid.uuid4().hex[:8]}", desk)


@pytest.fixture(params=chosen(["liveperson"], sorted(DESKS)))
def desk(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@contextmanager
def asking(customer: Journey, handled_twice: int = 0, forgotten: int = 0) -> Iterator[None]:
    """Let the customer ask during the block; afterwards all that was promised must hold.

    `handled_twice`, `forgotten`: how many messages Rasa may have handled twice, or not have kept.
    """
    thread = threading.Thread(target=customer.asks)
    thread.start()
    yield
    thread.join(300)
    assert not thread.is_alive()
    customer.is_served_after_recovery()
    assert customer.broken == []
    assert customer.transfers == 1
    assert customer.handled_twice <= handled_twice
    assert customer.forgotten <= forgotten


def wait_for_call(control: Control, call: str) -> None:
    control.wait_for(is_event("call", call=call), 60)


def busy(servers: list[RestartableServer]) -> RestartableServer:
    """Return the server that has the customer's request."""
    found: list[RestartableServer] = []

    def is_found() -> bool:
        found[:] = [server for server in servers if server.is_busy]
        return bool(found)

    wait_until(is_found)
    return found[0]


def restart(*servers: RestartableServer) -> None:
    for server in servers:
        server.kill()
    for server in servers:
        server.start()
    for server in servers:
        server.wait_until_ready()


def test_deliveries_that_come_again_at_once_to_both_servers_are_one_turn(
    cluster: Cluster, customer: Journey
) -> None:
    before = cluster.served()
    with asking(customer):
        pass
    served = cluster.served() - before
    assert all(served[server.port] > 1 for server in cluster.rasa)


@pytest.mark.parametrize("kind", KILLED)
def test_a_server_that_is_killed_before_the_transfer(
    cluster: Cluster, control: Control, customer: Journey, kind: str
) -> None:
    with asking(customer):
        wait_for_call(control, ANNOUNCE)
        restart(busy(cluster.rasa) if kind == "rasa" else cluster.actions[0])


@pytest.mark.parametrize("desk", CALLED, indirect=True)
@pytest.mark.parametrize("kind", ["rasa", "actions"])
def test_a_server_that_is_killed_while_the_vendor_answers(
    cluster: Cluster, control: Control, customer: Journey, desk: str, kind: str
) -> None:
    control.fault(TRANSFER_CALLS[desk], "slow", seconds=ANSWER_SECONDS)
    with asking(customer):
        control.wait_for(is_event("transfer_accepted"), 60)
        restart(busy(getattr(cluster, kind)))


@pytest.mark.parametrize("kind", KILLED)
def test_servers_that_are_killed_just_after_the_transfer(
    cluster: Cluster, control: Control, customer: Journey, kind: str
) -> None:
    with asking(customer):
        control.wait_for(is_event("transfer_accepted"), 60)
        restart(getattr(cluster, kind)[0])


@pytest.mark.parametrize("desk", CALLED, indirect=True)
@pytest.mark.parametrize("kind", chosen(["rasa"], ["rasa", "actions"]))
def test_a_server_that_hangs_during_the_transfer_and_goes_on_later(
    cluster: Cluster, control: Control, customer: Journey, desk: str, kind: str
) -> None:
    control.fault(TRANSFER_CALLS[desk], "slow", seconds=ANSWER_SECONDS)
    with asking(customer, handled_twice=1 if kind == "rasa" else 0):
        control.wait_for(is_event("transfer_accepted"), 60)
        server = busy(getattr(cluster, kind))
        server.pause()
        time.sleep(STOPPED_SECONDS)  # the time itself is what is tested
        server.resume()


@pytest.mark.parametrize("name", chosen(["redis"], ["redis", "postgresql", "nginx"]))
def test_what_the_servers_share_is_killed_during_the_transfer_and_returns(
    cluster: Cluster, control: Control, customer: Journey, desk: str, name: str
) -> None:
    if desk in TRANSFER_CALLS:
        control.fault(TRANSFER_CALLS[desk], "slow", seconds=2.0)
    allowed = 1 if name == "redis" else 0
    with asking(customer, handled_twice=allowed, forgotten=allowed):
        wait_for_call(control, ANNOUNCE)
        restart(getattr(cluster, name))


@pytest.mark.parametrize("desk", ["liveperson"], indirect=True)
def test_a_platform_whose_clock_is_ahead_is_served(control: Control, customer: Journey) -> None:
    ahead = int(time.time()) + 25
    control.liveperson.set_bot(claims={"iat": ahead, "nbf": ahead, "exp": ahead + 3600})
    with asking(customer):
        pass


@pytest.mark.parametrize("desk", ["parley"], indirect=True)
@pytest.mark.parametrize("seconds", chosen([-30.0], [-30.0, 30.0]))
def test_a_vendor_whose_clock_differs_takes_the_transfer(
    control: Control, customer: Journey, seconds: float
) -> None:
    control.parley.set_clock(offset_seconds=seconds)
    with asking(customer):
        pass
