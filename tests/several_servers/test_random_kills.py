"""At most one transfer for a request, while both action servers are killed at random moments.

Every request is delivered three times, at once or one after the other, to either server.
"""

import asyncio
import time

import pytest

from sandbox.vendors import MANIFESTS
from tests.chaos_size import SEED, chosen
from tests.several_servers.kill_report import ACCEPTED, kill_report, outcome
from tests.several_servers.random_kills import Deliveries, KilledServer
from tests.state_stores.servers import PASSWORD, running_redis

VENDOR_SECONDS = 0.1
# How long a server lives on average, in seconds; it needs about two to start again.
LIFE_SECONDS = chosen(1.5, 2.0)
# Whose request comes when the servers are no longer killed.
AFTERWARDS = "afterwards"
LARGE, SMALL = 10_000, 1_000
SHORT_RUNS = [("sqlite", "parley", 200), ("redis", "cm", 200)]
FULL_RUNS = [
    (store, manifest.slug, LARGE if manifest.slug == "parley" else SMALL)
    for store in ("sqlite", "redis")
    for manifest in MANIFESTS
]


@pytest.fixture
def state(request, tmp_path):
    """The settings of the state store; None for the default, an SQLite file."""
    if request.param == "sqlite":
        yield None
    else:
        with running_redis(tmp_path / "redis") as port:
            yield {"url": f"redis://:{PASSWORD}@127.0.0.1:{port}/0"}


def killed_servers(servers, desk, state):
    """Two servers, of which one has two workers."""

    def server(workers):
        def start(port):
            return servers.start(desk, state, workers, port)

        return KilledServer(start, LIFE_SECONDS, f"{SEED} {workers}")

    return [server(workers) for workers in (1, 2)]


@pytest.mark.timeout(chosen(120, 3600))
@pytest.mark.parametrize(
    ("state", "desk", "requests"), chosen(SHORT_RUNS, FULL_RUNS), indirect=["state", "desk"]
)
def test_each_request_is_transferred_at_most_once_and_answered_with_the_truth(
    control, servers, state, desk, transfer_call, requests
):
    control.fault(transfer_call, "slow", times=None, seconds=VENDOR_SECONDS)
    began = time.monotonic()

    async def run():
        both = killed_servers(servers, desk, state)
        await asyncio.gather(*(server.begin() for server in both))
        deliveries = Deliveries(desk, both, SEED)
        await deliveries.deliver(requests)
        failed = {each.sender for each in deliveries.all if outcome(each) not in ACCEPTED}
        await deliveries.deliver_to_each_server(sorted(failed))
        await deliveries.deliver_to_each_server([AFTERWARDS])
        return both, deliveries.all

    both, deliveries = asyncio.run(run())

    report = kill_report(deliveries, (each["conversation"] for each in control.transfers()))
    kills = [len(server.outages) for server in both]
    seconds = time.monotonic() - began
    print(f"\n{report}; {sum(kills)} kills, {seconds:.0f} s, CHAOS_SEED={SEED}")  # noqa: T201
    assert report.requests == requests + 1
    assert not report.doubles
    assert not report.unanswered
    assert not report.without_answer
    assert not report.lies
    assert all(kills), "both servers were killed"
    assert {outcome(each) for each in deliveries if each.sender == AFTERWARDS} <= ACCEPTED
