"""Control of the record of calls: all of them, or one with what was answered."""

from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ..bot.action_server_proxy import SERVICE
from ..record.call_log import Call
from ..record.redaction import MASK, Personal
from ..serving.refusal import Refused
from ..world.state import Stage


def routes(stage: Stage) -> list[Route]:
    """The routes about calls."""

    async def show_all(request: Request) -> Response:
        return JSONResponse(stage.calls.as_json(request.query_params.get("call")))

    async def show(request: Request) -> Response:
        serial = request.path_params["serial"]
        call = stage.calls.find(serial)
        if call is None:
            raise Refused(HTTPStatus.NOT_FOUND, f"there is no call {serial}, or no longer")
        return JSONResponse(_shown(stage, call))

    return [Route("/calls", show_all), Route("/calls/{serial:int}", show)]


def _shown(stage: Stage, call: Call) -> dict[str, Any]:
    """A call with what was sent and what was answered, no credentials and no personal data."""
    personal = _personal(stage, call)
    told = ("serial", "conversation", "service", "call", "method", "path", "query", "status")
    return {
        **{name: getattr(call, name) for name in (*told, "fault", "milliseconds", "at")},
        "request": {
            "headers": call.headers,
            # A caller who sends no JSON may send anything.
            "body": MASK if isinstance(call.body, str) else personal.masked(call.body),
        },
        "answer": _answer(stage, call, personal),
    }


def _answer(stage: Stage, call: Call, personal: Personal) -> dict[str, Any] | None:
    if call.answer is None:
        return None
    headers, body = stage.calls.masked_answer(call.answer)
    if not isinstance(body, str):
        body = personal.masked(body)
    elif call.service == SERVICE:  # An action server that does not say JSON may say anything.
        body = MASK
    else:
        body = personal.masked_text(body)
    return {"status": call.answer.status, "headers": headers, "body": body}


def _personal(stage: Stage, call: Call) -> Personal:
    """What is personal in the call, by what is known of its conversation, or of all."""
    conversations = stage.conversations.as_json()
    mine = [each for each in conversations if each["id"] == call.conversation] or conversations
    messages = [message for each in mine for message in each["messages"]]
    said = [message["text"] for message in messages if message["from"] == "customer"]
    personal = Personal(stage.personal.get(call.call or "", ()), said)
    related = stage.calls.of_conversation(call.conversation) if call.conversation else []
    for each in (call, *related):
        personal.learn(each.body, stage.personal.get(each.call or "", ()))
    return personal
