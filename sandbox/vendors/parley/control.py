"""What only Parley can be told: services, merged users, the clock, the shapes of its bodies."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ...bot.settings import check_header, check_path, check_patience
from ...serving.json_bodies import json_body, keys_of, parse
from ...serving.refusal import Refused
from ...serving.settings_route import settings_route
from ...world.state import Stage
from .webhook import CHANNEL, WebhookLine
from .world import ClockSettings, OwnerSettings, Webhook, World


@dataclass
class ServiceChange:
    """Body of PUT /parley/services/{identification}; what is left out stays as it is."""

    name: str = ""
    default: bool = False
    connected: bool = True


def routes(world: World, stage: Stage, line: WebhookLine) -> list[Route]:
    """The routes, to be mounted below /parley."""

    async def show_services(request: Request) -> Response:
        return JSONResponse({key: asdict(service) for key, service in world.services.items()})

    async def change_service(request: Request) -> Response:
        key = request.path_params["identification"]
        if "|" in key:
            reason = "an identification has no '|', which separates the parts of a signature"
            raise Refused(HTTPStatus.BAD_REQUEST, reason)
        given = keys_of(await json_body(request))
        parse(ServiceChange, given)
        changed = world.change_service(key, given)
        stage.changed()
        return JSONResponse(asdict(changed))

    async def show_users(request: Request) -> Response:
        return JSONResponse(world.users)

    async def merge(request: Request) -> Response:
        before, after = _two_users(keys_of(await json_body(request)))
        conversation = stage.conversations.find(before)
        async with conversation.turn:
            stage.conversations.move(conversation, after)
            stage.deliveries.move(before, after)
            stage.transfers.move(before, after)
            world.merge(before, after)
            stage.events.add("users_merged", conversation=after, before=before)
            if conversation.channel != CHANNEL:
                return JSONResponse([])
            call = line.merged(conversation, before)
            return JSONResponse(await stage.conversations.hear_bot(conversation, call))

    return [
        Route("/services", show_services),
        Route("/services/{identification}", change_service, methods=["PUT"]),
        Route("/users", show_users),
        Route("/merge", merge, methods=["POST"]),
        settings_route(world, "webhook", "/webhook", Webhook, _check),
        settings_route(world, "clock", "/clock", ClockSettings),
        settings_route(world, "owner", "/owner", OwnerSettings),
    ]


def _two_users(given: Mapping[str, object]) -> tuple[str, str]:
    """Body of POST /parley/merge: the ids of a user before and after. `from` is no Python name."""
    before, after = given.get("from"), given.get("to")
    named = isinstance(before, str) and isinstance(after, str) and before and after
    if not named or before == after or len(given) > len(("from", "to")):
        raise Refused(HTTPStatus.BAD_REQUEST, "'from' and 'to' must be the ids of two users")
    return str(before), str(after)


def _check(settings: object) -> None:
    """Refuse what has the right type and yet makes no sense."""
    assert isinstance(settings, Webhook)
    check_path("path", settings.path)
    check_header(settings.header, settings.token)
    check_patience(settings.redeliveries + 1, settings.timeout_seconds, settings.pause_seconds)
