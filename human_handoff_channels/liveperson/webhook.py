"""The HTTP side: LivePerson's paths, and the refusals.

Every refusal of a token is a 401, as the specification says; LivePerson's reference service also
answers 403 and 400 there.
"""

from __future__ import annotations

import hmac
import re
from functools import partial
from http import HTTPStatus

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from ..tracker import RasaMemory
from ..webhook_calls import (
    Handler,
    Json,
    RefusedError,
    agent_of,
    answer,
    read_body,
    read_json,
    refusal,
)
from .app_jwt import AppJWT, TokenRefusedError, bearer
from .conversations import Conversation, Conversations
from .jwks import KeysUnreachableError
from .payloads import read_conversation, read_event
from .settings import LivePersonSettings
from .turns import Turns

_CONVERSATION_ID = re.compile(r"[A-Za-z0-9._:~-]{1,128}")


class Routes:
    """The calls of the Custom Endpoint's specification, and `…/return`."""

    def __init__(self, settings: LivePersonSettings, app_jwt: AppJWT, turns: Turns) -> None:
        self._settings = settings
        self._app_jwt = app_jwt
        self._turns = turns
        self._conversations = Conversations(settings.remember_minutes * 60)

    def add_to(self, blueprint: Blueprint) -> None:
        """Add every route to a blueprint."""
        bot = "/v1/bots/<bot_id:str>/environments"
        conversation = f"{bot}/<environment:str>/conversations/<conversation_id:str>"
        for method, path, handler, own_token in (
            ("GET", bot, self.environments, False),
            ("GET", f"{bot}/<environment:str>/state", self.state, False),
            ("PUT", conversation, self.create, False),
            ("POST", f"{conversation}/events", self.event, False),
            ("POST", f"{conversation}/return", self.give_back, True),
        ):
            blueprint.add_route(
                partial(self._guarded, handler, own_token),
                path,
                methods=[method],
                name=handler.__name__,
                # The token is looked at before a byte of the body is read.
                stream=method != "GET",
            )

    async def environments(self, request: Request, bot_id: str) -> HTTPResponse:
        """Answer which environments a bot has."""
        return answer(self._environments(bot_id))

    async def state(self, request: Request, bot_id: str, environment: str) -> HTTPResponse:
        """Answer whether a bot can be talked to; LivePerson starts none that is not online."""
        self._check_bot(bot_id, environment)
        agent = agent_of(request)
        is_online = agent is None or agent.is_ready()
        state = "online" if is_online else "maintenance"
        return answer({"state": state, "version": self._settings.bot_version})

    async def create(
        self, request: Request, bot_id: str, environment: str, conversation_id: str
    ) -> HTTPResponse:
        """Create a conversation, or learn that the bot has a known one again."""
        self._check_bot(bot_id, environment)
        attributes, context = read_conversation(await self._json(request))
        if not _CONVERSATION_ID.fullmatch(conversation_id):
            raise RefusedError(HTTPStatus.NOT_FOUND, "a conversation's id of another shape")
        conversation = self._conversations.create(bot_id, environment, conversation_id)
        # The attributes come once, with the conversation's start.
        conversation.attributes = attributes or conversation.attributes
        conversation.context = context or conversation.context
        conversation.must_look = True
        return answer({})

    async def event(
        self, request: Request, bot_id: str, environment: str, conversation_id: str
    ) -> HTTPResponse:
        """Answer an event; for an unknown conversation LivePerson repeats its `PUT` first."""
        self._check_bot(bot_id, environment)
        event = read_event(await self._json(request))
        conversation = self._conversations.find(bot_id, environment, conversation_id)
        if conversation is None:
            raise RefusedError(HTTPStatus.NOT_FOUND, "unknown conversation")
        return answer(await self._turns.answer(conversation, event, agent_of(request)))

    async def give_back(
        self, request: Request, bot_id: str, environment: str, conversation_id: str
    ) -> HTTPResponse:
        """Take a conversation back; the answer is what the bot says to that."""
        self._check_bot(bot_id, environment)
        await read_body(request, self._settings.max_body_bytes)  # whatever it is
        conversation = await self._found(request, bot_id, environment, conversation_id)
        return answer(await self._turns.give_back(conversation, agent_of(request)))

    async def _found(
        self, request: Request, bot_id: str, environment: str, conversation_id: str
    ) -> Conversation:
        known = self._conversations.find(bot_id, environment, conversation_id)
        if known is not None:
            return known
        # After a restart only Rasa knows it.
        if not (await RasaMemory.of(agent_of(request), conversation_id)).is_known:
            raise RefusedError(HTTPStatus.NOT_FOUND, "unknown conversation")
        return self._conversations.create(bot_id, environment, conversation_id)

    async def _guarded(
        self, handler: Handler, own_token: bool, request: Request, **names: str
    ) -> HTTPResponse:
        try:
            authorization = request.headers.get("authorization")
            if not (own_token and self._is_return_token(authorization)):
                await self._app_jwt.check(authorization)
            return await handler(request, **names)
        except TokenRefusedError as error:
            headers = {"WWW-Authenticate": "Bearer"}
            return refusal(HTTPStatus.UNAUTHORIZED, f"token: {error}", headers)
        except KeysUnreachableError:
            # Not its fault: LivePerson repeats what is answered with a 5xx.
            return refusal(HTTPStatus.SERVICE_UNAVAILABLE, "no key to check tokens with")
        except RefusedError as error:
            return refusal(error.status, str(error))

    def _is_return_token(self, authorization: str | None) -> bool:
        if self._settings.return_token is None:
            return False
        own = self._settings.return_token.get_secret_value()
        return hmac.compare_digest(bearer(authorization).encode("utf-8", "replace"), own.encode())

    def _environments(self, bot_id: str) -> list[str]:
        if bot_id not in self._settings.bots:
            raise RefusedError(HTTPStatus.NOT_FOUND, "unknown bot")
        return self._settings.bots[bot_id]

    def _check_bot(self, bot_id: str, environment: str) -> None:
        if environment not in self._environments(bot_id):
            raise RefusedError(HTTPStatus.NOT_FOUND, "unknown environment")

    async def _json(self, request: Request) -> Json:
        return read_json(await read_body(request, self._settings.max_body_bytes))
