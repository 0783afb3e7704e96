"""The Public API of Third-Party Bots: commands about a bot's conversation, such as a transfer.

https://developers.liveperson.com/third-party-bots-public-api.html
A command is `waiting`, then `completed` or `failed`; the last 200 are kept.
Assumptions: refusals look as at LivePerson's other services; a conversation that was never heard of
is with a bot; a skill that does not exist, and a command whose time to live is over before it was
carried out, are a command that fails; the wait for an agent is not part of the command.
"""

import asyncio
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ...record.event_log import now_ms
from ...serving.json_bodies import json_body, keys_of, parse, read_body
from ...serving.refusal import Refused, refusals
from ...state import SandboxState
from ...world.transfer import Transfer
from .account import ACCOUNT, BOT_USER, PUBLIC_LOGIN, PUBLIC_USER, LivePersonAccount
from .errors import envelope
from .escalation import VENDOR

API_VERSION = "1.3"
KEPT_COMMANDS = 200
SHORTEST_TTL, DEFAULT_TTL, LONGEST_TTL = 10, 30, 120


@dataclass
class PublicLogin:
    """Body of the login; `USER_PASS` is documented, but this account has no password."""

    authType: str  # noqa: N815 - the vendor's spelling, here and below
    credentials: dict[str, object]


@dataclass
class TransferBody:
    """Body of a transfer; the skill is a name, and upper and lower case matter."""

    skill: str
    agentId: str | None = None  # noqa: N815


@dataclass
class Command:
    """One command, as the API shows it."""

    id: str
    data: dict[str, Any]
    result: dict[str, Any] | None = None
    state: str = "waiting"


def service(account: LivePersonAccount, state: SandboxState) -> Starlette:
    """Return the Public API as an application."""

    async def log_in(request: Request) -> Response:
        if request.query_params.get("v") != API_VERSION:
            raise Refused(HTTPStatus.BAD_REQUEST, f"the query must have v={API_VERSION}")
        login = parse(PublicLogin, keys_of(await json_body(request)))
        _check_login(request.path_params["account"], login)
        session = account.public_sessions.start(PUBLIC_USER, account.login.session_ttl_ms)
        return JSONResponse({"bearer": session.bearer})

    async def transfer(request: Request) -> Response:
        conversation = request.path_params["conversation"]
        try:
            _check_bearer(account, request)
            ttl = _ttl(request.query_params.get("ttl"))
            body = await read_body(TransferBody, request)
        except Refused as error:
            state.transfers.refuse(VENDOR, conversation, error.reason)
            raise
        command = _new_command(account, conversation, body, ttl)
        if not account.public_api.seconds:
            _carry_out(account, state, command, body)
        else:
            state.spawn(_carry_out_later(account, state, command, body, ttl))
        return JSONResponse({"commandId": command.id})

    async def show_all(request: Request) -> Response:
        _check_bearer(account, request)
        return JSONResponse([asdict(each) for each in _commands(account, request)])

    async def show_one(request: Request) -> Response:
        _check_bearer(account, request)
        for command in _commands(account, request):
            if command.id == request.path_params["command"]:
                return JSONResponse(asdict(command))
        raise Refused(HTTPStatus.NOT_FOUND, "command not found")

    path = "/api/v1/account/{account}"
    conversation = f"{path}/conversation/{{conversation}}"
    return Starlette(
        routes=[
            Route(f"{path}/login", log_in, methods=["POST"], name="public_login"),
            Route(f"{conversation}/transfer", transfer, methods=["POST"], name="transfer_command"),
            Route(f"{conversation}/command", show_all, name="commands"),
            Route(f"{conversation}/command/{{command}}", show_one, name="command"),
        ],
        exception_handlers=refusals(envelope),
    )


def _check_login(account_id: str, login: PublicLogin) -> None:
    keys = login.credentials
    if keys.get("username") == BOT_USER:
        # Documented: "the credentials are already used by a bot currently running".
        raise Refused(HTTPStatus.CONFLICT, "the credentials are used by a bot that is running")
    tokens = {keys.get(key, "dummy") for key in ("accessToken", "accessTokenSecret")}
    is_user = keys.get("username") == PUBLIC_USER and account_id == ACCOUNT
    are_keys = all(keys.get(key) == value for key, value in PUBLIC_LOGIN.items())
    if login.authType != "API_KEY" or not (is_user and are_keys) or tokens != {"dummy"}:
        raise Refused(HTTPStatus.UNAUTHORIZED, "bad site, user or credentials")


def _check_bearer(account: LivePersonAccount, request: Request) -> None:
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    is_possible = request.path_params["account"] == ACCOUNT and scheme == "Bearer"
    if not is_possible or account.public_sessions.by_bearer(bearer) is None:
        raise Refused(HTTPStatus.UNAUTHORIZED, "invalid bearer token")


def _ttl(text: str | None) -> int:
    ttl = DEFAULT_TTL if text is None else int(text) if text.isascii() and text.isdigit() else 0
    if not SHORTEST_TTL <= ttl <= LONGEST_TTL:
        raise Refused(HTTPStatus.BAD_REQUEST, f"'ttl' must be from {SHORTEST_TTL} to {LONGEST_TTL}")
    return ttl


def _new_command(
    account: LivePersonAccount, conversation: str, body: TransferBody, ttl: int
) -> Command:
    account.last_command += 1
    data = {
        "type": "transfer",
        "payload": _fields(body),
        "conversationId": conversation,
        "isInternal": True,
        "timeoutTime": now_ms() + ttl * 1000,
    }
    command = Command(str(account.last_command), data)
    account.commands = [*account.commands, command][-KEPT_COMMANDS:]
    return command


async def _carry_out_later(
    account: LivePersonAccount, state: SandboxState, command: Command, body: TransferBody, ttl: int
) -> None:
    await asyncio.sleep(min(account.public_api.seconds, ttl))
    if account.public_api.seconds > ttl:
        reason = "the command is no longer valid"
        state.transfers.refuse(VENDOR, command.data["conversationId"], reason)
        _end(command, account.public_api.error)
    else:
        _carry_out(account, state, command, body)


def _carry_out(
    account: LivePersonAccount, state: SandboxState, command: Command, body: TransferBody
) -> None:
    conversation = command.data["conversationId"]
    is_skill = body.skill in [skill.name for skill in account.skills.values()]
    if not is_skill or account.public_api.outcome == "failed":
        reason = account.public_api.error if is_skill else f"no skill has the name {body.skill}"
        state.transfers.refuse(VENDOR, conversation, reason)
        _end(command, account.public_api.error)
        return
    # A Third-Party bot sends the transfer message itself, and gets no message about a later
    # failure.
    state.transfers.accept(Transfer(VENDOR, conversation, _fields(body), body.skill), None, None)
    _end(command, None)


def _end(command: Command, error: str | None) -> None:
    now = now_ms()
    command.state = "completed" if error is None else "failed"
    command.result = {"startTime": now, "endTime": now, "executionTime": 0}
    if error is not None:
        command.result["error"] = {"trace": [], "name": error}


def _commands(account: LivePersonAccount, request: Request) -> list[Command]:
    conversation = request.path_params["conversation"]
    return [each for each in account.commands if each.data["conversationId"] == conversation]


def _fields(body: TransferBody) -> dict[str, Any]:
    return {name: value for name, value in asdict(body).items() if value is not None}
