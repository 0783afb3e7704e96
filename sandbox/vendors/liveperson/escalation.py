r"""Conversation Builder's escalation call, by which a bot hands its conversation to agents.

https://developers.liveperson.com/conversation-builder-best-practices-escalate-to-an-agent.html
The request is documented, the response is not, and there is no LivePerson client to compare with.
Assumptions: a refused key is 401 and anything else wrong 400; keys beyond the documented ones
(and `agentId`, as the connector calls it) are refused; so is an unknown skill.
"""

import json
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ...serving.json_bodies import read_body
from ...serving.refusal import Refused, refusals
from ...state import SandboxState
from ...world.transfer import Transfer
from .account import API_KEY, CHAT_BOT_ID, LivePersonAccount
from .errors import envelope

PATH = "/botservice-0.1/botcentral/livePersonAgent"
VENDOR = "LivePerson"
# Satisfies the rule that there must be a message; the customer reads nothing.
BLANK_MESSAGE = "BLANK_MESSAGE"
# What the platform sends the bot, as if the customer had typed it, when a transfer fails later.
FAILED_LATER = "__agent_escalation_failed__"


@dataclass
class Escalation:
    """Body of the call; all values are strings."""

    userPlatformId: str  # noqa: N815 - the vendor's spelling, here and below
    chatBotId: str  # noqa: N815
    message: str
    conversationId: str  # noqa: N815
    agentSkillName: str  # noqa: N815
    agentSkillId: str  # noqa: N815
    agentId: str = ""  # noqa: N815


def service(account: LivePersonAccount, state: SandboxState) -> Starlette:
    """Return the escalation API as an application."""

    async def escalate(request: Request) -> Response:
        try:
            escalation = await _checked(request, account)
        except Refused as error:
            state.transfers.refuse(VENDOR, await _conversation(request), error.reason)
            raise
        skill_name = account.skills[escalation.agentSkillId].name
        fields = asdict(escalation)
        transfer = Transfer(VENDOR, escalation.conversationId, fields, skill_name)
        message = None if escalation.message == BLANK_MESSAGE else escalation.message
        state.transfers.accept(transfer, message, FAILED_LATER)
        return JSONResponse(account.escalation.body, account.escalation.status)

    route = Route(PATH, escalate, methods=["POST"], name="escalate")
    return Starlette(routes=[route], exception_handlers=refusals(envelope))


async def _checked(request: Request, account: LivePersonAccount) -> Escalation:
    """Return the escalation, if nothing about the call is wrong."""
    if request.headers.get("authorization") != API_KEY:
        raise Refused(HTTPStatus.UNAUTHORIZED, "the API access key is not valid")
    escalation = await read_body(Escalation, request)
    problem = _problem(escalation, account)
    if problem:
        raise Refused(HTTPStatus.BAD_REQUEST, problem)
    return escalation


def _problem(escalation: Escalation, account: LivePersonAccount) -> str | None:
    """Return what is wrong with the values; the vendor's troubleshooting page lists most of it."""
    empty = [key for key, value in asdict(escalation).items() if not value and key != "agentId"]
    if empty:
        return f"empty: {', '.join(empty)}"
    # "New line must be escaped \\n; a raw newline makes the integration fail": a guard against
    # injection. Assumption: it looks at the value after the JSON has been read.
    if any(character in escalation.message for character in "\r\n"):
        return "'message' has a line break that is not escaped"
    if not (escalation.agentSkillId.isascii() and escalation.agentSkillId.isdigit()):
        return "'agentSkillId' must be a number, as a string"
    if escalation.agentSkillId not in account.skills:
        return f"no skill has the id {escalation.agentSkillId}"
    if escalation.chatBotId != CHAT_BOT_ID:
        return "no bot has this 'chatBotId'"
    return None


async def _conversation(request: Request) -> Any:
    """Return the conversation that a refused call was about, as far as it names one."""
    try:
        body = json.loads(await request.body())
    except ValueError:
        return None
    return body.get("conversationId") if isinstance(body, dict) else None
