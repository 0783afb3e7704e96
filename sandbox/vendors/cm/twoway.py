"""TwoWay, version 2: an adapter sends messages to the customer of a chat.

https://developers.cm.com/mobile-service-cloud/docs/twoway-format. Seen, not documented: 201 and
its body, the bare 401, a `$type` that must be written `text`, and that the router finds the chat
by client, host and channel and ignores the id that is sent.
Assumptions: only the bot's adapter is a TwoWay one, any other is a 404 like an unknown account; so
is a customer who has never written; a chat whose link from the bot to the channel is disabled is a
403; everything else that is wrong is a 400, also keys beyond the documented ones.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Literal

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ...serving.json_bodies import parse, read_body
from ...serving.refusal import Refused
from ...state import SandboxState
from ...world.conversation import Conversation
from .account import ACCOUNT, PRODUCT_TOKEN, CMAccount
from .bot_adapter import CHANNEL, client_id
from .chats import BOT

PATH = "/conversational/twoway/v2/accounts/{account}/adapters/{adapter}"
TOKEN_HEADER = "X-Cm-Producttoken"  # noqa: S105 - the header's name


@dataclass
class TwoWayBody:
    """Body of the call."""

    chat: dict[str, object]
    # The vendor's spelling, here and below.
    conversationMessages: list[dict[str, object]]  # noqa: N815


@dataclass
class ChatAddress:
    """Which chat; `id` is required, and ignored."""

    id: str
    accountId: str  # noqa: N815
    channel: str
    conversationClientId: str  # noqa: N815
    conversationHostId: str  # noqa: N815
    sessionId: str | None = None  # noqa: N815
    conversationClientName: str | None = field(default=None, repr=False)  # noqa: N815


@dataclass
class TextMessage:
    """A message whose `$type` is `text`."""

    text: str
    direction: Literal["ClientTerminated"]
    id: str | None = None
    createdOn: str | None = None  # noqa: N815


def check_caller(request: Request) -> None:
    """Refuse a call without the product token, or about another account."""
    if request.headers.get(TOKEN_HEADER) != PRODUCT_TOKEN:
        raise Refused(HTTPStatus.UNAUTHORIZED, "the product token is not valid")
    if request.path_params["account"] != ACCOUNT:
        raise Refused(HTTPStatus.NOT_FOUND, "the account is not known")


def two_way_chat(state: SandboxState, body: Mapping[str, Any]) -> str | None:
    """Return the id of the conversation that a call is about, even if the call is refused."""
    chat = body.get("chat")
    client = chat.get("conversationClientId") if isinstance(chat, dict) else None
    conversation = _chat_of(state, client)
    return conversation.id if conversation else None


def _chat_of(state: SandboxState, client: object) -> Conversation | None:
    chats = state.conversations.on_channel(CHANNEL)
    return next((chat for chat in chats if client_id(chat) == client), None)


class TwoWay:
    """The call, for the bot's adapter."""

    def __init__(self, account: CMAccount, state: SandboxState) -> None:
        """`account` has the chats, `state` their conversations."""
        self._account = account
        self._state = state

    async def receive(self, request: Request) -> Response:
        """Show the bot's messages to the customer."""
        check_caller(request)
        if request.path_params["adapter"] != BOT:
            raise Refused(HTTPStatus.NOT_FOUND, "the account has no TwoWay adapter with this id")
        body = await read_body(TwoWayBody, request)
        address = parse(ChatAddress, body.chat)
        texts = [_text(message) for message in body.conversationMessages]
        if not texts:
            raise Refused(HTTPStatus.BAD_REQUEST, "'conversationMessages' is empty")
        conversation = self._find(address)
        for text in texts:
            self._state.conversations.record(conversation, "bot", "customer", text)
        chat = {**body.chat, "id": conversation.id}
        answer = {"chat": chat, "message": "Message(s) accepted"}
        return JSONResponse(answer, HTTPStatus.CREATED)

    def _find(self, address: ChatAddress) -> Conversation:
        """Return the conversation of a chat that exists and that shows the bot's messages."""
        if address.accountId != ACCOUNT:
            raise Refused(HTTPStatus.BAD_REQUEST, "the path has another account than 'chat'")
        bot = self._account.bot
        is_here = (address.channel, address.conversationHostId) == (bot.channel, bot.host)
        conversation = _chat_of(self._state, address.conversationClientId)
        if not is_here or conversation is None:
            raise Refused(HTTPStatus.NOT_FOUND, "no chat has this channel, host and client")
        self._account.chats.check(conversation.id)
        if not self._account.chats.open(conversation.id).shows_bot:
            reason = "the link from the adapter to the chat's channel is disabled"
            raise Refused(HTTPStatus.FORBIDDEN, reason)
        return conversation


def _text(message: Mapping[str, Any]) -> str:
    """Return the text of a message; the key `$type` and its value are compared exactly."""
    keys = dict(message)
    if keys.pop("$type", None) != "text":
        raise Refused(HTTPStatus.BAD_REQUEST, "could not instantiate MessageBase")
    return parse(TextMessage, keys).text
