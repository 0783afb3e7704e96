"""Every vendor service sits behind this: calls are recorded, and faults strike."""

import time
from collections.abc import Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.routing import Match
from starlette.types import Receive, Scope, Send

from ..record.call_log import Call
from ..world.state import Stage
from .effects import misbehave
from .exchange import Exchange


class Watched:
    """An ASGI application around one vendor service."""

    def __init__(self, service: str, app: Starlette, stage: Stage) -> None:
        """The names of the application's routes are the names of its calls."""
        self._service = service
        self._app = app
        app.router.redirect_slashes = False  # A path with a slash too many is simply not there.
        self._stage = stage

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call, well or badly, and record it."""
        exchange = Exchange(self._app, scope, receive, send)
        await exchange.read()
        call = self._call(scope, exchange.body)
        started = time.perf_counter()
        try:
            call.status = await self._answer(exchange, call)
        finally:
            call.answer = exchange.answer
            call.milliseconds = round((time.perf_counter() - started) * 1000, 3)
            self._stage.calls.add(call)

    async def _answer(self, exchange: Exchange, call: Call) -> int | None:
        fault = self._stage.faults.take(self._route(exchange.scope)[0])
        if fault is None:
            return await exchange.send(await exchange.ask())
        call.fault = fault.order.kind
        self._stage.events.add("fault", call=fault.order.call, kind=call.fault)
        try:
            return await misbehave(exchange, fault)
        finally:
            self._stage.faults.release(fault)

    def _call(self, scope: Scope, body: bytes) -> Call:
        calls = self._stage.calls
        name, parameters = self._route(scope)
        asked = calls.masked_body(body)
        return Call(
            service=self._service,
            call=name,
            method=scope["method"],
            path=scope["path"],
            query=calls.masked_query(scope["query_string"].decode("latin-1")),
            headers=calls.masked_headers(dict(Headers(scope=scope))),
            body=asked,
            conversation=self._stage.conversation_of(name, parameters, asked),
        )

    def _route(self, scope: Scope) -> tuple[str | None, Mapping[str, Any]]:
        """Name and path parameters of the route that will serve the call, if one will."""
        for route in self._app.routes:
            match, within = route.matches(scope)
            if match is Match.FULL:
                return str(getattr(route, "name", "")) or None, within["path_params"]
        return None, {}
