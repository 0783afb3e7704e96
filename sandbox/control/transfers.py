"""Control of transfers: which there were, whether agents take them, and which fail later."""

from dataclasses import asdict
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ..serving.json_bodies import json_body, parse
from ..serving.refusal import Refused
from ..world.agents import Agents
from ..world.state import Stage
from ..world.transfers import FailLater


def routes(stage: Stage) -> list[Route]:
    """The routes about transfers."""
    transfers = stage.transfers

    async def show(request: Request) -> Response:
        return JSONResponse(transfers.as_json())

    async def accept(request: Request) -> Response:
        return JSONResponse(asdict(transfers.answer(request.path_params["serial"], accepted=True)))

    async def refuse(request: Request) -> Response:
        return JSONResponse(asdict(transfers.answer(request.path_params["serial"], accepted=False)))

    async def fail_later(request: Request) -> Response:
        failing = parse(FailLater, await json_body(request))
        if failing.times < 0 or failing.seconds < 0:
            raise Refused(HTTPStatus.BAD_REQUEST, "'times' and 'seconds' must not be negative")
        transfers.failing = failing
        stage.events.add("failing_changed", times=failing.times)
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def show_agents(request: Request) -> Response:
        return JSONResponse({"answer": transfers.agents.answer})

    async def change_agents(request: Request) -> Response:
        transfers.agents = parse(Agents, await json_body(request))
        stage.events.add("agents_changed", answer=transfers.agents.answer)
        return await show_agents(request)

    return [
        Route("/transfers", show),
        Route("/transfers/fail-later", fail_later, methods=["POST"]),
        Route("/transfers/{serial:int}/accept", accept, methods=["POST"]),
        Route("/transfers/{serial:int}/refuse", refuse, methods=["POST"]),
        Route("/agents", show_agents),
        Route("/agents", change_agents, methods=["PUT"]),
    ]
