"""Control of the call log: all calls, or one call with its response."""

from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ..bot.action_server_proxy import SERVICE
from ..record.call_log import Call
from ..record.redaction import MASK, Redactor
from ..serving.refusal import Refused
from ..state import SandboxState

SHOWN = (
    *("serial", "conversation", "service", "call", "method", "path", "query", "status", "fault"),
    *("milliseconds", "at"),
)


def routes(state: SandboxState) -> list[Route]:
    """Return the routes about calls."""

    async def show_all(request: Request) -> Response:
        return JSONResponse(state.calls.as_json(request.query_params.get("call")))

    async def show(request: Request) -> Response:
        serial = request.path_params["serial"]
        call = state.calls.find(serial)
        if call is None:
            raise Refused(HTTPStatus.NOT_FOUND, f"there is no call {serial}, or no longer")
        return JSONResponse(_redacted(state, call))

    return [Route("/calls", show_all), Route("/calls/{serial:int}", show)]


def _redacted(state: SandboxState, call: Call) -> dict[str, Any]:
    """Return a call with request and response, without credentials and personal data."""
    redactor = _redactor(state, call)
    return {
        **{name: getattr(call, name) for name in SHOWN},
        "request": {
            "headers": call.headers,
            # A body that is not JSON may have personal data anywhere.
            "body": MASK if isinstance(call.body, str) else redactor.redact(call.body),
        },
        "answer": _response(state, call, redactor),
    }


def _response(state: SandboxState, call: Call, redactor: Redactor) -> dict[str, Any] | None:
    if call.response is None:
        return None
    headers, body = state.calls.masked_response(call.response)
    if not isinstance(body, str):
        body = redactor.redact(body)
    elif call.service == SERVICE:  # A text from the action server may have them anywhere, too.
        body = MASK
    else:
        body = redactor.redact_text(body)
    return {"status": call.response.status, "headers": headers, "body": body}


def _redactor(state: SandboxState, call: Call) -> Redactor:
    """Return a redactor that has read the call's conversation, or all if the call names none."""
    conversations = state.conversations.as_json()
    same = [shown for shown in conversations if shown["id"] == call.conversation]
    messages = [message for shown in same or conversations for message in shown["messages"]]
    texts = [message["text"] for message in messages if message["from"] == "customer"]
    redactor = Redactor(state.personal_keys.get(call.call or "", ()), texts)
    related = state.calls.of_conversation(call.conversation) if call.conversation else []
    for one in (call, *related):
        redactor.collect(one.body, state.personal_keys.get(one.call or "", ()))
    return redactor
