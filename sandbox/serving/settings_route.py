"""Settings of an imitated vendor, as control changes and shows them."""

from collections.abc import Callable
from dataclasses import asdict, fields
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ..record.call_log import MASK
from .json_bodies import json_body, parse


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
        return JSONResponse(shown(settings))

    return Route(path, put, methods=["PUT"])


def shown(settings: Any) -> dict[str, Any]:
    """Settings as anybody may see them; what has no place in a `repr` is masked."""
    secret = {field.name for field in fields(settings) if not field.repr}
    return {key: MASK if key in secret else value for key, value in asdict(settings).items()}
