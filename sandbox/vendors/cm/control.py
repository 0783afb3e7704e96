"""The control routes that only CM.com has: who is online, chats, the shapes of responses."""

from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ...serving.json_bodies import read_body
from ...serving.refusal import Refused
from ...state import SandboxState
from ...vendor_base.settings import settings_route
from .account import CMAccount
from .bot_adapter import CMChannel
from .session import end_session


@dataclass
class ChannelChange:
    """Body of PUT /cm/channels/{channel}."""

    online: bool


@dataclass
class WebStoreChange:
    """Body of PUT /cm/web-stores; an unknown referrer is added."""

    referrer: str
    online: bool


def routes(account: CMAccount, state: SandboxState, channel: CMChannel) -> list[Route]:
    """Return the routes, to be mounted below /cm."""
    return [
        *_presence_routes(account, state),
        *_chat_routes(account, state, channel),
        settings_route(account, "bot", "/bot"),
        settings_route(account, "presence", "/presence"),
        settings_route(account, "mutation", "/mutation"),
        settings_route(account, "handover_endpoint", "/handover-endpoint"),
    ]


def _presence_routes(account: CMAccount, state: SandboxState) -> list[Route]:
    async def show_channels(request: Request) -> Response:
        return JSONResponse(account.channels)

    async def set_channel(request: Request) -> Response:
        channel = request.path_params["channel"]
        if channel not in account.channels:
            names = ", ".join(account.channels)
            raise Refused(
                HTTPStatus.NOT_FOUND, f"no channel is named '{channel}'; there are {names}"
            )
        account.channels[channel] = (await read_body(ChannelChange, request)).online
        state.setup_changed()
        return JSONResponse(account.channels)

    async def show_web_stores(request: Request) -> Response:
        return JSONResponse(account.web_stores)

    async def set_web_store(request: Request) -> Response:
        change = await read_body(WebStoreChange, request)
        account.web_stores[change.referrer] = change.online
        return JSONResponse(account.web_stores)

    return [
        Route("/channels", show_channels),
        Route("/channels/{channel}", set_channel, methods=["PUT"]),
        Route("/web-stores", show_web_stores),
        Route("/web-stores", set_web_store, methods=["PUT"]),
    ]


def _chat_routes(account: CMAccount, state: SandboxState, channel: CMChannel) -> list[Route]:
    async def show(request: Request) -> Response:
        return JSONResponse(account.chats.as_json()["chats"])

    async def remove(request: Request) -> Response:
        account.chats.remove(request.path_params["id"])
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def end(request: Request) -> Response:
        conversation = state.conversations.find(request.path_params["id"])
        async with conversation.turn:
            return JSONResponse(await end_session(account, state, channel, conversation))

    return [
        Route("/chats", show),
        Route("/chats/{id}", remove, methods=["DELETE"]),
        Route("/chats/{id}/end", end, methods=["POST"]),
    ]
