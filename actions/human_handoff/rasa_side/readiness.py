"""What the action server does beside its actions: two routes, and the delivery of events.

rasa-sdk has `/health`, which says that the process answers. `GET /ready` also says whether the
state store can be used; without it no transfer is requested. `GET /metrics` has figures for
Prometheus, if they are switched on. All are added by rasa-sdk's own hook.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any

import pluggy
from rasa_sdk.plugin import plugin_manager
from sanic import Request, Sanic
from sanic.response import HTTPResponse, json, raw

from ..handoff_events.sinks import Sinks
from ..handoff_metrics.metrics import MetricsSink
from ..messages.noting import Messages
from ..vendor_http.host_limits import hosts_left_alone
from .base import configured
from .rasa_tracing import join_rasas_trace

_hook = pluggy.HookimplMarker("rasa_sdk")


class ReadinessPlugin:
    """Adds all of it to rasa-sdk's server."""

    @_hook
    def attach_sanic_app_extensions(self, app: Sanic) -> None:
        """Add the routes to the server of the actions, and what begins and ends with it."""
        app.add_route(ready, "/ready", methods=["GET"], name="human_handoff_ready")
        measured = configured().metrics
        if measured is not None:
            app.add_route(
                metrics_of(measured), "/metrics", methods=["GET"], name="human_handoff_metrics"
            )
        app.register_listener(begin, "after_server_start")
        app.register_listener(end, "before_server_stop")


def register() -> None:
    """Let rasa-sdk add all of it when it starts its server, and join the traces it begins."""
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


def metrics_of(measured: MetricsSink) -> Callable[[Request], Coroutine[Any, Any, HTTPResponse]]:
    """Return what answers with the figures of all workers of this server."""

    async def metrics(request: Request) -> HTTPResponse:
        text, content_type = await measured.exposition(request.headers.get("accept", ""))
        return raw(text, content_type=content_type)

    return metrics


async def begin(*_: object) -> None:
    """Deliver the events and messages that wait, also those of a server that was killed."""
    handoff = configured()
    await asyncio.get_running_loop().run_in_executor(None, handoff.hidden_ids.load)
    for each in _background():
        each.start()


async def end(*_: object) -> None:
    """Put the events that are in memory into the state store, and end what runs beside."""
    for each in _background():
        await asyncio.get_running_loop().run_in_executor(None, each.stop)


def _background() -> list[Sinks | Messages]:
    """Return what delivers beside the requests."""
    handoff = configured()
    return [each for each in (handoff.sinks, handoff.messages) if each is not None]
