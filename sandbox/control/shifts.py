"""Control of what is the same for every vendor: who is on shift, and what there is to choose."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ..serving.json_bodies import json_body, parse
from ..serving.refusal import Refused
from ..serving.vendor import Vendor
from ..vendors import MANIFESTS
from ..world.state import Stage


@dataclass
class ShiftChange:
    """Body of PUT /setup/shifts; `back_ms`: when the next shift begins, epoch milliseconds."""

    vendor: str
    name: str
    on: bool
    back_ms: int | None = None


@dataclass
class Desks:
    """Body of PUT /setup/desks: those of the bot, by their names in its configuration."""

    desks: list[str]


def routes(stage: Stage, vendors: Mapping[str, Vendor]) -> list[Route]:
    """The routes below /setup."""

    async def show(request: Request) -> Response:
        shifts = {
            each.slug: {"title": each.title, "shifts": vendors[each.slug].shifts()}
            for each in MANIFESTS
        }
        return JSONResponse(
            {
                "channel": stage.bot.channel,
                "channels": list(stage.lines),
                "vendors": shifts,
                "desks": stage.desks,
            }
        )

    async def change_shift(request: Request) -> Response:
        change = parse(ShiftChange, await json_body(request))
        if change.vendor not in vendors:
            reason = f"'vendor' must be one of {', '.join(vendors)}"
            raise Refused(HTTPStatus.BAD_REQUEST, reason)
        vendor = vendors[change.vendor]
        if change.name not in vendor.shifts():
            reason = f"'name' must be one of {', '.join(vendor.shifts())}"
            raise Refused(HTTPStatus.BAD_REQUEST, reason)
        vendor.set_on_shift(change.name, on=change.on, back_ms=change.back_ms)
        stage.changed()
        return await show(request)

    async def change_desks(request: Request) -> Response:
        stage.desks = parse(Desks, await json_body(request)).desks
        stage.changed()
        return await show(request)

    return [
        Route("/setup", show),
        Route("/setup/shifts", change_shift, methods=["PUT"]),
        Route("/setup/desks", change_desks, methods=["PUT"]),
    ]
