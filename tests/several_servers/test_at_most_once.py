"""At most one transfer for a request: across servers and workers, and after `kill -9`."""

import threading

import pytest

from demo.child_process import ProcessFailedError
from demo.ports import free_port
from tests.several_servers.action_servers import Request, deliver_at_once, transfers
from tests.several_servers.clocks import clock_that_differs
from tests.state_stores.servers import PASSWORD, running_redis

STATE, FAILURE = "human_handoff_state", "human_handoff_failure"
# Much more than the deadline of a call; Parley accepts signatures that are up to a minute old.
OFFSET_SECONDS = 20
ACCEPTED = {"requested", "with_agent"}


def accept_slowly(control, call, seconds=2.0):
    """Let the vendor accept at once, and answer later."""
    control.fault(call, "slow", seconds=seconds)


def test_requests_delivered_to_two_servers_and_three_workers_are_transferred_once(
    control, servers, desk
):
    both = [servers.start(desk), servers.start(desk, workers=2)]
    for number in range(1, 21):
        outcomes = deliver_at_once(Request(desk), [*both, both[number % 2]])

        assert {outcome[STATE] for outcome in outcomes} <= ACCEPTED
        assert transfers(control) == number


def test_the_default_configuration_survives_a_kill_after_the_vendor_has_accepted(
    control, servers, desk, transfer_call
):
    first, request, outcomes = servers.start(desk), Request(desk), []
    accept_slowly(control, transfer_call, 60.0)  # it is killed before the vendor answers
    delivery = threading.Thread(target=lambda: outcomes.append(request.deliver(first)))
    delivery.start()
    control.wait_for(lambda event: event["type"] == "transfer_accepted", 30)
    first.process.kill()
    delivery.join(60)
    assert outcomes == [None]

    second = servers.start(desk)
    for _ in range(2):
        outcome = request.deliver(second)
        assert (outcome[STATE], outcome[FAILURE]) == ("failed", "unconfirmed")
    assert transfers(control) == 1

    assert Request(desk).deliver(second)[STATE] in ACCEPTED, "another request is transferred"


def test_another_server_waits_for_the_one_that_asks(control, servers, desk, transfer_call):
    both, request, outcomes = [servers.start(desk), servers.start(desk)], Request(desk), []
    accept_slowly(control, transfer_call, 1.0)
    first = threading.Thread(target=lambda: outcomes.append(request.deliver(both[0])))
    first.start()
    control.wait_for(lambda event: event["type"] == "transfer_accepted", 30)
    second = request.deliver(both[1])
    first.join(60)

    assert second[STATE] == outcomes[0][STATE]
    assert second[STATE] in ACCEPTED
    assert transfers(control) == 1


@pytest.fixture
def redis_port():
    return free_port()


@pytest.fixture
def state(redis_port):
    return {"url": f"redis://:{PASSWORD}@127.0.0.1:{redis_port}/0"}


@pytest.mark.parametrize("desk", ["parley"], indirect=True)
def test_redis_killed_during_a_transfer_makes_no_second_one(
    control, servers, desk, transfer_call, state, redis_port, tmp_path
):
    # With Redis' default `everysec` a kill loses what was written while the disk was busy.
    durable = ("--appendonly", "yes", "--appendfsync", "always")
    outcomes, request = [], Request(desk)
    with running_redis(tmp_path / "redis", *durable, port=redis_port):
        both = [servers.start(desk, state), servers.start(desk, state, workers=2)]
        accept_slowly(control, transfer_call, 1.5)
        delivery = threading.Thread(target=lambda: outcomes.append(request.deliver(both[0])))
        delivery.start()
        control.wait_for(lambda event: event["type"] == "transfer_accepted", 30)
    delivery.join(60)
    assert outcomes[0][STATE] in ACCEPTED, "the vendor has accepted, and the customer is told"

    without = [request.deliver(both[1]), Request(desk).deliver(both[0])]
    assert [outcome[FAILURE] for outcome in without] == ["unconfirmed"] * 2
    assert transfers(control) == 1, "without the store nobody asks the vendor"

    with running_redis(tmp_path / "redis", *durable, port=redis_port):
        assert request.deliver(both[0])[STATE] in ACCEPTED
        assert request.deliver(both[1])[FAILURE] == "unconfirmed"
        assert transfers(control) == 1
        assert Request(desk).deliver(both[1])[STATE] in ACCEPTED
        assert transfers(control) == 2


def test_servers_whose_clocks_differ_transfer_once_and_wait_for_each_other(
    control, servers, desk, transfer_call, state, redis_port, tmp_path
):
    with running_redis(tmp_path / "redis", port=redis_port):
        ahead, behind = (
            servers.start(desk, state, environment=clock_that_differs(seconds))
            for seconds in (OFFSET_SECONDS, -OFFSET_SECONDS)
        )
        accept_slowly(control, transfer_call, 1.0)
        for number, order in enumerate(([ahead, behind], [behind, ahead]), 1):
            outcomes = deliver_at_once(request := Request(desk), [*order, *order])
            outcomes += [request.deliver(server) for server in order]

            assert {outcome[STATE] for outcome in outcomes} <= ACCEPTED
            assert transfers(control) == number


@pytest.mark.parametrize("desk", ["parley"], indirect=True)
def test_a_server_that_starts_without_its_redis_ends_with_a_sentence(servers, desk, state):
    with pytest.raises(ProcessFailedError, match=r"state.url is wrong: the state store redis://"):
        servers.start(desk, state)
