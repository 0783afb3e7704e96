"""Settings of an imitated vendor, as control changes them."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .bodies import json_body, parse


def settings_route(
    world: object,
    name: str,
    path: str,
    kind: type[Any],
    check: Callable[[object], None] | None = None,
) -> Route:
    """PUT of one of the world's settings; keys that are left out go back to their default.

    `check` refuses what has the right type and yet makes no sense.
    """

    async def put(request: Request) -> Response:
        settings = parse(kind, await json_body(request))
        if check is not None:
            check(settings)
        setattr(world, name, settings)
        return JSONResponse(asdict(settings))

    return Route(path, put, methods=["PUT"])
