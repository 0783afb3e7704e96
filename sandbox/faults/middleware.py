"""The middleware in front of every service: it records calls and applies faults."""

import time
from collections.abc import Mapping
from typing import Any, Protocol

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.routing import Match
from starlette.types import Receive, Scope, Send

from ..record.call_log import Call, CallLog
from ..record.event_log import EventLog
from .effects import apply_fault
from .exchange import Exchange
from .orders import FaultQueue


class CallRecords(Protocol):
    """What the middleware needs of the sandbox's state."""

    events: EventLog
    calls: CallLog
    faults: FaultQueue

    def conversation_of(
        self, call: str | None, parameters: Mapping[str, Any], body: object
    ) -> str | None:
        """Return the id of the conversation that a call is about, as far as it names one."""


class FaultMiddleware:
    """An ASGI application around one service."""

    def __init__(self, service: str, app: Starlette, records: CallRecords) -> None:
        """Wrap a service; the names of the application's routes are the names of its calls."""
        self._service = service
        self._app = app
        app.router.redirect_slashes = False  # A path with an extra slash is a 404, no redirect.
        self._records = records

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call, with or without a fault, and record it."""
        exchange = Exchange(self._app, scope, receive, send)
        await exchange.read()
        call = self._call(scope, exchange.body)
        started = time.perf_counter()
        try:
            call.status = await self._answer(exchange, call)
        finally:
            call.response = exchange.response
            call.milliseconds = round((time.perf_counter() - started) * 1000, 3)
            self._records.calls.add(call)

    async def _answer(self, exchange: Exchange, call: Call) -> int | None:
        fault = self._records.faults.take(self._route(exchange.scope)[0])
        if fault is None:
            return await exchange.send(await exchange.call_vendor())
        call.fault = fault.order.kind
        self._records.events.add("fault", call=fault.order.call, kind=call.fault)
        try:
            return await apply_fault(exchange, fault)
        finally:
            self._records.faults.release(fault)

    def _call(self, scope: Scope, body: bytes) -> Call:
        calls = self._records.calls
        name, parameters = self._route(scope)
        masked_body = calls.masked_body(body)
        return Call(
            service=self._service,
            call=name,
            method=scope["method"],
            path=scope["path"],
            query=calls.masked_query(scope["query_string"].decode("latin-1")),
            headers=calls.masked_headers(dict(Headers(scope=scope))),
            body=masked_body,
            conversation=self._records.conversation_of(name, parameters, masked_body),
        )

    def _route(self, scope: Scope) -> tuple[str | None, Mapping[str, Any]]:
        """Return name and path parameters of the route that will serve the call, if any."""
        for route in self._app.routes:
            match, child_scope = route.matches(scope)
            if match is Match.FULL:
                return str(getattr(route, "name", "")) or None, child_scope["path_params"]
        return None, {}
