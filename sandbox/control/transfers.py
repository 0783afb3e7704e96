"""Control of transfers: which there were, whether agents accept them, and which fail later."""

from dataclasses import asdict
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ..serving.json_bodies import read_body
from ..serving.refusal import Refused
from ..state import SandboxState
from ..world.transfers import AgentsDecision, FailLater


def routes(state: SandboxState) -> list[Route]:
    """Return the routes about transfers and about the agents' decision."""
    transfers = state.transfers

    async def show(request: Request) -> Response:
        return JSONResponse(transfers.as_json())

    async def accept(request: Request) -> Response:
        return JSONResponse(asdict(transfers.agent_accepts(request.path_params["serial"])))

    async def refuse(request: Request) -> Response:
        return JSONResponse(asdict(transfers.agent_refuses(request.path_params["serial"])))

    async def fail_later(request: Request) -> Response:
        failing = await read_body(FailLater, request)
        if failing.times < 0 or failing.seconds < 0:
            raise Refused(HTTPStatus.BAD_REQUEST, "'times' and 'seconds' must not be negative")
        transfers.failing = failing
        state.events.add("failing_changed", times=failing.times)
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def show_agents(request: Request) -> Response:
        return JSONResponse({"answer": transfers.agents.answer})

    async def change_agents(request: Request) -> Response:
        transfers.agents = await read_body(AgentsDecision, request)
        state.events.add("agents_changed", answer=transfers.agents.answer)
        return await show_agents(request)

    return [
        Route("/transfers", show),
        Route("/transfers/fail-later", fail_later, methods=["POST"]),
        Route("/transfers/{serial:int}/accept", accept, methods=["POST"]),
        Route("/transfers/{serial:int}/refuse", refuse, methods=["POST"]),
        Route("/agents", show_agents),
        Route("/agents", change_agents, methods=["PUT"]),
    ]
