"""The service `actions`: Rasa's calls of its action server, passed through and recorded.

https://rasa.com/docs/action-server/pages/action-server-api
"""

import json
from http import HTTPStatus
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Scope

from ..faults.middleware import Watched
from ..record.call_log import Call
from ..world.state import Stage

SERVICE = "actions"
# The name of all its calls where faults are ordered; in the record each has its action's.
CALL = "action"
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
# Rasa itself gives an action five minutes.
PATIENCE = httpx.Timeout(310.0, connect=5.0)
# https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1, and what httpx says by itself.
HOP_BY_HOP = frozenset(
    {
        *("connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding"),
        *("upgrade", "host", "content-length", "accept-encoding", "content-encoding"),
    }
)
# It is the same in every call, and longer than all the rest.
DOMAIN_LEFT_OUT = "(the bot's domain is left out)"


def service(stage: Stage) -> Starlette:
    """Passes everything on to where control says that the action server is."""

    async def pass_on(request: Request) -> Response:
        if stage.actions is None:
            return _unreachable("no action server was named, PUT /actions does")
        try:
            answer = await _passed(stage.http, stage.actions, request)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return _unreachable(f"the action server did not answer: {type(error).__name__}")
        response = Response(answer.content, answer.status_code)
        for name, value in answer.headers.multi_items():
            if name not in HOP_BY_HOP:
                response.headers.append(name, value)
        return response

    return Starlette(routes=[Route("/{path:path}", pass_on, methods=METHODS, name=CALL)])


class WatchedActions(Watched):
    """The record of these calls: each has the name of the action and its conversation."""

    def __init__(self, stage: Stage) -> None:
        """Watch the service."""
        stage.calls.hide("token")  # Rasa sends it in the query.
        super().__init__(SERVICE, service(stage), stage)

    def _call(self, scope: Scope, body: bytes) -> Call:
        asked = _without_domain(body)
        call = super()._call(scope, json.dumps(asked).encode() if asked else body)
        if asked is not None:
            action, sender = asked.get("next_action"), asked.get("sender_id")
            call.call = action if isinstance(action, str) else call.call
            if isinstance(sender, str):
                call.conversation = self._stage.conversations.id_of_sender(sender)
        return call


async def _passed(http: httpx.AsyncClient, url: str, request: Request) -> httpx.Response:
    headers = [(k, v) for k, v in request.headers.items() if k not in HOP_BY_HOP]
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return await http.request(
        request.method,
        url.rstrip("/") + path,
        content=await request.body(),
        headers=[*headers, ("accept-encoding", "identity")],
        timeout=PATIENCE,
    )


def _without_domain(body: bytes) -> dict[str, Any] | None:
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(asked, dict):
        return None
    return {**asked, "domain": DOMAIN_LEFT_OUT} if "domain" in asked else asked


def _unreachable(reason: str) -> Response:
    return JSONResponse({"error": reason}, HTTPStatus.BAD_GATEWAY)
