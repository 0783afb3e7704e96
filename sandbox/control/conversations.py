"""Control of conversations: the customer and the agent speak through it.

Assumption: a customer's message reaches the bot also while an agent has the conversation, as it
does where Rasa sits in front on a channel of its own; the bot itself must keep quiet. Where the
vendor routes messages past the bot (CM.com), the agent alone reads them.
"""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ..bodies import json_body, parse
from ..conversations import Conversation
from ..stage import Stage


@dataclass
class Mapping:
    """Body of PUT /conversations/{id}: what Rasa calls the customer."""

    sender: str


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
    """Body of POST /conversations/{id}/return.

    `message` is what the bot receives; null where the vendor does not tell it, as CM.com.
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

    async def map_sender(request: Request) -> Response:
        mapping = parse(Mapping, await json_body(request))
        conversation = conversations.open(request.path_params["id"], mapping.sender)
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
        conversation = found(request)
        conversations.agent_leaves(conversation)
        if given_back.message is None:
            return JSONResponse([])
        answers = await conversations.ask_bot(conversation, "vendor", given_back.message)
        return JSONResponse(answers)

    return [
        Route("/conversations", show_all),
        Route("/conversations/{id}", show),
        Route("/conversations/{id}", map_sender, methods=["PUT"]),
        Route("/conversations/{id}/messages", customer_writes, methods=["POST"]),
        Route("/conversations/{id}/say", agent_writes, methods=["POST"]),
        Route("/conversations/{id}/return", agent_gives_back, methods=["POST"]),
    ]
