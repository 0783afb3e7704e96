"""What only LivePerson can be told: skills and shifts, logins, the shapes of its answers."""

from dataclasses import asdict, dataclass, replace
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ...bot.settings import check_path, check_patience
from ...serving.json_bodies import check_status, json_body, keys_of, parse
from ...serving.refusal import Refused
from ...serving.settings_route import settings_route
from ...world.state import Stage
from .domain import SERVED_BY
from .world import (
    DomainSettings,
    EscalationSettings,
    LoginSettings,
    ShiftSettings,
    Skill,
    ThirdPartyBot,
    World,
)


@dataclass
class SkillChange:
    """Body of PUT /liveperson/skills/{id}; what is left out stays as it is."""

    name: str = ""
    on_shift: bool = True
    next_on: int | None = None
    next_off: int | None = None


def routes(world: World, stage: Stage) -> list[Route]:
    """The routes, to be mounted below /liveperson."""
    return [
        *_skill_routes(world, stage),
        *_login_routes(world),
        settings_route(world, "domain", "/domain", DomainSettings, _check),
        settings_route(world, "shift", "/shift-status", ShiftSettings, _check),
        settings_route(world, "login", "/login", LoginSettings, _check),
        settings_route(world, "bot", "/bot", ThirdPartyBot, _check),
        settings_route(world, "escalation", "/escalation", EscalationSettings, _check),
    ]


def _skill_routes(world: World, stage: Stage) -> list[Route]:
    async def show(request: Request) -> Response:
        return JSONResponse({key: asdict(skill) for key, skill in world.skills.items()})

    async def change(request: Request) -> Response:
        skill_id = request.path_params["id"]
        if not (skill_id.isascii() and skill_id.isdigit()):
            raise Refused(HTTPStatus.BAD_REQUEST, "a skill's id is a number")
        given = keys_of(await json_body(request))
        parse(SkillChange, given)
        skill = world.skills.get(skill_id) or Skill(name=f"Skill {skill_id}")
        world.skills[skill_id] = replace(skill, **given)
        stage.changed()
        return JSONResponse(asdict(world.skills[skill_id]))

    async def remove(request: Request) -> Response:
        if world.skills.pop(request.path_params["id"], None) is None:
            raise Refused(HTTPStatus.NOT_FOUND, "no skill has this id")
        stage.changed()
        return Response(status_code=HTTPStatus.NO_CONTENT)

    return [
        Route("/skills", show),
        Route("/skills/{id}", change, methods=["PUT"]),
        Route("/skills/{id}", remove, methods=["DELETE"]),
    ]


def _login_routes(world: World) -> list[Route]:
    async def show(request: Request) -> Response:
        return JSONResponse(world.sessions.as_json())

    async def expire(request: Request) -> Response:
        world.sessions.expire()
        return Response(status_code=HTTPStatus.NO_CONTENT)

    return [Route("/logins", show), Route("/logins", expire, methods=["DELETE"])]


def _check(settings: object) -> None:
    """Refuse what has the right type and yet makes no sense."""
    if isinstance(settings, DomainSettings):
        unknown = [name for name in settings.services if name not in SERVED_BY]
        if unknown:
            reason = f"not imitated: {', '.join(unknown)}; there are {', '.join(SERVED_BY)}"
            raise Refused(HTTPStatus.BAD_REQUEST, reason)
    if isinstance(settings, EscalationSettings):
        check_status(settings.status)
    if isinstance(settings, ThirdPartyBot):
        check_path("base_path", settings.base_path)
        check_patience(settings.attempts, settings.timeout_seconds, settings.pause_seconds)
