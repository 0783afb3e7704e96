"""The cluster of `tests/cluster`, and customers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cluster.cluster import Cluster
from sandbox import Control
from tests.chaos.journey import Journey
from tests.cluster.conftest import ClusterTrackers, cluster, control

__all__ = ["cluster", "control"]


@pytest.fixture
def journey(cluster: Cluster, control: Control) -> Callable[..., Journey]:
    """Makes customers: `journey(conversation, channel, seed)`."""
    trackers = ClusterTrackers(cluster)
    return lambda *which: Journey(control, trackers, *which)
