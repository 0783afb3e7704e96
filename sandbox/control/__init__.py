"""The control interface: the README's table lists its routes."""

from collections.abc import Mapping

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount

from .. import page
from ..serving.refusal import Refused, refusals
from ..state import SandboxState
from ..vendor_base.vendor import Vendor
from . import calls, conversations, event_stream, faults, overview, setup, transfers, waits


def control_app(state: SandboxState, vendors: Mapping[str, Vendor]) -> Starlette:
    """Return the application behind the control port; `vendors` by their slugs."""
    routes: list[BaseRoute] = [
        *overview.routes(state, vendors),
        *page.routes(),
        *calls.routes(state),
        *faults.routes(state),
        *transfers.routes(state),
        *setup.routes(state, vendors),
        *conversations.routes(state),
        *waits.routes(state),
        *event_stream.routes(state),
        *(Mount(f"/{slug}", routes=vendor.control_routes) for slug, vendor in vendors.items()),
    ]
    return Starlette(routes=routes, exception_handlers=refusals(_refusal))


def _refusal(request: Request, refused: Refused) -> Response:
    return JSONResponse({"error": refused.reason}, refused.status)
