"""Control of the whole sandbox: its addresses, vendors and state, the bot, the reset."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ..bot.address import ActionServer
from ..bot.rest_channel import CHANNEL
from ..serving.json_bodies import read_body
from ..state import SandboxState
from ..vendor_base.vendor import Vendor
from ..vendors import MANIFESTS
from .conversations import check_channel


@dataclass
class BotAddress:
    """Body of PUT /bot.

    `channel` is the one of new conversations. `hears_agents`: whether the vendors' own channels
    show the bot what agents write, wherever they can. `language`: what the bot speaks.
    """

    url: str
    channel: str = CHANNEL
    hears_agents: bool = False
    language: str = "en"


@dataclass
class ActionServerAddress:
    """Body of PUT /actions; null: there is no action server."""

    url: str | None


def routes(state: SandboxState, vendors: Mapping[str, Vendor]) -> list[Route]:
    """Return the routes about the whole sandbox."""

    async def show_urls(request: Request) -> Response:
        return JSONResponse(state.urls)

    async def show_vendors(request: Request) -> Response:
        return JSONResponse([manifest.as_json() for manifest in MANIFESTS])

    async def show_state(request: Request) -> Response:
        return JSONResponse(
            {
                "bot": state.bot.url,
                "channel": state.conversations.default_channel,
                "actions": state.action_server.url,
                "urls": state.urls,
                "calls": len(state.calls),
                "faults": state.faults.as_json(),
                "transfers": state.transfers.as_json(),
                "agents": state.transfers.agents.answer,
                "failing_later": state.transfers.failing.times,
                "conversations": state.conversations.as_json(),
                **{slug: vendor.account.as_json() for slug, vendor in vendors.items()},
            }
        )

    async def show_figures(request: Request) -> Response:
        known = {
            "failed_untold": state.transfers.failed_untold,
            "sees_actions": state.action_server.was_called,
        }
        return JSONResponse({**state.handoffs.figures(), **known})

    async def reset(request: Request) -> Response:
        for vendor in vendors.values():
            vendor.account.reset()
        state.reset()
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def change_bot(request: Request) -> Response:
        address = await read_body(BotAddress, request)
        check_channel(state, address.channel)
        state.bot.url, state.bot.hears_agents = address.url, address.hears_agents
        state.bot.language = address.language
        if address.channel != state.conversations.default_channel:
            state.conversations.default_channel = address.channel
            state.setup_changed()
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def change_action_server(request: Request) -> Response:
        state.action_server = ActionServer((await read_body(ActionServerAddress, request)).url)
        return Response(status_code=HTTPStatus.NO_CONTENT)

    return [
        Route("/urls", show_urls),
        Route("/vendors", show_vendors),
        Route("/state", show_state),
        Route("/figures", show_figures),
        Route("/reset", reset, methods=["POST"]),
        Route("/bot", change_bot, methods=["PUT"]),
        Route("/actions", change_action_server, methods=["PUT"]),
    ]
