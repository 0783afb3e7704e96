"""What the action server does beside its actions: `GET /ready`, and the delivery of events.

rasa-sdk has `/health`, which says that the process answers. `/ready` also says whether the state
store can be used; without it no transfer is requested. Both are added by rasa-sdk's own hook.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus

import pluggy
from rasa_sdk.plugin import plugin_manager
from sanic import Request, Sanic
from sanic.response import HTTPResponse, json

from ..vendor_http.host_limits import hosts_left_alone
from .base import configured
from .rasa_tracing import join_rasas_trace

_hook = pluggy.HookimplMarker("rasa_sdk")


class ReadinessPlugin:
    """Adds both to rasa-sdk's server."""

    @_hook
    def attach_sanic_app_extensions(self, app: Sanic) -> None:
        """Add `GET /ready` to the server of the actions, and what begins and ends with it."""
        app.add_route(ready, "/ready", methods=["GET"], name="human_handoff_ready")
        app.register_listener(begin, "after_server_start")
        app.register_listener(end, "before_server_stop")


def register() -> None:
    """Let rasa-sdk add both when it starts its server, and join the traces that it begins."""
    join_rasas_trace()
    manager = plugin_manager()
    if not manager.has_plugin("human_handoff_ready"):
        manager.register(ReadinessPlugin(), "human_handoff_ready")


async def ready(_: Request) -> HTTPResponse:
    """Answer 200 if the state store can be used, else 503.

    A vendor that is down does not make this server unready: its circuit breaker is only reported.
    """
    store = await configured().store_health.problem()
    body = {
        "status": "ready" if store is None else "not ready",
        "state_store": store or "ok",
        "hosts_left_alone": hosts_left_alone(),
    }
    return json(body, HTTPStatus.OK if store is None else HTTPStatus.SERVICE_UNAVAILABLE)


async def begin(*_: object) -> None:
    """Deliver the events that wait, also those of a server that was killed."""
    configured().sinks.start()


async def end(*_: object) -> None:
    """Put the events that are in memory into the state store."""
    await asyncio.get_running_loop().run_in_executor(None, configured().sinks.stop)
