"""A running cluster with the settings of the bot itself, and customers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from actions.human_handoff.vendors import DESKS
from cluster.cluster import Cluster, running_cluster
from demo.stack import trained_model
from sandbox import Control
from tests import ROOT
from tests.chaos.journey import Journey
from tests.cluster.conftest import ClusterTrackers, control
from tests.real_bot import QUICK_RASA

__all__ = ["control"]


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    settings: dict[str, Any] = {"desks": sorted(DESKS), "seconds_per_message": 0}
    with running_cluster(ROOT, trained_model(ROOT), rasa=QUICK_RASA, **settings) as cluster:
        yield cluster


@pytest.fixture
def journey(cluster: Cluster, control: Control) -> Callable[..., Journey]:
    """Makes customers: `journey(conversation, channel, seed)`."""
    trackers = ClusterTrackers(cluster)
    return lambda *which: Journey(control, trackers, *which)
