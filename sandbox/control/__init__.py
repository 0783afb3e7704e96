"""The control interface: what the sandbox is told, and what it tells. See the README's table."""

from collections.abc import Mapping

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount

from ..page import routes as page_routes
from ..serving.refusal import Refused
from ..serving.vendor import Vendor
from ..world.state import Stage
from . import calls, conversations, event_stream, faults, shifts, transfers, world


def control_app(stage: Stage, vendors: Mapping[str, Vendor]) -> Starlette:
    """The application behind the control port."""
    routes: list[BaseRoute] = [
        *world.routes(stage, vendors),
        *page_routes(),
        *calls.routes(stage),
        *faults.routes(stage),
        *transfers.routes(stage),
        *shifts.routes(stage, vendors),
        *conversations.routes(stage),
        *event_stream.routes(stage),
        *(Mount(f"/{slug}", routes=each.control_routes) for slug, each in vendors.items()),
    ]
    return Starlette(routes=routes, exception_handlers={Refused: _refusal})


async def _refusal(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return JSONResponse({"error": error.reason}, error.status)
