"""Control of what goes wrong."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ..serving.json_bodies import json_body
from ..world.state import Stage


def routes(stage: Stage) -> list[Route]:
    """The routes about faults."""

    async def show(request: Request) -> Response:
        return JSONResponse(stage.faults.as_json())

    async def order(request: Request) -> Response:
        stage.faults.order(await json_body(request))
        stage.events.add("faults_changed")
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def clear(request: Request) -> Response:
        stage.faults.clear(request.path_params.get("call"))
        stage.events.add("faults_changed")
        return Response(status_code=HTTPStatus.NO_CONTENT)

    return [
        Route("/faults", show),
        Route("/faults", order, methods=["POST"]),
        Route("/faults", clear, methods=["DELETE"]),
        Route("/faults/{call}", clear, methods=["DELETE"]),
    ]
