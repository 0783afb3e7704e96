"""A sandbox, a receiver of spans, and a traced action server for every desk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from demo.ports import free_port
from demo.servers import Server, running_action_server
from demo.settings_file import write_settings
from demo.webhook_receiver import SECRET
from demo.webhook_receiver import Receiver as WebhookReceiver
from sandbox import Control, RunningSandbox
from sandbox.vendors import MANIFESTS
from tests import ROOT
from tests.contract.vendors import Vendor, vendor_data
from tests.sandbox_fixtures import control, sandbox
from tests.traces.receiver import Receiver, write_endpoints

__all__ = ["control", "sandbox"]

DESKS = [manifest.slug for manifest in MANIFESTS]
# Spans are sent so often, in milliseconds; five seconds by default.
EXPORT_DELAY = {"OTEL_BSP_SCHEDULE_DELAY": "50"}


class TracedServers:
    """Action servers of rasa-sdk with `tracing` in their `endpoints.yml`."""

    def __init__(self, sandbox: RunningSandbox, folder: Path, running: ExitStack) -> None:
        self._sandbox = sandbox
        self._folder = folder
        self._running = running

    def start(self, desks: list[str], port: int | None, webhook: str | None = None) -> Server:
        """Start a server whose spans go to this port; None for a server that does not trace."""
        own = free_port()
        events = {"webhook": {"url": webhook, "secret": SECRET}} if webhook else {}
        config = write_settings(
            self._folder / f"human_handoff-{own}.yml",
            ROOT,
            self._sandbox.urls,
            desks=desks,
            deadline_seconds=6.0,
            seconds_per_message=0,
            shift_cache={"fresh_minutes": 0},
            state={"url": f"sqlite:///{self._folder}/state-{own}.db"},
            **({"events": events} if events else {}),
        )
        endpoints = write_endpoints(self._folder, port) if port else None
        server = running_action_server(
            ROOT, own, config, self._folder, environment=EXPORT_DELAY, endpoints=endpoints
        )
        return self._running.enter_context(server)


@dataclass
class Traced:
    """A desk whose action server is traced.

    Attributes:
        desk: The desk's name.
        server: The action server; it has only this desk.
        spans: Where its spans arrive.
        control: Of the imitated vendor.
        vendor: What differs between the vendors.
    """

    desk: str
    server: Server
    spans: Receiver
    control: Control
    vendor: Vendor


@pytest.fixture(scope="session")
def servers(
    sandbox: RunningSandbox, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TracedServers]:
    with ExitStack() as running:
        yield TracedServers(sandbox, tmp_path_factory.mktemp("traces"), running)


@pytest.fixture(scope="session")
def spans() -> Iterator[Receiver]:
    with Receiver().running() as receiver:
        yield receiver


@pytest.fixture(scope="session")
def webhook() -> Iterator[WebhookReceiver]:
    receiver = WebhookReceiver()
    with receiver.running():
        yield receiver


@pytest.fixture(scope="session", params=DESKS)
def desk_and_server(
    request: pytest.FixtureRequest,
    servers: TracedServers,
    spans: Receiver,
    webhook: WebhookReceiver,
) -> tuple[str, Server]:
    desk = str(request.param)
    return desk, servers.start([desk], spans.port, webhook.url)


@pytest.fixture
def traced(
    desk_and_server: tuple[str, Server],
    spans: Receiver,
    sandbox: RunningSandbox,
    control: Control,
) -> Traced:
    desk, server = desk_and_server
    return Traced(desk, server, spans, control, vendor_data(desk, sandbox.urls, control))
