"""Many customers ask for a person, every delivery comes several times, and servers fail by chance.

`make chaos` has 500 customers; HANDOFF_CHAOS_CONVERSATIONS names another number, and
HANDOFF_CHAOS_SEED another order of failures.
"""

from __future__ import annotations

import os
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

CONVERSATIONS = int(os.environ.get("HANDOFF_CHAOS_CONVERSATIONS", "24"))
SEED = int(os.environ.get("HANDOFF_CHAOS_SEED", "13"))
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


@pytest.mark.timeout(7200)
def test_no_double_no_lie_and_nobody_stuck(
    cluster: Cluster,
    control: Control,
    customers: list[Journey],
    tell: Callable[[str], None],
) -> None:
    for call in TRANSFER_CALLS:
        control.fault(call, "slow", times=None, seconds=VENDOR_SECONDS)
    faults = Faults(cluster, SEED)

    with faults.go_on():
        at_once(Journey.asks, customers)
    tell(f"faults: {dict(faults.happened)}")
    tell(f"outcomes: {dict(Counter(each.outcome for each in customers))}")
    tell(f"broken: {broken(customers)}")

    at_once(Journey.is_served_after_recovery, customers)
    assert broken(customers) == {}


def at_once(step: Callable[[Journey], None], customers: list[Journey]) -> None:
    """Let each customer do this, several at a time."""
    with ThreadPoolExecutor(CUSTOMERS_AT_ONCE) as threads:
        list(threads.map(step, customers))


def broken(customers: list[Journey]) -> dict[str, list[str]]:
    """Return what did not hold, by conversation."""
    return {each.conversation: each.broken for each in customers if each.broken}
