"""The control routes that only LivePerson has: skills, logins, the shapes of responses."""

from dataclasses import asdict, dataclass, replace
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ...serving.json_bodies import read_changes
from ...serving.refusal import Refused
from ...state import SandboxState
from ...vendor_base.settings import settings_route
from .account import LivePersonAccount, Skill
from .settings import Queue


@dataclass
class SkillChange:
    """Body of PUT /liveperson/skills/{id}; keys that are left out stay as they are."""

    name: str = ""
    on_shift: bool = True
    next_on: int | None = None
    next_off: int | None = None


def routes(account: LivePersonAccount, state: SandboxState) -> list[Route]:
    """Return the routes, to be mounted below /liveperson."""
    return [
        *_skill_routes(account, state),
        *_login_routes(account),
        *_queue_routes(account, state),
        settings_route(account, "domain", "/domain"),
        settings_route(account, "shift", "/shift-status"),
        settings_route(account, "login", "/login"),
        settings_route(account, "bot", "/bot"),
        settings_route(account, "escalation", "/escalation"),
        settings_route(account, "public_api", "/public-api"),
        settings_route(account, "queue_health", "/queue-health"),
    ]


def _skill_routes(account: LivePersonAccount, state: SandboxState) -> list[Route]:
    async def show(request: Request) -> Response:
        return JSONResponse({key: asdict(skill) for key, skill in account.skills.items()})

    async def change(request: Request) -> Response:
        skill_id = request.path_params["id"]
        if not (skill_id.isascii() and skill_id.isdigit()):
            raise Refused(HTTPStatus.BAD_REQUEST, "a skill's id is a number")
        changes = await read_changes(SkillChange, request)
        skill = account.skills.get(skill_id) or Skill(name=f"Skill {skill_id}")
        account.skills[skill_id] = replace(skill, **changes)
        state.setup_changed()
        return JSONResponse(asdict(account.skills[skill_id]))

    async def remove(request: Request) -> Response:
        if account.skills.pop(request.path_params["id"], None) is None:
            raise Refused(HTTPStatus.NOT_FOUND, "no skill has this id")
        state.setup_changed()
        return Response(status_code=HTTPStatus.NO_CONTENT)

    return [
        Route("/skills", show),
        Route("/skills/{id}", change, methods=["PUT"]),
        Route("/skills/{id}", remove, methods=["DELETE"]),
    ]


def _login_routes(account: LivePersonAccount) -> list[Route]:
    async def show(request: Request) -> Response:
        return JSONResponse([*account.sessions.as_json(), *account.public_sessions.as_json()])

    async def expire(request: Request) -> Response:
        account.sessions.expire()
        account.public_sessions.expire()
        account.app_tokens.clear()
        return Response(status_code=HTTPStatus.NO_CONTENT)

    return [Route("/logins", show), Route("/logins", expire, methods=["DELETE"])]


def _queue_routes(account: LivePersonAccount, state: SandboxState) -> list[Route]:
    async def show(request: Request) -> Response:
        return JSONResponse({skill: asdict(queue) for skill, queue in account.queues.items()})

    async def change(request: Request) -> Response:
        skill = request.path_params["skill"]
        if skill not in account.skills:
            raise Refused(HTTPStatus.NOT_FOUND, "no skill has this id")
        changes = await read_changes(Queue, request)
        account.queues[skill] = replace(account.queues.get(skill, Queue()), **changes)
        state.setup_changed()
        return JSONResponse(asdict(account.queues[skill]))

    return [Route("/queues", show), Route("/queues/{skill}", change, methods=["PUT"])]
