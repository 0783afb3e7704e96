"""Several action servers of one bot, as real processes, and calls as Rasa sends them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx

from benchmarks.calls import ActionCall
from benchmarks.timeline import filled_form
from demo.ports import free_port
from demo.servers import Server, running_action_server
from demo.settings_file import write_settings
from sandbox import Control, RunningSandbox
from tests import ROOT

ESCALATE = "action_human_handoff_escalate"
# A call takes at most so long; a dead owner counts as dead a second later.
# Long enough for a busy machine.
DEADLINE_SECONDS = 8.0
# One client for all calls, because a new one reads the certificates of all authorities. A server
# that is killed takes no connection with it.
HTTP = httpx.Client(trust_env=False, timeout=60, headers={"Connection": "close"})


class Request:
    """One customer's request for a transfer, which can be delivered again and again."""

    def __init__(self, desk: str) -> None:
        _, _, self._body = ActionCall(ESCALATE, filled_form(desk)).request().partition(b"\r\n\r\n")

    def deliver(self, server: Server) -> dict[str, Any] | None:
        """Return the slots that the action has set; None where the server has died."""
        try:
            response = HTTP.post(f"{server.url}/webhook", content=self._body)
        except httpx.TransportError:
            return None
        assert response.status_code == 200, response.text
        events = response.json()["events"]
        return {event["name"]: event["value"] for event in events if event["event"] == "slot"}


class ActionServers:
    """Action servers with the same settings; a test kills them and starts them again."""

    def __init__(self, sandbox: RunningSandbox, folder: Path, running: ExitStack) -> None:
        self._sandbox = sandbox
        self._folder = folder
        self._running = running

    def start(
        self,
        desk: str,
        state: dict[str, str] | None = None,
        workers: int = 1,
        port: int | None = None,
        environment: Mapping[str, str] | None = None,
        events: Mapping[str, Any] | None = None,
        python: str = sys.executable,
        **settings: Any,
    ) -> Server:
        """Start a server of a bot with this desk, and with these settings; `python` runs it."""
        port = port or free_port()
        overrides: dict[str, Any] = {"state": state} if state else {}
        overrides |= {"events": events} if events else {}
        config = write_settings(
            # Beside the others, so that all have the same state store by default.
            self._folder / f"human_handoff-{port}.yml",
            ROOT,
            self._sandbox.urls,
            desks=[desk],
            deadline_seconds=DEADLINE_SECONDS,
            seconds_per_message=0,
            **overrides,
            **settings,
        )
        variables = {"ACTION_SERVER_SANIC_WORKERS": str(workers), **(environment or {})}
        server = running_action_server(
            ROOT, port, config, self._folder, environment=variables, python=python
        )
        return self._running.enter_context(server)


@contextmanager
def action_servers(sandbox: RunningSandbox, folder: Path) -> Iterator[ActionServers]:
    """Start servers on demand, and stop them all at the end."""
    with ExitStack() as running:
        yield ActionServers(sandbox, folder, running)


def deliver_at_once(request: Request, servers: list[Server]) -> list[dict[str, Any] | None]:
    """Deliver a request to all these servers at the same time."""
    with ThreadPoolExecutor(len(servers)) as threads:
        return list(threads.map(request.deliver, servers))


def transfers(control: Control) -> int:
    """Return how many transfers the vendor has accepted."""
    return len(control.transfers())
