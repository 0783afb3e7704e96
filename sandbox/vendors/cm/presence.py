"""Presence: whether an agent is online on a channel, and in a web store.

https://developers.cm.com/mobile-service-cloud/docs/presence
The key is in the query; the response is a bare word of plain text.
Assumptions: a missing key, and a missing or unknown channel, are 400, an unknown key is 404; error
bodies are a sentence of plain text; an unknown web store is offline; a referrer must match letter
by letter; other keys in the query are ignored.
"""

from http import HTTPStatus

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from ...serving.refusal import Refused, refusals
from .account import API_KEY, CMAccount


def service(account: CMAccount) -> Starlette:
    """Return the presence API as an application."""

    async def presence(request: Request) -> Response:
        query = request.query_params
        key, channel = query.get("apikey"), query.get("Channel", "")
        if not key:
            raise Refused(HTTPStatus.BAD_REQUEST, "the query must have an apikey")
        if channel not in account.channels:
            raise Refused(HTTPStatus.BAD_REQUEST, "the query must have a Channel that is known")
        if key != API_KEY:
            raise Refused(HTTPStatus.NOT_FOUND, "no subscription has this apikey")
        online = account.channels[channel]
        referrer = query.get("referrer")
        if referrer:
            online = online and account.web_stores.get(referrer, False)
        return _in_shape("Online" if online else "Offline", account.presence.shape)

    route = Route("/api/v1", presence, name="presence")
    return Starlette(routes=[route], exception_handlers=refusals(_refusal))


def _in_shape(word: str, shape: str) -> Response:
    if shape == "quoted":
        return JSONResponse(word)
    return PlainTextResponse(word.lower() if shape == "lower" else word)


def _refusal(request: Request, refused: Refused) -> Response:
    return PlainTextResponse(refused.reason, refused.status)
