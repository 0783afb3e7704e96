"""What only CM.com can be told: who is online, which chats there are, the shapes of its answers."""

from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ...bot.settings import check_header, check_path, check_patience
from ...serving.json_bodies import check_status, json_body, parse
from ...serving.refusal import Refused
from ...serving.settings_route import settings_route
from ...world.state import Stage
from .bot_adapter import AdapterLine
from .session import end_session
from .world import BotAdapter, HandoverEndpoint, MutationSettings, PresenceSettings, World


@dataclass
class ChannelChange:
    """Body of PUT /cm/channels/{channel}."""

    online: bool


@dataclass
class WebStoreChange:
    """Body of PUT /cm/web-stores; a referrer that is not there yet is set up."""

    referrer: str
    online: bool


def routes(world: World, stage: Stage, line: AdapterLine) -> list[Route]:
    """The routes, to be mounted below /cm."""
    return [
        *_presence_routes(world, stage),
        *_chat_routes(world, stage, line),
        settings_route(world, "bot", "/bot", BotAdapter, _check),
        settings_route(world, "presence", "/presence", PresenceSettings, _check),
        settings_route(world, "mutation", "/mutation", MutationSettings, _check),
        settings_route(world, "handover_endpoint", "/handover-endpoint", HandoverEndpoint, _check),
    ]


def _presence_routes(world: World, stage: Stage) -> list[Route]:
    async def channels(request: Request) -> Response:
        return JSONResponse(world.channels)

    async def set_channel(request: Request) -> Response:
        channel = request.path_params["channel"]
        if channel not in world.channels:
            known = ", ".join(world.channels)
            raise Refused(
                HTTPStatus.NOT_FOUND, f"no channel is named '{channel}'; there are {known}"
            )
        world.channels[channel] = parse(ChannelChange, await json_body(request)).online
        stage.changed()
        return JSONResponse(world.channels)

    async def web_stores(request: Request) -> Response:
        return JSONResponse(world.web_stores)

    async def set_web_store(request: Request) -> Response:
        change = parse(WebStoreChange, await json_body(request))
        world.web_stores[change.referrer] = change.online
        return JSONResponse(world.web_stores)

    return [
        Route("/channels", channels),
        Route("/channels/{channel}", set_channel, methods=["PUT"]),
        Route("/web-stores", web_stores),
        Route("/web-stores", set_web_store, methods=["PUT"]),
    ]


def _chat_routes(world: World, stage: Stage, line: AdapterLine) -> list[Route]:
    async def show(request: Request) -> Response:
        return JSONResponse(world.chats.as_json()["chats"])

    async def remove(request: Request) -> Response:
        world.chats.remove(request.path_params["id"])
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def end(request: Request) -> Response:
        conversation = stage.conversations.find(request.path_params["id"])
        async with conversation.turn:
            return JSONResponse(await end_session(world, stage, line, conversation))

    return [
        Route("/chats", show),
        Route("/chats/{id}", remove, methods=["DELETE"]),
        Route("/chats/{id}/end", end, methods=["POST"]),
    ]


def _check(settings: object) -> None:
    """Refuse what has the right type and yet makes no sense."""
    if isinstance(settings, MutationSettings):
        check_status(settings.status)
    if isinstance(settings, HandoverEndpoint) and settings.url is not None:
        _check_address(settings.url)
    if isinstance(settings, BotAdapter):
        for name in ("message_path", "event_path", "handover_path"):
            check_path(name, getattr(settings, name))
        check_header(settings.header, settings.token)
        check_patience(settings.redeliveries + 1, settings.timeout_seconds, settings.pause_seconds)


def _check_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        # A port out of range is an error only when it is looked at.
        known = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        known = False
    if not known:
        raise Refused(
            HTTPStatus.BAD_REQUEST, "'url' must be an address such as http://127.0.0.1:80"
        )
