"""The Conversational Router: a mutation request hands a chat over, or takes it back.

https://developers.cm.com/central-services/docs/routing-control
The request is documented, its answer is not. Assumptions: a wrong token is a bare 401, as the
router's sibling call was seen to answer; an unknown account or chat is 404, anything else 400,
with a message in JSON; a mutation takes effect at once; one after which the customer's messages
reach the agents and not the bot is a transfer, one after which it is the other way round ends it.
"""

from collections.abc import Mapping
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ...serving.json_bodies import json_body
from ...serving.refusal import Refused
from ...world.state import Stage
from ...world.transfers import Transfer
from . import twoway
from .bot_adapter import CHANNEL, AdapterLine
from .chats import TO_BOT, TO_MSC, Chat, Link
from .handover import call_endpoint
from .mutations import MutationRequest, read
from .twoway import TwoWay, check_caller
from .world import World

PATH = "/conversational/control/v1/accounts/{account}/chats/{chat}/routing/mutationrequests"
VENDOR = "CM.com"


def service(world: World, stage: Stage, line: AdapterLine) -> Starlette:
    """The router's APIs as an application; `line` leads to the bot's adapter."""
    routing, two_way = _Routing(world, stage, line), TwoWay(world, stage)
    routes = [
        Route(PATH, routing.mutate, methods=["POST"], name="mutation"),
        Route(twoway.PATH, two_way.receive, methods=["POST"], name="twoway"),
    ]
    return Starlette(routes=routes, exception_handlers={Refused: _refusal})


class _Routing:
    def __init__(self, world: World, stage: Stage, line: AdapterLine) -> None:
        self._world = world
        self._stage = stage
        self._line = line

    async def mutate(self, request: Request) -> Response:
        """The one call."""
        try:
            wanted, changes = await self._checked(request)
        except Refused as error:
            self._stage.transfers.refuse(VENDOR, request.path_params["chat"], error.reason)
            raise
        chat = self._world.chats.open(wanted.ChatId)
        chat.switch(changes)
        self._stage.events.add("links_changed", conversation=wanted.ChatId, links=chat.as_json())
        self._take_effect(chat, wanted, changes)
        settings = self._world.mutation
        if settings.body is None:
            return Response(status_code=settings.status)
        return JSONResponse(settings.body, settings.status)

    async def _checked(self, request: Request) -> tuple[MutationRequest, Mapping[Link, bool]]:
        """The request and what it changes, if nothing about the call is wrong."""
        check_caller(request)
        self._world.chats.check(request.path_params["chat"])
        wanted, changes = read(await json_body(request))
        if wanted.ChatId != request.path_params["chat"]:
            raise Refused(HTTPStatus.BAD_REQUEST, "the path has another chat than 'ChatId'")
        return wanted, changes

    def _take_effect(
        self, chat: Chat, wanted: MutationRequest, changes: Mapping[Link, bool]
    ) -> None:
        """Let bot and agents notice who receives the customer's messages now."""
        conversation = self._stage.conversations.open(wanted.ChatId)
        conversation.bot_listens = chat.reaches_bot
        if chat.with_agents:
            # One that only tidies up another link later on is no second transfer.
            if TO_BOT in changes or TO_MSC in changes:
                self._transfer(wanted)
        elif chat.with_bot:
            if conversation.with_agent:
                self._stage.conversations.agent_leaves(conversation)
            self._stage.transfers.withdraw(conversation.id)

    def _transfer(self, wanted: MutationRequest) -> None:
        fields = {"Mutations": wanted.Mutations, "Context": wanted.Context or {}}
        transfer = Transfer(VENDOR, wanted.ChatId, fields, wanted.skill)
        # The bot says the transfer message itself, and is not told if nobody takes the chat.
        self._stage.transfers.accept(transfer, None, None)
        url = self._world.handover_endpoint.url
        if url is not None:
            self._stage.spawn(call_endpoint(url, wanted.ChatId, self._stage))
        conversation = self._stage.conversations.open(wanted.ChatId)
        if conversation.channel == CHANNEL:
            self._stage.spawn(self._line.handed_over(conversation, wanted.Context))


async def _refusal(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    if error.status == HTTPStatus.UNAUTHORIZED:
        return Response(status_code=error.status)
    return JSONResponse({"message": error.reason}, error.status)
