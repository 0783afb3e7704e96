"""The HTTP side: the endpoints of the TwoWay adapter, `…/return`, and the refusals.

CM.com does not sign its calls. An adapter's Message and Hand Over Endpoint take a header of our
own; the Event Endpoint takes none, so the token stands in its address.
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
    agent_of,
    answer,
    check_token,
    guarded,
    read_body,
    read_json,
)
from .chat import Chat
from .payloads import read_delivery, read_handover
from .settings import CMSettings
from .turns import Turns

logger = logging.getLogger(__name__)

TokenOf = Callable[[Request], str | None]


class Routes:
    """Message, Event and Hand Over Endpoint, and `…/return`."""

    def __init__(self, settings: CMSettings, turns: Turns) -> None:
        self._settings = settings
        self._turns = turns
        self._token = settings.token.get_secret_value()
        self._return_token = (settings.return_token or settings.token).get_secret_value()
        self._account = settings.technical_link_id.casefold()

    def add_to(self, blueprint: Blueprint) -> None:
        """Add every route to a blueprint."""
        back = "/conversations/<chat_id:str>/return"
        for path, handler, token_of, token in (
            ("/message", self.deliver, self._header, self._token),
            ("/event", self.deliver, self._header_or_query, self._token),
            ("/handover", self.handover, self._header, self._token),
            (back, self.give_back, _bearer, self._return_token),
        ):
            blueprint.add_route(
                partial(guarded, partial(self._checked, handler, token_of, token)),
                path,
                methods=["POST"],
                name=path.rpartition("/")[2],
                # The token is looked at before a byte of the body is read.
                stream=True,
            )

    async def deliver(self, request: Request) -> HTTPResponse:
        """Take messages and events; both endpoints have the same format."""
        delivery = read_delivery(read_json(await self._body(request)))
        if not self._is_ours(delivery.chat):
            raise RefusedError(HTTPStatus.NOT_FOUND, "unknown account")
        await self._turns.deliver(delivery, agent_of(request))
        return self._taken()

    async def handover(self, request: Request) -> HTTPResponse:
        """Take note of a hand-over, whatever it looks like: the router only reports it."""
        chat = read_handover(await self._body(request))
        if chat is not None and self._is_ours(chat):
            await self._turns.handed_over(chat.id, agent_of(request))
        else:
            logger.warning("a hand-over was not looked at: it names no chat of ours")
        return self._taken()

    async def give_back(self, request: Request, chat_id: str) -> HTTPResponse:
        """Take a conversation back; the answer tells whether agents had it."""
        await self._body(request)  # whatever it is
        returned = await self._turns.give_back(unquote(chat_id), agent_of(request))
        status = HTTPStatus.ACCEPTED if returned is None else HTTPStatus.OK
        return answer({"returned": returned}, status)

    async def _checked(
        self, handler: Handler, token_of: TokenOf, token: str, request: Request, **names: str
    ) -> HTTPResponse:
        check_token(token_of(request), token)
        return await handler(request, **names)

    def _header(self, request: Request) -> str | None:
        value = request.headers.get(self._settings.token_header)
        return str(value) if value else None

    def _header_or_query(self, request: Request) -> str | None:
        return self._header(request) or request.args.get("token")

    def _is_ours(self, chat: Chat) -> bool:
        return chat.account.casefold() == self._account

    def _taken(self) -> HTTPResponse:
        return answer({}, self._settings.answer_status)

    async def _body(self, request: Request) -> bytes:
        return await read_body(request, self._settings.max_body_bytes)


def _bearer(request: Request) -> str | None:
    scheme, _, token = str(request.headers.get("authorization") or "").strip().partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None
