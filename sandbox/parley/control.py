"""What only Parley can be told: services, the clock, the shape of an answer."""

from dataclasses import asdict, dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ..bodies import json_body, keys_of, parse
from ..refusal import Refused
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

    async def set_clock(request: Request) -> Response:
        world.clock = parse(ClockSettings, await json_body(request))
        return JSONResponse(asdict(world.clock))

    async def set_owner(request: Request) -> Response:
        world.owner = parse(OwnerSettings, await json_body(request))
        return JSONResponse(asdict(world.owner))

    return [
        Route("/services", show_services),
        Route("/services/{identification}", change_service, methods=["PUT"]),
        Route("/users", show_users),
        Route("/clock", set_clock, methods=["PUT"]),
        Route("/owner", set_owner, methods=["PUT"]),
    ]
