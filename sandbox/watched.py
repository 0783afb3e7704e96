"""Every vendor service sits behind this: calls are recorded, and faults strike."""

import time

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from .calls import Call
from .exchange import Exchange
from .misbehaviour import misbehave
from .stage import Stage


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
            call.milliseconds = round((time.perf_counter() - started) * 1000, 3)
            self._stage.calls.add(call)

    async def _answer(self, exchange: Exchange, call: Call) -> int | None:
        fault = self._stage.faults.take(call.call)
        if fault is None:
            return await exchange.send(await exchange.ask())
        call.fault = fault.order.kind
        self._stage.events.add("fault", call=call.call, kind=call.fault)
        try:
            return await misbehave(exchange, fault)
        finally:
            self._stage.faults.release(fault)

    def _call(self, scope: Scope, body: bytes) -> Call:
        calls = self._stage.calls
        return Call(
            service=self._service,
            call=_route_name(self._app.routes, scope),
            method=scope["method"],
            path=scope["path"],
            query=calls.masked_query(scope["query_string"].decode("latin-1")),
            headers=calls.masked_headers(dict(Headers(scope=scope))),
            body=calls.masked_body(body),
        )


def _route_name(routes: list[BaseRoute], scope: Scope) -> str | None:
    """The name of the route that will serve the call; none where none will."""
    for route in routes:
        match, _ = route.matches(scope)
        if match is Match.FULL:
            return str(getattr(route, "name", "")) or None
    return None
