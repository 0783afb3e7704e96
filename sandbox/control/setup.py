"""Control of what every vendor has: who is on shift; and what there is to choose."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ..serving.json_bodies import read_body
from ..serving.refusal import Refused
from ..state import SandboxState
from ..vendor_base.vendor import Vendor
from ..vendors import MANIFESTS


@dataclass
class ShiftChange:
    """Body of PUT /setup/shifts; `back_ms`: when the next shift begins, in epoch milliseconds."""

    vendor: str
    name: str
    on: bool
    back_ms: int | None = None


@dataclass
class Desks:
    """Body of PUT /setup/desks: those of the bot, by their names in its configuration."""

    desks: list[str]


def routes(state: SandboxState, vendors: Mapping[str, Vendor]) -> list[Route]:
    """Return the routes below /setup."""

    async def show(request: Request) -> Response:
        shifts = {
            vendor.slug: {"title": vendor.title, "shifts": vendors[vendor.slug].account.shifts()}
            for vendor in MANIFESTS
        }
        return JSONResponse(
            {
                "channel": state.conversations.default_channel,
                "channels": list(state.channels),
                "vendors": shifts,
                "desks": state.desks,
            }
        )

    async def change_shift(request: Request) -> Response:
        change = await read_body(ShiftChange, request)
        _check_is_one_of("vendor", change.vendor, vendors)
        account = vendors[change.vendor].account
        _check_is_one_of("name", change.name, account.shifts())
        account.set_on_shift(change.name, on=change.on, back_ms=change.back_ms)
        state.setup_changed()
        return await show(request)

    async def change_desks(request: Request) -> Response:
        state.desks = (await read_body(Desks, request)).desks
        state.setup_changed()
        return await show(request)

    return [
        Route("/setup", show),
        Route("/setup/shifts", change_shift, methods=["PUT"]),
        Route("/setup/desks", change_desks, methods=["PUT"]),
    ]


def _check_is_one_of(key: str, value: str, choices: Mapping[str, object]) -> None:
    if value not in choices:
        raise Refused(HTTPStatus.BAD_REQUEST, f"'{key}' must be one of {', '.join(choices)}")
