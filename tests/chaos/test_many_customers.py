"""Many customers ask for a person; deliveries come several times, and servers fail by chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from actions.human_handoff.vendors import DESKS
from cluster.cluster import Cluster
from sandbox import Control
from sandbox.vendors import MANIFESTS
from tests.chaos.faults import Faults
from tests.chaos.journey import Journey
from tests.chaos_size import SEED, chosen

CONVERSATIONS = chosen(12, 500)
CUSTOMERS_AT_ONCE = 12
# So that servers die before, during and after the vendor's answer.
VENDOR_SECONDS = 1.0
TRANSFER_CALLS = [each.transfer_call for each in MANIFESTS if each.slug != "liveperson"]


@pytest.fixture
def customers(journey: Callable[..., Journey]) -> list[Journey]:
    """Customers of all vendors in turn."""
    channels = sorted(DESKS)
    return [
        journey(f"chaos-{number}", channels[number % len(channels)], number)
        for number in range(CONVERSATIONS)
    ]


@pytest.mark.timeout(chosen(600, 7200))
def test_no_double_no_lie_and_nobody_stuck(
    cluster: Cluster,
    control: Control,
    customers: list[Journey],
) -> None:
    for call in TRANSFER_CALLS:
        control.fault(call, "slow", times=None, seconds=VENDOR_SECONDS)
    faults = Faults(cluster, SEED)

    with faults.go_on():
        at_once(Journey.asks, customers)
    at_once(Journey.is_served_after_recovery, customers)

    outcomes = Counter(each.outcome for each in customers)
    twice, forgotten = (
        sum(getattr(each, name) for each in customers) for name in ("handled_twice", "forgotten")
    )
    print(f"\n{dict(faults.happened)}, {dict(outcomes)}")  # noqa: T201
    print(f"{twice} messages handled twice, {forgotten} forgotten, CHAOS_SEED={SEED}")  # noqa: T201
    assert {each.conversation: each.broken for each in customers if each.broken} == {}
    assert forgotten <= sum(number for name, number in faults.happened.items() if "Redis" in name)


def at_once(step: Callable[[Journey], None], customers: list[Journey]) -> None:
    """Let each customer do this, several at a time."""
    with ThreadPoolExecutor(CUSTOMERS_AT_ONCE) as threads:
        list(threads.map(step, customers))
