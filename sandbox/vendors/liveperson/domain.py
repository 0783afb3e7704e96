"""The Domain API (CSDS): where an account's services live.

https://developers.liveperson.com/domain-api.html
The service's address is a bare host; here with a port, as everything runs on one machine.
Assumption: an unknown account and a missing `version` are 400, an unlisted service 404.
"""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ...serving.refusal import Refused
from ...world.state import Stage
from .errors import envelope
from .world import ACCOUNT, World

# Newer documents have shift status at `shiftstatus`, older ones at `asyncMessagingEnt`.
SERVED_BY = {
    "agentVep": "login",
    "shiftstatus": "shift_status",
    "asyncMessagingEnt": "shift_status",
    # Here the keys are that the platform signs its calls to the bot with.
    "sentinel": "login",
}


def service(world: World, stage: Stage) -> Starlette:
    """The Domain API as an application."""

    async def one(request: Request) -> Response:
        _check(request)
        name = request.path_params["service"]
        if name not in world.domain.services:
            raise Refused(HTTPStatus.NOT_FOUND, f"service '{name}' is not known")
        found = base_uri(stage, request, name)
        shapes: dict[str, Any] = {
            "object": found,
            "list": [found],
            "collection": {"baseURIs": [found]},
        }
        return JSONResponse(shapes[world.domain.shape])

    async def every(request: Request) -> Response:
        _check(request)
        return JSONResponse(base_uris(world, stage, request))

    path = "/api/account/{account}/service"
    return Starlette(
        routes=[
            Route(f"{path}/baseURI.json", every, name="domain"),
            Route(f"{path}/{{service}}/baseURI.json", one, name="domain"),
        ],
        exception_handlers={Refused: envelope},
    )


def base_uris(world: World, stage: Stage, request: Request) -> dict[str, list[dict[str, str]]]:
    """All services that are listed; the answer to a login carries them too."""
    return {"baseURIs": [base_uri(stage, request, name) for name in world.domain.services]}


def base_uri(stage: Stage, request: Request, name: str) -> dict[str, str]:
    """Where a service lives, under the name by which the caller has found this machine."""
    port = urlsplit(stage.urls[SERVED_BY[name]]).port
    host = request.url.hostname or ""
    shown = f"[{host}]" if ":" in host else host
    return {"service": name, "account": ACCOUNT, "baseURI": f"{shown}:{port}"}


def _check(request: Request) -> None:
    if request.query_params.get("version") != "1.0":
        raise Refused(HTTPStatus.BAD_REQUEST, "the query must have version=1.0")
    if request.path_params["account"] != ACCOUNT:
        raise Refused(HTTPStatus.BAD_REQUEST, "the account is not known")
