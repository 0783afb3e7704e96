"""Control of what is the same for every vendor: who is on shift, and what there is to choose."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ..serving.json_bodies import json_body, parse
from ..serving.refusal import Refused
from ..serving.vendor import Playable, Vendor
from ..world.state import Stage


@dataclass
class ShiftChange:
    """Body of PUT /stage/shifts."""

    vendor: str
    name: str
    on: bool


@dataclass
class Desks:
    """Body of PUT /stage/desks: those of the bot, by their names in its configuration."""

    desks: list[str]


def routes(stage: Stage, vendors: Sequence[Vendor]) -> list[Route]:
    """The routes below /stage."""
    by_slug = {each.slug: each for each in vendors if isinstance(each, Playable)}

    async def show(request: Request) -> Response:
        told = {
            slug: {"title": vendor.title, "shifts": vendor.shifts()}
            for slug, vendor in by_slug.items()
        }
        return JSONResponse(
            {
                "channel": stage.bot.channel,
                "channels": list(stage.lines),
                "vendors": told,
                "desks": stage.desks,
            }
        )

    async def change_shift(request: Request) -> Response:
        change = parse(ShiftChange, await json_body(request))
        if change.vendor not in by_slug:
            reason = f"'vendor' must be one of {', '.join(by_slug)}"
            raise Refused(HTTPStatus.BAD_REQUEST, reason)
        vendor = by_slug[change.vendor]
        if change.name not in vendor.shifts():
            reason = f"'name' must be one of {', '.join(vendor.shifts())}"
            raise Refused(HTTPStatus.BAD_REQUEST, reason)
        vendor.set_on_shift(change.name, on=change.on)
        stage.changed()
        return await show(request)

    async def change_desks(request: Request) -> Response:
        stage.desks = parse(Desks, await json_body(request)).desks
        stage.changed()
        return await show(request)

    return [
        Route("/stage", show),
        Route("/stage/shifts", change_shift, methods=["PUT"]),
        Route("/stage/desks", change_desks, methods=["PUT"]),
    ]
