"""The HTTP side: Parley's webhook, our own `…/return`, and the refusals.

Assumption: what is answered with a 503 is delivered again. Parley's page does not say.
"""

from __future__ import annotations

import re
from functools import partial
from http import HTTPStatus
from urllib.parse import unquote

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from ..webhook_calls import (
    RefusedError,
    agent_of,
    answer,
    check_token,
    guarded,
    read_body,
    read_json,
)
from .payloads import Payloads, identification
from .settings import ParleySettings
from .turns import Return, Turns

_SCHEME = re.compile(r"^\s*bearer\s+", re.IGNORECASE)
_OWNED = "another Service has this user; first: human-handoff owner USER --give-back"


class Routes:
    """The two calls."""

    def __init__(self, settings: ParleySettings, turns: Turns) -> None:
        """Take the settings and who handles what comes."""
        self._settings = settings
        self._turns = turns
        self._payloads = Payloads(settings)

    def add_to(self, blueprint: Blueprint) -> None:
        """Add both routes to a blueprint."""
        for path, handler in (
            ("/webhook", self.webhook),
            ("/users/<user_id:str>/return", self.give_back),
        ):
            blueprint.add_route(
                partial(guarded, handler),
                path,
                methods=["POST"],
                name=handler.__name__,
                # The token is looked at before a byte of the body is read.
                stream=True,
            )

    async def webhook(self, request: Request) -> HTTPResponse:
        """Take what Parley brings."""
        given = request.headers.get(self._settings.token_header)
        check_token(given, self._settings.token.get_secret_value())
        body = await read_body(request, self._settings.max_body_bytes)
        payload = self._payloads.read(read_json(body))
        if payload is not None:
            await self._turns.handle(payload, agent_of(request))
        return answer({})

    async def give_back(self, request: Request, user_id: str) -> HTTPResponse:
        """Tell the bot that it has a user again."""
        own = self._settings.return_token or self._settings.token
        given = request.headers.get("authorization")
        check_token(_bare(given or ""), _bare(own.get_secret_value()))
        await read_body(request, self._settings.max_body_bytes)  # whatever it is
        user = identification(unquote(user_id))
        if user is None:
            raise RefusedError(HTTPStatus.NOT_FOUND, "a user's id of another shape")
        became = await self._turns.give_back(user, agent_of(request))
        if became is Return.NOT_OURS:
            raise RefusedError(HTTPStatus.CONFLICT, _OWNED)
        if became is Return.LATER:  # it waits for a turn that is under way
            return answer({"returned": None}, HTTPStatus.ACCEPTED)
        return answer({"returned": became is Return.DONE})


def _bare(authorization: str) -> str:
    return _SCHEME.sub("", authorization, count=1)
