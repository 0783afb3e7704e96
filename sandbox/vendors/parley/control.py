"""The control routes that only Parley has: services, users, merges, the clock, body shapes."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ...serving.json_bodies import json_body, keys_of, read_changes
from ...serving.refusal import Refused
from ...state import SandboxState
from ...vendor_base.settings import settings_route
from .account import ParleyAccount
from .webhook import CHANNEL, ParleyChannel


@dataclass
class ServiceChange:
    """Body of PUT /parley/services/{identification}; keys that are left out stay as they are."""

    name: str = ""
    default: bool = False
    connected: bool = True


def routes(account: ParleyAccount, state: SandboxState, channel: ParleyChannel) -> list[Route]:
    """Return the routes, to be mounted below /parley."""

    async def show_services(request: Request) -> Response:
        return JSONResponse({key: asdict(service) for key, service in account.services.items()})

    async def change_service(request: Request) -> Response:
        key = request.path_params["identification"]
        if "|" in key:
            reason = "an identification has no '|', which separates the parts of a signature"
            raise Refused(HTTPStatus.BAD_REQUEST, reason)
        changed = account.change_service(key, await read_changes(ServiceChange, request))
        state.setup_changed()
        return JSONResponse(asdict(changed))

    async def show_users(request: Request) -> Response:
        return JSONResponse(account.users)

    async def merge(request: Request) -> Response:
        before, after = _two_users(keys_of(await json_body(request)))
        conversation = state.conversations.find(before)
        async with conversation.turn:
            state.conversations.move(conversation, after)
            state.deliveries.move(before, after)
            state.transfers.move(before, after)
            state.handoffs.move(before, after)
            account.merge(before, after)
            state.events.add("users_merged", conversation=after, before=before)
            if conversation.channel != CHANNEL:
                return JSONResponse([])
            call = channel.announce_merge(conversation, before)
            return JSONResponse(await state.turns.call_bot(conversation, call))

    return [
        Route("/services", show_services),
        Route("/services/{identification}", change_service, methods=["PUT"]),
        Route("/users", show_users),
        Route("/merge", merge, methods=["POST"]),
        *(settings_route(account, name, f"/{name}") for name in ("webhook", "clock", "owner")),
    ]


def _two_users(body: Mapping[str, object]) -> tuple[str, str]:
    """Return the user's ids before and after, of POST /parley/merge.

    No dataclass: `from` is not a Python name.
    """
    before, after = body.get("from"), body.get("to")
    are_ids = isinstance(before, str) and isinstance(after, str) and before and after
    if not are_ids or before == after or len(body) > len(("from", "to")):
        raise Refused(HTTPStatus.BAD_REQUEST, "'from' and 'to' must be the ids of two users")
    return str(before), str(after)
