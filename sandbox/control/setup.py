"""Control of what vendors have: who is on shift, the queues; and what there is to choose."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ..serving.json_bodies import read_body
from ..serving.refusal import Refused
from ..state import SandboxState
from ..vendor_base.vendor import QueueFigures, Vendor
from ..vendors import MANIFESTS


@dataclass
class ShiftChange:
    """Body of PUT /setup/shifts; `back_ms`: when the next shift begins, in epoch milliseconds."""

    vendor: str
    name: str
    on: bool
    back_ms: int | None = None


@dataclass
class QueueChange:
    """Body of PUT /setup/queues: how many wait in each queue of a vendor, and how long one waits.

    `seconds` is null for a vendor that has no figure. Without both, the vendor tells how many
    customers really wait in the sandbox.
    """

    vendor: str
    people: int | None = None
    seconds: float | None = None


@dataclass
class Desks:
    """Body of PUT /setup/desks: those of the bot, by their names in its configuration."""

    desks: list[str]


def routes(state: SandboxState, vendors: Mapping[str, Vendor]) -> list[Route]:
    """Return the routes below /setup."""

    async def show(request: Request) -> Response:
        shifts = {
            manifest.slug: {"title": manifest.title, **_shown(vendors[manifest.slug])}
            for manifest in MANIFESTS
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

    async def change_queues(request: Request) -> Response:
        change = await read_body(QueueChange, request)
        telling = {slug: vendor.queues for slug, vendor in vendors.items() if vendor.queues}
        _check_is_one_of("vendor", change.vendor, telling)
        if (change.people or 0) < 0 or (change.seconds or 0) < 0:
            raise Refused(HTTPStatus.BAD_REQUEST, "'people' and 'seconds' must not be negative")
        telling[change.vendor].set_queues(QueueFigures(change.people, change.seconds))
        state.setup_changed()
        return await show(request)

    async def change_desks(request: Request) -> Response:
        state.desks = (await read_body(Desks, request)).desks
        state.setup_changed()
        return await show(request)

    return [
        Route("/setup", show),
        Route("/setup/shifts", change_shift, methods=["PUT"]),
        Route("/setup/queues", change_queues, methods=["PUT"]),
        Route("/setup/desks", change_desks, methods=["PUT"]),
    ]


def _shown(vendor: Vendor) -> dict[str, object]:
    told = vendor.queues.told_queues() if vendor.queues else None
    return {
        "shifts": vendor.account.shifts(),
        "queues": None if told is None else {name: asdict(each) for name, each in told.items()},
        "queues_are_set": bool(vendor.queues and vendor.queues.queues_are_set),
    }


def _check_is_one_of(key: str, value: str, choices: Mapping[str, object]) -> None:
    if value not in choices:
        raise Refused(HTTPStatus.BAD_REQUEST, f"'{key}' must be one of {', '.join(choices)}")
