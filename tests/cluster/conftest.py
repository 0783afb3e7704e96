"""One running cluster for all tests of the folder, with all desks, and customers of its bot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from actions.human_handoff.vendors import DESKS
from cluster.cluster import Cluster, running_cluster
from demo.stack import trained_model
from demo.temporary_folder import temporary_folder
from sandbox import Control
from tests import ROOT
from tests.demo.conftest import root
from tests.end_to_end.customer import Customer
from tests.end_to_end.desks import Desk
from tests.real_bot import NO_SHIFT_CACHE, QUICK_RASA, Trackers

__all__ = ["root"]


class ClusterTrackers(Trackers):
    """The trackers of the cluster: each request reaches the next Rasa server."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster

    @property
    def rasa_url(self) -> str:
        return self._cluster.nginx.server.url


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    settings: dict[str, Any] = {
        "desks": sorted(DESKS),
        "shift_cache": NO_SHIFT_CACHE,
        "seconds_per_message": 0,
    }
    with running_cluster(ROOT, trained_model(ROOT), rasa=QUICK_RASA, **settings) as cluster:
        yield cluster


@pytest.fixture
def control(cluster: Cluster) -> Iterator[Control]:
    cluster.control.reset()
    yield cluster.control
    cluster.control.clear_faults()


@pytest.fixture
def customer(
    cluster: Cluster, control: Control, route: tuple[str, str], request: pytest.FixtureRequest
) -> Customer:
    """A customer who has not written yet; the desk and the channel are those of the `route`."""
    name = re.sub(r"\W+", "-", request.node.name)
    return Customer(
        ClusterTrackers(cluster), f"conversation-{name}", Desk(route[0], control, route[1])
    )


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """An empty folder that other users can enter, as PostgreSQL and nginx have to."""
    with temporary_folder() as folder:
        folder.chmod(0o711)
        yield folder
