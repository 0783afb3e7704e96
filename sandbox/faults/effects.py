"""What each kind of fault does to a call.

Where the vendor still does its work (`slow`, `drip`, `reset_after`, and the kinds that spoil its
answer), it does it at once: a caller who gives up on a slow transfer has been transferred.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, TypeAlias

from .exchange import Answer, Exchange
from .orders import Fault, FaultOrder

# How a kind deals with a call; what it returns is the status that was sent, if any was.
Misbehaviour: TypeAlias = Callable[[Exchange, Fault], Awaitable[int | None]]

HTML_PAGE = "<!doctype html><html><head><title>Please log in</title></head><body></body></html>"
ERROR_IN_200 = {"success": False, "error": {"code": "internal", "message": "Something broke"}}


async def misbehave(exchange: Exchange, fault: Fault) -> int | None:
    """Deal with the call as the fault demands; the status sent, or none."""
    return await _MISBEHAVIOURS[fault.order.kind](exchange, fault)


async def _status(exchange: Exchange, fault: Fault) -> int | None:
    order = fault.order
    answer = Answer.of(order.body, order.status).with_headers(order.headers)
    return await exchange.send(answer)


async def _hang(exchange: Exchange, fault: Fault) -> int | None:
    if await exchange.caller_leaves(fault.cleared.wait()):
        return None
    return await exchange.send(await exchange.ask())


async def _slow(exchange: Exchange, fault: Fault) -> int | None:
    answer = await exchange.ask()
    # The vendor's own work, and the wait for other calls, are part of the time it takes.
    left = fault.order.seconds - (time.monotonic() - exchange.arrived)
    if await exchange.caller_leaves(_wait(fault, max(0.0, left))):
        return None
    return await exchange.send(answer)


async def _drip(exchange: Exchange, fault: Fault) -> int | None:
    answer = await exchange.ask()
    parts = (answer.body[place : place + 1] for place in range(len(answer.body)))
    await exchange.send_slowly(answer, parts, pause=fault.order.seconds)
    return answer.status


async def _reset(exchange: Exchange, fault: Fault) -> int | None:
    await exchange.reset()
    return None


async def _reset_after(exchange: Exchange, fault: Fault) -> int | None:
    await exchange.ask()
    await exchange.reset()
    return None


async def _html(exchange: Exchange, fault: Fault) -> int | None:
    return await exchange.send(Answer.of(fault.order.body or HTML_PAGE))


async def _error_in_200(exchange: Exchange, fault: Fault) -> int | None:
    return await exchange.send(Answer.of(fault.order.body or ERROR_IN_200))


def _spoiled(spoil: Callable[[Answer, FaultOrder], Answer]) -> Misbehaviour:
    """The vendor does its work, and its answer is spoiled on the way."""

    async def misbehaviour(exchange: Exchange, fault: Fault) -> int | None:
        return await exchange.send(spoil(await exchange.ask(), fault.order))

    return misbehaviour


def _half(answer: Answer, order: FaultOrder) -> Answer:
    whole = answer.body or b"{}"
    cut = replace(_ok(answer), body=whole[: max(1, len(whole) // 2)])
    if answer.is_plain_text:
        return cut
    return cut.with_headers({"content-type": "application/json"})


def _mistyped(answer: Answer, order: FaultOrder) -> Answer:
    if order.body is not None:
        return Answer.of(order.body)
    return Answer.of(_other_type(_value(answer)))


def _emptied(answer: Answer, order: FaultOrder) -> Answer:
    return replace(_ok(answer), body=b"")


def _swollen(answer: Answer, order: FaultOrder) -> Answer:
    # Spaces before JSON are valid: only a limit on the size protects the caller.
    return replace(_ok(answer), body=b" " * order.size + (answer.body or b"{}"))


def _ok(answer: Answer) -> Answer:
    """The same as a 200: a 204 could carry no body to spoil."""
    return replace(answer, status=200)


def _value(answer: Answer) -> Any:
    """What the vendor says: JSON, or the text itself where it answers with a bare word."""
    try:
        return json.loads(answer.body or b"{}")
    except ValueError:
        return answer.body.decode("utf-8", "replace")


def _other_type(value: Any) -> Any:
    """The value with each of its leaves turned into another JSON type."""
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


_MISBEHAVIOURS: dict[str, Misbehaviour] = {
    "status": _status,
    "hang": _hang,
    "slow": _slow,
    "drip": _drip,
    "reset": _reset,
    "reset_after": _reset_after,
    "html": _html,
    "half_json": _spoiled(_half),
    "wrong_types": _spoiled(_mistyped),
    "empty": _spoiled(_emptied),
    "error_in_200": _error_in_200,
    "huge": _spoiled(_swollen),
}
