"""Control of conversations: customer and agent write through it.

Assumption: over REST and at Parley a customer's message reaches the bot also while an agent has
the conversation, as it does when Rasa stands in front on a channel of its own. The bot itself must
not answer then. Where the vendor does not send messages to the bot, only the agent reads them.
"""

import contextlib
from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ..serving.json_bodies import read_body, read_changes
from ..serving.refusal import Refused
from ..state import SandboxState
from ..world.bot_channel import BotUnreachable
from ..world.conversation import Conversation


@dataclass
class ConversationChange:
    """Body of PUT /conversations/{id}; keys that are left out stay as they are."""

    sender: str = ""
    channel: str = ""


@dataclass
class CustomerMessage:
    """Body of POST /conversations/{id}/messages."""

    text: str
    metadata: dict[str, object] | None = None


@dataclass
class AgentMessage:
    """Body of POST /conversations/{id}/say."""

    text: str


@dataclass
class Return:
    """Body of POST /conversations/{id}/return and …/close.

    `message` is sent to a bot on REST, null for nothing. The vendors' own channels announce the
    return in their own way.
    """

    message: str | None = "/human_handoff_returned"


def routes(state: SandboxState) -> list[Route]:
    """Return the routes about conversations."""
    conversations, turns = state.conversations, state.turns

    def find(request: Request) -> Conversation:
        return conversations.find(request.path_params["id"])

    async def show_all(request: Request) -> Response:
        return JSONResponse(conversations.as_json())

    async def show(request: Request) -> Response:
        return JSONResponse(find(request).as_json())

    async def change(request: Request) -> Response:
        changes = await read_changes(ConversationChange, request)
        if "channel" in changes:
            check_channel(state, changes["channel"])
        conversation = conversations.open(request.path_params["id"], **changes)
        return JSONResponse({**conversation.as_json(), "language": state.bot.language})

    async def customer_writes(request: Request) -> Response:
        message = await read_body(CustomerMessage, request)
        conversation = conversations.open(request.path_params["id"])
        answers = await turns.customer_writes(conversation, message.text, message.metadata)
        return JSONResponse(answers)

    async def agent_writes(request: Request) -> Response:
        text, conversation = (await read_body(AgentMessage, request)).text, find(request)
        written = conversations.agent_writes(conversation, text)
        state.spawn(tell_agent_wrote(conversation, text))
        return JSONResponse(written)

    async def tell_agent_wrote(conversation: Conversation, text: str) -> None:
        # A bot that cannot be reached is visible in the events.
        with contextlib.suppress(BotUnreachable):
            await conversations.channel(conversation).tell_agent_wrote(conversation, text)

    async def agent_returns(request: Request) -> Response:
        message = (await read_body(Return, request)).message
        return JSONResponse(await turns.agent_returns(find(request), message))

    async def agent_closes(request: Request) -> Response:
        message = (await read_body(Return, request)).message
        return JSONResponse(await turns.agent_closes(find(request), message))

    async def show_tracker(request: Request) -> Response:
        conversation = find(request)
        sender = conversations.channel(conversation).sender(conversation)
        return JSONResponse(await state.tracker.read(conversation, sender))

    async def show_requests(request: Request) -> Response:
        return JSONResponse(state.handoffs.requests_of(find(request).id))

    async def redeliver(request: Request) -> Response:
        return JSONResponse({"status": await turns.redeliver(find(request))})

    return [
        Route("/conversations", show_all),
        Route("/conversations/{id}", show),
        Route("/conversations/{id}", change, methods=["PUT"]),
        Route("/conversations/{id}/messages", customer_writes, methods=["POST"]),
        Route("/conversations/{id}/say", agent_writes, methods=["POST"]),
        Route("/conversations/{id}/return", agent_returns, methods=["POST"]),
        Route("/conversations/{id}/close", agent_closes, methods=["POST"]),
        Route("/conversations/{id}/tracker", show_tracker),
        Route("/conversations/{id}/requests", show_requests),
        Route("/conversations/{id}/redeliver", redeliver, methods=["POST"]),
    ]


def check_channel(state: SandboxState, channel: str) -> None:
    """Refuse a channel that does not exist."""
    if channel not in state.channels:
        reason = f"'channel' must be one of {', '.join(state.channels)}"
        raise Refused(HTTPStatus.BAD_REQUEST, reason)
