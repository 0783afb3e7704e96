"""What each kind of fault does to a call.

Where the imitated vendor still carries out the call (`slow`, `drip`, `reset_after`, and the kinds
that change its response), it does so at once: when a caller gives up on a slow transfer, the
conversation has been transferred.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, TypeAlias

from ..serving.response import WholeResponse
from .exchange import Exchange
from .orders import Fault, FaultOrder

# Deals with a call; returns the status that was sent, None if none was.
Effect: TypeAlias = Callable[[Exchange, Fault], Awaitable[int | None]]

HTML_PAGE = "<!doctype html><html><head><title>Please log in</title></head><body></body></html>"
ERROR_IN_200 = {"success": False, "error": {"code": "internal", "message": "Something broke"}}


async def apply_fault(exchange: Exchange, fault: Fault) -> int | None:
    """Deal with a call as its fault says; return the status that was sent, if any."""
    return await _EFFECTS[fault.order.kind](exchange, fault)


async def _status(exchange: Exchange, fault: Fault) -> int | None:
    order = fault.order
    response = WholeResponse.of(order.body, order.status).with_headers(order.headers)
    return await exchange.send(response)


async def _hang(exchange: Exchange, fault: Fault) -> int | None:
    if await exchange.caller_leaves(fault.cleared.wait()):
        return None
    return await exchange.send(await exchange.call_vendor())


async def _slow(exchange: Exchange, fault: Fault) -> int | None:
    response = await exchange.call_vendor()
    # The time that the vendor's own work took is part of the delay.
    left = fault.order.seconds - (time.monotonic() - exchange.arrived)
    if await exchange.caller_leaves(_wait(fault, max(0.0, left))):
        return None
    return await exchange.send(response)


async def _drip(exchange: Exchange, fault: Fault) -> int | None:
    response = await exchange.call_vendor()
    parts = (response.body[place : place + 1] for place in range(len(response.body)))
    await exchange.send_slowly(response, parts, pause=fault.order.seconds)
    return response.status


async def _reset(exchange: Exchange, fault: Fault) -> int | None:
    await exchange.reset()
    return None


async def _reset_after(exchange: Exchange, fault: Fault) -> int | None:
    await exchange.call_vendor()
    await exchange.reset()
    return None


async def _html(exchange: Exchange, fault: Fault) -> int | None:
    return await exchange.send(WholeResponse.of(fault.order.body or HTML_PAGE))


async def _error_in_200(exchange: Exchange, fault: Fault) -> int | None:
    return await exchange.send(WholeResponse.of(fault.order.body or ERROR_IN_200))


def _changed(change: Callable[[WholeResponse, FaultOrder], WholeResponse]) -> Effect:
    """Return an effect that lets the vendor carry out the call and changes its response."""

    async def effect(exchange: Exchange, fault: Fault) -> int | None:
        return await exchange.send(change(await exchange.call_vendor(), fault.order))

    return effect


def _half(response: WholeResponse, order: FaultOrder) -> WholeResponse:
    whole = response.body or b"{}"
    cut = replace(_ok(response), body=whole[: max(1, len(whole) // 2)])
    if response.is_plain_text:
        return cut
    return cut.with_headers({"content-type": "application/json"})


def _wrong_types(response: WholeResponse, order: FaultOrder) -> WholeResponse:
    if order.body is not None:
        return WholeResponse.of(order.body)
    return WholeResponse.of(_other_type(_value(response)))


def _empty(response: WholeResponse, order: FaultOrder) -> WholeResponse:
    return replace(_ok(response), body=b"")


def _huge(response: WholeResponse, order: FaultOrder) -> WholeResponse:
    # Spaces before JSON are valid, so only a limit on the size protects the caller.
    return replace(_ok(response), body=b" " * order.size + (response.body or b"{}"))


def _ok(response: WholeResponse) -> WholeResponse:
    """Return the response as a 200: a 204 could not carry a body."""
    return replace(response, status=200)


def _value(response: WholeResponse) -> Any:
    """Return the JSON of a response, or its text if the vendor answers with a bare word."""
    try:
        return json.loads(response.body or b"{}")
    except ValueError:
        return response.body.decode("utf-8", "replace")


def _other_type(value: Any) -> Any:
    """Return the value with each of its leaves turned into another JSON type."""
    if isinstance(value, dict):
        return {key: _other_type(item) for key, item in value.items()} or [0]
    if isinstance(value, list):
        return [_other_type(item) for item in value] or {"0": 0}
    return [value] if isinstance(value, str) or value is None else "spoiled"


async def _wait(fault: Fault, seconds: float) -> None:
    """Wait, but not longer than the fault is in force."""
    cleared = asyncio.ensure_future(fault.cleared.wait())
    try:
        await asyncio.wait({cleared}, timeout=seconds)
    finally:
        cleared.cancel()


_EFFECTS: dict[str, Effect] = {
    "status": _status,
    "hang": _hang,
    "slow": _slow,
    "drip": _drip,
    "reset": _reset,
    "reset_after": _reset_after,
    "html": _html,
    "half_json": _changed(_half),
    "wrong_types": _changed(_wrong_types),
    "empty": _changed(_empty),
    "error_in_200": _error_in_200,
    "huge": _changed(_huge),
}
