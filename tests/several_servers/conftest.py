"""A sandbox, and action servers on demand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.ports import free_port
from sandbox import RunningSandbox
from sandbox.vendors import MANIFESTS
from tests.sandbox_fixtures import control, sandbox
from tests.several_servers.action_servers import ActionServers, action_servers
from tests.state_stores.servers import PASSWORD, running_redis

__all__ = ["control", "sandbox"]


@pytest.fixture
def servers(sandbox: RunningSandbox, tmp_path: Path) -> Iterator[ActionServers]:
    with action_servers(sandbox, tmp_path) as servers:
        yield servers


@pytest.fixture(params=["sqlite", "redis"])
def state(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a state store."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/state.db"
        return
    port = free_port()
    with running_redis(tmp_path / "redis", port=port):
        yield f"redis://:{PASSWORD}@127.0.0.1:{port}/0"


@pytest.fixture(params=[manifest.slug for manifest in MANIFESTS])
def desk(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def transfer_call(desk: str) -> str:
    """The sandbox's name of the call that requests a transfer at this desk."""
    return next(str(each.transfer_call) for each in MANIFESTS if each.slug == desk)
