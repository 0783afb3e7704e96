"""Control of conversations: the customer and the agent speak through it.

Assumption: over REST and at Parley a customer's message reaches the bot also while an agent has
the conversation, as it does where Rasa sits in front on a channel of its own; the bot itself must
keep quiet. Where the vendor routes messages past the bot, the agent alone reads them.
"""

from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ..serving.json_bodies import json_body, keys_of, parse
from ..serving.refusal import Refused
from ..world.conversations import Conversation
from ..world.state import Stage


@dataclass
class Mapping:
    """Body of PUT /conversations/{id}; what is left out stays as it is."""

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
class GivenBack:
    """Body of POST /conversations/{id}/return and …/close.

    `message` is what a bot on REST receives, null for nothing; the vendors' own channels have
    their own way to tell it.
    """

    message: str | None = "/human_handoff_returned"


def routes(stage: Stage) -> list[Route]:
    """The routes about conversations."""
    conversations = stage.conversations

    def found(request: Request) -> Conversation:
        return conversations.find(request.path_params["id"])

    async def show_all(request: Request) -> Response:
        return JSONResponse(conversations.as_json())

    async def show(request: Request) -> Response:
        return JSONResponse(found(request).as_json())

    async def change(request: Request) -> Response:
        given = keys_of(await json_body(request))
        parse(Mapping, given)
        if "channel" in given:
            check_channel(stage, given["channel"])
        conversation = conversations.open(request.path_params["id"], **given)
        return JSONResponse(conversation.as_json())

    async def customer_writes(request: Request) -> Response:
        said = parse(CustomerMessage, await json_body(request))
        conversation = conversations.open(request.path_params["id"])
        answers = await conversations.customer_says(conversation, said.text, said.metadata)
        return JSONResponse(answers)

    async def agent_writes(request: Request) -> Response:
        said = parse(AgentMessage, await json_body(request))
        return JSONResponse(conversations.agent_says(found(request), said.text))

    async def agent_gives_back(request: Request) -> Response:
        given_back = parse(GivenBack, await json_body(request))
        return JSONResponse(await conversations.agent_returns(found(request), given_back.message))

    async def agent_closes(request: Request) -> Response:
        given_back = parse(GivenBack, await json_body(request))
        return JSONResponse(await stage.closing.close(found(request), given_back.message))

    async def tracker(request: Request) -> Response:
        conversation = found(request)
        sender = conversations.line(conversation).sender(conversation)
        return JSONResponse(await stage.tracker.read(conversation, sender))

    async def deliver_again(request: Request) -> Response:
        return JSONResponse({"status": await conversations.redeliver(found(request))})

    return [
        Route("/conversations", show_all),
        Route("/conversations/{id}", show),
        Route("/conversations/{id}", change, methods=["PUT"]),
        Route("/conversations/{id}/messages", customer_writes, methods=["POST"]),
        Route("/conversations/{id}/say", agent_writes, methods=["POST"]),
        Route("/conversations/{id}/return", agent_gives_back, methods=["POST"]),
        Route("/conversations/{id}/close", agent_closes, methods=["POST"]),
        Route("/conversations/{id}/tracker", tracker),
        Route("/conversations/{id}/redeliver", deliver_again, methods=["POST"]),
    ]


def check_channel(stage: Stage, channel: str) -> None:
    """Refuse a channel that no platform here has."""
    if channel not in stage.lines:
        raise Refused(HTTPStatus.BAD_REQUEST, f"'channel' must be one of {', '.join(stage.lines)}")
