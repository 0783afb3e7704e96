"""What only Parley can be told: services, the clock, the shape of an answer."""

from dataclasses import asdict, dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ..bodies import json_body, keys_of, parse
from ..refusal import Refused
from ..settings_route import settings_route
from .world import ClockSettings, OwnerSettings, World


@dataclass
class ServiceChange:
    """Body of PUT /parley/services/{identification}; what is left out stays as it is."""

    name: str = ""
    default: bool = False
    connected: bool = True


def routes(world: World) -> list[Route]:
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
        return JSONResponse(asdict(world.change_service(key, given)))

    async def show_users(request: Request) -> Response:
        return JSONResponse(world.users)

    return [
        Route("/services", show_services),
        Route("/services/{identification}", change_service, methods=["PUT"]),
        Route("/users", show_users),
        settings_route(world, "clock", "/clock", ClockSettings),
        settings_route(world, "owner", "/owner", OwnerSettings),
    ]
