"""GET /events: everything that happens, as server-sent events.

https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import asyncio
import json
import math
from collections.abc import AsyncIterator
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from ..serving.refusal import Refused
from ..world.event_log import EventLog
from ..world.state import Stage


def routes(stage: Stage) -> list[Route]:
    """The route of the event stream."""

    async def events(request: Request) -> Response:
        query = request.query_params
        after = _number(query.get("after") or request.headers.get("last-event-id"), "after")
        seconds = _number(query.get("seconds"), "seconds") if "seconds" in query else None
        stream = _stream(stage.events, int(after), seconds)
        return StreamingResponse(
            stream, media_type="text/event-stream", headers={"cache-control": "no-store"}
        )

    return [Route("/events", events)]


async def _stream(events: EventLog, after: int, seconds: float | None) -> AsyncIterator[str]:
    yield ": the sandbox\n\n"  # A first line at once tells the client that it is connected.
    async for event in events.follow(after, seconds):
        yield f"id: {event['id']}\nevent: {event['type']}\ndata: {json.dumps(event)}\n\n"
        await asyncio.sleep(0)  # Between two events it is noticed that a client has left.


def _number(text: str | None, name: str) -> float:
    try:
        number = float(text or 0)
    except ValueError:
        number = math.nan
    if not (number >= 0 and math.isfinite(number)):
        raise Refused(HTTPStatus.BAD_REQUEST, f"'{name}' must be a number that is not negative")
    return number
