"""The Conversational Router: a mutation request hands a chat over, or takes it back.

https://developers.cm.com/central-services/docs/routing-control
The request is documented, the response is not. Assumptions: a wrong token is a bare 401, as the
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
from ...serving.refusal import Refused, refusals
from ...state import SandboxState
from ...world.transfer import Transfer
from . import twoway
from .account import CMAccount
from .bot_adapter import CHANNEL, CMChannel
from .chats import TO_BOT, TO_MSC, Chat, Link
from .handover import call_endpoint
from .mutations import MutationRequest, read
from .twoway import TwoWay, check_caller

PATH = "/conversational/control/v1/accounts/{account}/chats/{chat}/routing/mutationrequests"
VENDOR = "CM.com"


def service(account: CMAccount, state: SandboxState, channel: CMChannel) -> Starlette:
    """Return the router's APIs as an application; `channel` calls the bot's adapter."""
    routing, two_way = _Routing(account, state, channel), TwoWay(account, state)
    routes = [
        Route(PATH, routing.mutate, methods=["POST"], name="mutation"),
        Route(twoway.PATH, two_way.receive, methods=["POST"], name="twoway"),
    ]
    return Starlette(routes=routes, exception_handlers=refusals(_refusal))


class _Routing:
    def __init__(self, account: CMAccount, state: SandboxState, channel: CMChannel) -> None:
        self._account = account
        self._state = state
        self._channel = channel

    async def mutate(self, request: Request) -> Response:
        """Answer a mutation request."""
        try:
            mutation, changes = await self._checked(request)
        except Refused as error:
            self._state.transfers.refuse(VENDOR, request.path_params["chat"], error.reason)
            raise
        chat = self._account.chats.open(mutation.ChatId)
        chat.switch(changes)
        self._state.events.add("links_changed", conversation=mutation.ChatId, links=chat.as_json())
        self._take_effect(chat, mutation, changes)
        settings = self._account.mutation
        if settings.body is None:
            return Response(status_code=settings.status)
        return JSONResponse(settings.body, settings.status)

    async def _checked(self, request: Request) -> tuple[MutationRequest, Mapping[Link, bool]]:
        """Return the request and the links that it changes, if nothing about it is wrong."""
        check_caller(request)
        self._account.chats.check(request.path_params["chat"])
        mutation, changes = read(await json_body(request))
        if mutation.ChatId != request.path_params["chat"]:
            raise Refused(HTTPStatus.BAD_REQUEST, "the path has another chat than 'ChatId'")
        return mutation, changes

    def _take_effect(
        self, chat: Chat, mutation: MutationRequest, changes: Mapping[Link, bool]
    ) -> None:
        """Hand the conversation over, or take it back, as the chat's links are now."""
        conversation = self._state.conversations.open(mutation.ChatId)
        conversation.bot_listens = chat.reaches_bot
        if chat.with_agents:
            # A later mutation that only changes another link is no second transfer.
            if TO_BOT in changes or TO_MSC in changes:
                self._transfer(mutation)
        elif chat.with_bot:
            if conversation.with_agent:
                self._state.conversations.agent_leaves(conversation)
            self._state.transfers.withdraw(conversation.id)

    def _transfer(self, mutation: MutationRequest) -> None:
        fields = {"Mutations": mutation.Mutations, "Context": mutation.Context or {}}
        transfer = Transfer(VENDOR, mutation.ChatId, fields, mutation.skill)
        # The bot itself sends the transfer message, and is not informed if no agent joins.
        self._state.transfers.accept(transfer, None, None)
        url = self._account.handover_endpoint.url
        if url is not None:
            self._state.spawn(call_endpoint(url, mutation.ChatId, self._state))
        conversation = self._state.conversations.open(mutation.ChatId)
        if conversation.channel == CHANNEL:
            self._state.spawn(self._channel.announce_handover(conversation, mutation.Context))


def _refusal(request: Request, refused: Refused) -> Response:
    if refused.status == HTTPStatus.UNAUTHORIZED:
        return Response(status_code=refused.status)
    return JSONResponse({"message": refused.reason}, refused.status)
