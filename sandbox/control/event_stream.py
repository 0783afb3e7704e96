"""GET /events: everything that happens, as server-sent events.

https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import asyncio
import json
import math
from collections.abc import AsyncIterator
from http import HTTPStatus

from sse_starlette import EventSourceResponse
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..record.event_log import EventLog
from ..serving.refusal import Refused
from ..state import SandboxState


def routes(state: SandboxState) -> list[Route]:
    """Return the route of the event stream."""

    async def events(request: Request) -> Response:
        query = request.query_params
        after = _number(query.get("after") or request.headers.get("last-event-id"), "after")
        seconds = _number(query.get("seconds"), "seconds") if "seconds" in query else None
        return EventSourceResponse(_stream(state.events, int(after), seconds), sep="\n")

    return [Route("/events", events)]


async def _stream(
    events: EventLog, after: int, seconds: float | None
) -> AsyncIterator[dict[str, str]]:
    # A first line at once tells the client that it is connected.
    yield {"comment": "the sandbox"}
    async for event in events.follow(after, seconds):
        yield {"id": str(event["id"]), "event": event["type"], "data": json.dumps(event)}
        # While many old events are sent nothing else makes this task pause, and the task that
        # notices that the client has left has to run.
        await asyncio.sleep(0)


def _number(text: str | None, name: str) -> float:
    try:
        number = float(text or 0)
    except ValueError:
        number = math.nan
    if not (number >= 0 and math.isfinite(number)):
        raise Refused(HTTPStatus.BAD_REQUEST, f"'{name}' must be a number that is not negative")
    return number
