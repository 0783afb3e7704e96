"""The HTTP routes: the endpoints of the TwoWay adapter, and `…/return`.

CM.com does not sign its requests. It sends a header of ours to an adapter's Message and Hand Over
Endpoint, but none to the Event Endpoint, so the token is in that endpoint's URL.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from urllib.parse import unquote

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from ..webhook_calls import (
    Handler,
    RefusedError,
    add_route,
    agent_of,
    bearer_token,
    check_token,
    json_response,
    read_body,
    read_json,
)
from .chat import Chat
from .payloads import read_delivery, read_handover
from .settings import CMSettings
from .turns import Turns

logger = logging.getLogger(__name__)

TokenReader = Callable[[Request], str | None]


class Webhook:
    """Message, Event and Hand Over Endpoint, and `…/return`."""

    def __init__(self, settings: CMSettings, turns: Turns) -> None:
        self._settings = settings
        self._turns = turns
        self._token = settings.token.get_secret_value()
        self._return_token = (settings.return_token or settings.token).get_secret_value()
        self._account = settings.technical_link_id.casefold()

    def add_to(self, blueprint: Blueprint) -> None:
        """Add every route to a blueprint."""
        return_path = "/conversations/<chat_id:str>/return"
        for path, handler, read_token, token in (
            ("/message", self.deliver, self._header, self._token),
            ("/event", self.deliver, self._header_or_query, self._token),
            ("/handover", self.handover, self._header, self._token),
            (return_path, self.give_back, _bearer, self._return_token),
        ):
            checked = partial(self._checked, handler, read_token, token)
            add_route(blueprint, path, checked, name=path.rpartition("/")[2])

    async def deliver(self, request: Request) -> HTTPResponse:
        """Take messages and events; both endpoints have the same format."""
        delivery = read_delivery(read_json(await self._body(request)))
        if not self._is_own(delivery.chat):
            raise RefusedError(HTTPStatus.NOT_FOUND, "unknown account")
        await self._turns.deliver(delivery, agent_of(request.app))
        return self._accepted()

    async def handover(self, request: Request) -> HTTPResponse:
        """Take the report of a hand-over; whatever its body holds, it is not refused."""
        chat = read_handover(await self._body(request))
        if chat is not None and self._is_own(chat):
            await self._turns.handed_over(chat.id, agent_of(request.app))
        else:
            logger.warning("a hand-over was not looked at: it names no chat of ours")
        return self._accepted()

    async def give_back(self, request: Request, chat_id: str) -> HTTPResponse:
        """Tell Rasa that the bot has a chat again; answer whether agents had it."""
        await self._body(request)  # and ignore it
        returned = await self._turns.give_back(unquote(chat_id), agent_of(request.app))
        status = HTTPStatus.ACCEPTED if returned is None else HTTPStatus.OK
        return json_response({"returned": returned}, status)

    async def _checked(
        self, handler: Handler, read_token: TokenReader, token: str, request: Request, **path: str
    ) -> HTTPResponse:
        check_token(read_token(request), token)
        return await handler(request, **path)

    def _header(self, request: Request) -> str | None:
        value = request.headers.get(self._settings.token_header)
        return str(value) if value else None

    def _header_or_query(self, request: Request) -> str | None:
        return self._header(request) or request.args.get("token")

    def _is_own(self, chat: Chat) -> bool:
        # A flat event may name no account; the token has shown whose it is.
        return chat.account is None or chat.account.casefold() == self._account

    def _accepted(self) -> HTTPResponse:
        return json_response({}, self._settings.answer_status)

    async def _body(self, request: Request) -> bytes:
        return await read_body(request, self._settings.max_body_bytes)


def _bearer(request: Request) -> str | None:
    return bearer_token(request.headers.get("authorization"))
