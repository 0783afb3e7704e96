"""The HTTP routes: Parley's webhook, and `…/return`.

Assumption: Parley delivers again what got a 503. Its page does not say.
"""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import unquote

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from ..webhook_calls import (
    RefusedError,
    add_route,
    agent_of,
    bearer_token,
    check_token,
    json_response,
    read_body,
    read_json,
)
from .payloads import Payloads, identification
from .settings import ParleySettings
from .turns import Return, Turns

_OWNED = "another Service has this user; first: human-handoff owner USER --give-back"


class Webhook:
    """The two routes."""

    def __init__(self, settings: ParleySettings, turns: Turns) -> None:
        self._settings = settings
        self._turns = turns
        self._payloads = Payloads(settings)

    def add_to(self, blueprint: Blueprint) -> None:
        """Add both routes to a blueprint."""
        add_route(blueprint, "/webhook", self.deliver, name="webhook")
        add_route(blueprint, "/users/<user_id:str>/return", self.give_back, name="give_back")

    async def deliver(self, request: Request) -> HTTPResponse:
        """Take a payload of Parley's."""
        token = request.headers.get(self._settings.token_header)
        check_token(token, self._settings.token.get_secret_value())
        body = await read_body(request, self._settings.max_body_bytes)
        payload = self._payloads.read(read_json(body))
        if payload is not None:
            await self._turns.handle(payload, agent_of(request.app))
        return json_response({})

    async def give_back(self, request: Request, user_id: str) -> HTTPResponse:
        """Tell Rasa that the bot has a user again."""
        self._check_return_token(request)
        await read_body(request, self._settings.max_body_bytes)  # and ignore it
        user = identification(unquote(user_id))
        if user is None:
            raise RefusedError(HTTPStatus.NOT_FOUND, "a user's id of another shape")
        outcome = await self._turns.give_back(user, agent_of(request.app))
        if outcome is Return.OWNED_BY_ANOTHER:
            raise RefusedError(HTTPStatus.CONFLICT, _OWNED)
        if outcome is Return.LATER:  # another turn of this user is still under way
            return json_response({"returned": None}, HTTPStatus.ACCEPTED)
        return json_response({"returned": outcome is Return.DONE})

    def _check_return_token(self, request: Request) -> None:
        """Compare the tokens without the word `Bearer`, which either may begin with."""
        expected = (self._settings.return_token or self._settings.token).get_secret_value()
        token = bearer_token(request.headers.get("authorization"), needs_scheme=False)
        check_token(token, bearer_token(expected, needs_scheme=False) or expected)
