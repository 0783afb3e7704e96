"""Control of faults."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ..serving.json_bodies import json_body
from ..state import SandboxState


def routes(state: SandboxState) -> list[Route]:
    """Return the routes about faults."""

    async def show(request: Request) -> Response:
        return JSONResponse(state.faults.as_json())

    async def add(request: Request) -> Response:
        state.faults.add(await json_body(request))
        state.events.add("faults_changed")
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def clear(request: Request) -> Response:
        state.faults.clear(request.path_params.get("call"))
        state.events.add("faults_changed")
        return Response(status_code=HTTPStatus.NO_CONTENT)

    return [
        Route("/faults", show),
        Route("/faults", add, methods=["POST"]),
        Route("/faults", clear, methods=["DELETE"]),
        Route("/faults/{call}", clear, methods=["DELETE"]),
    ]
