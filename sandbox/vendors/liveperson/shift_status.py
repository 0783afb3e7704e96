"""Shift status of all skills of an account.

https://developers.liveperson.com/shift-status-api-methods-get-shift-status-by-account.html
The document has numeric skill ids and leaves times out where a shift has no end; captured
responses have ids as text and -1 (shape `live`). An older document calls the id `skill`.
Assumption: an unknown account is 401, as its bearer token cannot belong to it; any query is
accepted.
"""

from http import HTTPStatus
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ...serving.refusal import Refused, refusals
from .account import ACCOUNT, LivePersonAccount, Skill
from .errors import envelope
from .settings import ShiftShape

# The value of a time that does not exist, in the shapes that have the key then.
NO_TIME = {"live": -1, "documented": None, "old": None}


def service(account: LivePersonAccount) -> Starlette:
    """Return the Shift Status API as an application."""

    async def by_account(request: Request) -> Response:
        scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
        is_possible = request.path_params["account"] == ACCOUNT and scheme == "Bearer"
        if not is_possible or account.sessions.by_bearer(bearer) is None:
            raise Refused(HTTPStatus.UNAUTHORIZED, "the bearer is unknown or has expired")
        shape = account.shift.shape
        return JSONResponse([_shift(key, skill, shape) for key, skill in account.skills.items()])

    route = Route("/api/account/{account}/shift-status", by_account, name="shift_status")
    return Starlette(routes=[route], exception_handlers=refusals(envelope))


def _shift(skill_id: str, skill: Skill, shape: ShiftShape) -> dict[str, Any]:
    shift: dict[str, Any] = {
        "skill" if shape == "old" else "skillId": skill_id if shape == "live" else int(skill_id),
        "onShift": skill.on_shift,
    }
    for key, time in (("nextOn", skill.next_on), ("nextOff", skill.next_off)):
        if time is not None:
            shift[key] = time
        elif shape != "absent":
            shift[key] = NO_TIME[shape]
    return shift
