"""Presence: whether an agent is online on a channel, and within a web store.

https://developers.cm.com/mobile-service-cloud/docs/presence
The key is in the query; the answer is a bare word of plain text.
Assumptions: a missing key, and a missing or unknown channel, are 400, an unknown key is 404; error
bodies are a sentence of plain text; a web store nobody has set up is offline; a referrer must be
as it was set up, letter by letter; other keys in the query are ignored.
"""

from http import HTTPStatus

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from ...serving.refusal import Refused
from .world import API_KEY, World


def service(world: World) -> Starlette:
    """The presence API as an application."""

    async def presence(request: Request) -> Response:
        query = request.query_params
        key, channel = query.get("apikey"), query.get("Channel", "")
        if not key:
            raise Refused(HTTPStatus.BAD_REQUEST, "the query must have an apikey")
        if channel not in world.channels:
            raise Refused(HTTPStatus.BAD_REQUEST, "the query must have a Channel that is known")
        if key != API_KEY:
            raise Refused(HTTPStatus.NOT_FOUND, "no subscription has this apikey")
        online = world.channels[channel]
        referrer = query.get("referrer")
        if referrer:
            online = online and world.web_stores.get(referrer, False)
        return _worded("Online" if online else "Offline", world)

    route = Route("/api/v1", presence, name="presence")
    return Starlette(routes=[route], exception_handlers={Refused: _sentence})


def _worded(word: str, world: World) -> Response:
    if world.presence.shape == "quoted":
        return JSONResponse(word)
    return PlainTextResponse(word.lower() if world.presence.shape == "lower" else word)


async def _sentence(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return PlainTextResponse(error.reason, error.status)
