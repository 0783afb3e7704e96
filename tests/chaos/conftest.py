"""A running cluster with the settings of the bot itself, and customers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from actions.human_handoff.vendors import DESKS
from cluster.cluster import Cluster, running_cluster
from demo.stack import trained_model
from sandbox import Control
from tests import ROOT
from tests.chaos.journey import Journey
from tests.cluster.conftest import ClusterTrackers, control

__all__ = ["control"]


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    model = trained_model(ROOT)
    with running_cluster(ROOT, model, desks=sorted(DESKS), seconds_per_message=0) as cluster:
        yield cluster


@pytest.fixture
def journey(cluster: Cluster, control: Control) -> Callable[..., Journey]:
    """Makes customers: `journey(conversation, channel, seed)`."""
    trackers = ClusterTrackers(cluster)
    return lambda *which: Journey(control, trackers, *which)
