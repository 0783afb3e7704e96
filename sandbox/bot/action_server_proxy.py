"""The service `actions`: forwards Rasa's calls to the action server and records them.

https://rasa.com/docs/action-server/pages/action-server-api
"""

import json
from http import HTTPStatus
from typing import Any, Protocol

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Scope

from ..faults.middleware import CallRecords, FaultMiddleware
from ..record.call_log import Call
from ..record.handoff_log import HandoffLog
from ..record.handoff_report import SLOT
from ..world.conversations import Conversations
from .address import ActionServer

SERVICE = "actions"
# Faults are ordered for all calls under this name. In the record each has the name of its action.
CALL = "action"
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
# Rasa itself gives an action five minutes.
TIMEOUT = httpx.Timeout(310.0, connect=5.0)
# https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1, and the headers that httpx sets by itself.
HOP_BY_HOP = frozenset(
    {
        *("connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding"),
        *("upgrade", "host", "content-length", "accept-encoding", "content-encoding"),
    }
)
# The domain is the same in every call, and longer than everything else.
DOMAIN_LEFT_OUT = "(the bot's domain is left out)"


class ProxyState(CallRecords, Protocol):
    """What the proxy needs of the sandbox's state."""

    action_server: ActionServer
    conversations: Conversations
    handoffs: HandoffLog
    http: httpx.AsyncClient


def service(state: ProxyState) -> Starlette:
    """Return the application that forwards everything to the action server."""

    async def forward(request: Request) -> Response:
        url = state.action_server.url
        state.action_server.was_called |= request.method == "POST"
        if url is None:
            return _unreachable(
                "no action server was named: the sandbox's --actions or PUT /actions does"
            )
        try:
            answer = await _forwarded(state.http, url, request)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return _unreachable(f"the action server did not answer: {type(error).__name__}")
        _add_reports(state, await request.body(), answer.content)
        response = Response(answer.content, answer.status_code)
        for name, value in answer.headers.multi_items():
            if name not in HOP_BY_HOP:
                response.headers.append(name, value)
        return response

    return Starlette(routes=[Route("/{path:path}", forward, methods=METHODS, name=CALL)])


class ActionServerProxy(FaultMiddleware):
    """Records each call with the name of its action and with its conversation."""

    def __init__(self, state: ProxyState) -> None:
        """Wrap the service."""
        state.calls.hide("token")  # Rasa sends it in the query.
        super().__init__(SERVICE, service(state), state)
        self._conversations = state.conversations

    def _call(self, scope: Scope, body: bytes) -> Call:
        action_call = _without_domain(body)
        call = super()._call(scope, json.dumps(action_call).encode() if action_call else body)
        if action_call is not None:
            action, sender = action_call.get("next_action"), action_call.get("sender_id")
            call.call = action if isinstance(action, str) else call.call
            if isinstance(sender, str):
                call.conversation = self._conversations.id_of_sender(sender)
        return call


async def _forwarded(http: httpx.AsyncClient, url: str, request: Request) -> httpx.Response:
    headers = [(k, v) for k, v in request.headers.items() if k not in HOP_BY_HOP]
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return await http.request(
        request.method,
        url.rstrip("/") + path,
        content=await request.body(),
        headers=[*headers, ("accept-encoding", "identity")],
        timeout=TIMEOUT,
    )


def _add_reports(state: ProxyState, body: bytes, answer: bytes) -> None:
    """Add what an answer reports of a handoff.

    So all conversations are known, without reading the tracker of each again and again.
    """
    if SLOT.encode() not in answer:
        return
    action_call, result = _json_object(body), _json_object(answer)
    sender = action_call.get("sender_id")
    if isinstance(sender, str):
        conversation = state.conversations.id_of_sender(sender)
        state.handoffs.add(conversation, result.get("events"))


def _json_object(text: bytes) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _without_domain(body: bytes) -> dict[str, Any] | None:
    action_call = _json_object(body)
    if "domain" in action_call:
        action_call["domain"] = DOMAIN_LEFT_OUT
    return action_call or None


def _unreachable(reason: str) -> Response:
    return JSONResponse({"error": reason}, HTTPStatus.BAD_GATEWAY)
