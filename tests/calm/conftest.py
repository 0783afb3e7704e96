"""The action server of a bot of flows, as a process of its own and in the engine's process."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from rasa_sdk.executor import ActionExecutor

from actions.human_handoff.rasa_side.base import configured
from demo.ports import free_port
from demo.servers import running_action_server
from demo.settings_file import write_settings
from sandbox import Control, RunningSandbox
from sandbox.vendors import MANIFESTS
from tests import ROOT
from tests.calm.flow_player import Caller, Json
from tests.contract.vendors import Vendor, vendor_data
from tests.sandbox_fixtures import control, sandbox

__all__ = ["control", "sandbox"]

DESKS = [manifest.slug for manifest in MANIFESTS]
# The server has not kept the domain: send it.
RETRY = 449


@contextmanager
def over_http(config: Path, folder: Path) -> Iterator[Caller]:
    """Start an action server, and call it as the engine does that keeps the domain to itself."""
    with (
        running_action_server(ROOT, free_port(), config, folder) as server,
        httpx.Client(trust_env=False, timeout=60) as http,
    ):

        def call(request: Json) -> Json:
            without = {name: value for name, value in request.items() if name != "domain"}
            response = http.post(f"{server.url}/webhook", json=without)
            if response.status_code == RETRY:
                response = http.post(f"{server.url}/webhook", json=request)
            assert response.status_code == 200, response.text
            answer: Json = response.json()
            return answer

        yield call


@contextmanager
def in_process(config: Path, folder: Path) -> Iterator[Caller]:
    """Register the package as the engine does with `actions_module`, and run its actions."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HUMAN_HANDOFF_CONFIG", str(config))
        configured.cache_clear()
        executor: Any = ActionExecutor()
        executor.register_package("actions")

        def call(request: Json) -> Json:
            answer = asyncio.run(executor.run(request))
            return {"events": answer.events, "responses": answer.responses}

        yield call
    configured.cache_clear()


WAYS = {"http": over_http, "in process": in_process}


@pytest.fixture(scope="session", params=DESKS)
def desk(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session", params=list(WAYS))
def call(
    request: pytest.FixtureRequest,
    desk: str,
    sandbox: RunningSandbox,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Caller]:
    """Call an action, in one of the two ways in which the engine does."""
    folder = tmp_path_factory.mktemp("calm")
    config = write_settings(
        folder / "human_handoff.yml",
        ROOT,
        sandbox.urls,
        desks=[desk],
        seconds_per_message=0,
        shift_cache={"fresh_minutes": 0},
        offers=None,  # no form of a bot of flows offers a person
        state={"url": f"sqlite:///{folder}/state.db"},
    )
    with ExitStack() as running:
        yield running.enter_context(WAYS[str(request.param)](config, folder))


@pytest.fixture
def vendor(desk: str, sandbox: RunningSandbox, control: Control) -> Vendor:
    return vendor_data(desk, sandbox.urls, control)
