"""Control of the whole: state, addresses, reset."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ..bot.rest_channel import CHANNEL
from ..serving.json_bodies import json_body, parse
from ..serving.vendor import Vendor
from ..vendors import MANIFESTS
from ..world.state import Stage
from .conversations import check_channel


@dataclass
class BotAddress:
    """Body of PUT /bot; `channel` is that of conversations which are new from now on."""

    url: str
    channel: str = CHANNEL


@dataclass
class ActionServer:
    """Body of PUT /actions; null: none."""

    url: str | None


def routes(stage: Stage, vendors: Mapping[str, Vendor]) -> list[Route]:
    """The routes about the whole sandbox."""

    async def urls(request: Request) -> Response:
        return JSONResponse(stage.urls)

    async def show_vendors(request: Request) -> Response:
        return JSONResponse([manifest.as_json() for manifest in MANIFESTS])

    async def state(request: Request) -> Response:
        return JSONResponse(
            {
                "bot": stage.bot.url,
                "channel": stage.bot.channel,
                "actions": stage.actions,
                "urls": stage.urls,
                "calls": len(stage.calls),
                "faults": stage.faults.as_json(),
                "transfers": stage.transfers.as_json(),
                "agents": stage.transfers.agents.answer,
                "failing_later": stage.transfers.failing.times,
                "conversations": stage.conversations.as_json(),
                **{slug: vendor.state() for slug, vendor in vendors.items()},
            }
        )

    async def reset(request: Request) -> Response:
        for vendor in vendors.values():
            vendor.reset()
        stage.reset()
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def bot(request: Request) -> Response:
        address = parse(BotAddress, await json_body(request))
        check_channel(stage, address.channel)
        has_changed = address.channel != stage.bot.channel
        stage.bot.url, stage.bot.channel = address.url, address.channel
        if has_changed:
            stage.changed()
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def actions(request: Request) -> Response:
        stage.actions = parse(ActionServer, await json_body(request)).url
        return Response(status_code=HTTPStatus.NO_CONTENT)

    return [
        Route("/urls", urls),
        Route("/vendors", show_vendors),
        Route("/state", state),
        Route("/reset", reset, methods=["POST"]),
        Route("/bot", bot, methods=["PUT"]),
        Route("/actions", actions, methods=["PUT"]),
    ]
