"""The HTTP routes: those of LivePerson's Custom Endpoint, and `…/return`."""

from __future__ import annotations

import re
from functools import partial
from http import HTTPStatus

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from ..tracker import TrackerReader
from ..webhook_calls import (
    Handler,
    Json,
    RefusedError,
    add_route,
    agent_of,
    bearer_token,
    is_token,
    json_response,
    read_body,
    read_json,
)
from .app_jwt import AppJWT
from .conversations import Conversations, Name
from .payloads import read_conversation, read_event
from .settings import LivePersonSettings
from .turns import Turns

_CONVERSATION_ID = re.compile(r"[A-Za-z0-9._:~-]{1,128}")


class Webhook:
    """The routes of the Custom Endpoint's specification, and `…/return`."""

    def __init__(
        self,
        settings: LivePersonSettings,
        app_jwt: AppJWT,
        conversations: Conversations,
        turns: Turns,
    ) -> None:
        self._settings = settings
        self._app_jwt = app_jwt
        self._conversations = conversations
        self._turns = turns

    def add_to(self, blueprint: Blueprint) -> None:
        """Add every route to a blueprint."""
        bot = "/v1/bots/<bot_id:str>/environments"
        conversation = f"{bot}/<environment:str>/conversations/<conversation_id:str>"
        for method, path, handler in (
            ("GET", bot, self.environments),
            ("GET", f"{bot}/<environment:str>/state", self.state),
            ("PUT", conversation, self.create),
            ("POST", f"{conversation}/events", self.event),
        ):
            checked = partial(self._checked, handler)
            add_route(blueprint, path, checked, name=handler.__name__, method=method)
        add_route(blueprint, f"{conversation}/return", self.give_back, name="give_back")

    async def environments(self, request: Request, bot_id: str) -> HTTPResponse:
        """Answer with the environments of a bot."""
        return json_response(self._environments(bot_id))

    async def state(self, request: Request, bot_id: str, environment: str) -> HTTPResponse:
        """Answer whether the bot is ready; LivePerson starts only a bot that is online."""
        self._check_bot(bot_id, environment)
        agent = agent_of(request.app)
        is_online = agent is None or agent.is_ready()
        state = "online" if is_online else "maintenance"
        return json_response({"state": state, "version": self._settings.bot_version})

    async def create(
        self, request: Request, bot_id: str, environment: str, conversation_id: str
    ) -> HTTPResponse:
        """Create a conversation; for a known one it means that the bot has it again."""
        self._check_bot(bot_id, environment)
        attributes, context = read_conversation(await self._json(request))
        if not _CONVERSATION_ID.fullmatch(conversation_id):
            raise RefusedError(HTTPStatus.NOT_FOUND, "a conversation's id of another shape")
        name = Name(bot_id, environment, conversation_id)
        await self._conversations.create(name, attributes, context)
        return json_response({})

    async def event(
        self, request: Request, bot_id: str, environment: str, conversation_id: str
    ) -> HTTPResponse:
        """Reply to an event; after a 404 LivePerson creates the conversation and delivers again."""
        self._check_bot(bot_id, environment)
        event = read_event(await self._json(request))
        name = Name(bot_id, environment, conversation_id)
        return json_response(await self._turns.reply(name, event, agent_of(request.app)))

    async def give_back(
        self, request: Request, bot_id: str, environment: str, conversation_id: str
    ) -> HTTPResponse:
        """Tell Rasa that the bot has a conversation again; answer with the bot's reply to that."""
        if not self._has_return_token(request):
            await self._check_app_jwt(request)
        self._check_bot(bot_id, environment)
        await read_body(request, self._settings.max_body_bytes)  # and ignore it
        name, agent = Name(bot_id, environment, conversation_id), agent_of(request.app)
        # After a long time, or where the store was lost, only Rasa's tracker has it.
        is_known = await self._conversations.is_known(name)
        if not is_known and not (await TrackerReader.read(agent, conversation_id)).exists:
            raise RefusedError(HTTPStatus.NOT_FOUND, "unknown conversation")
        return json_response(await self._turns.give_back(name, agent))

    async def _checked(self, handler: Handler, request: Request, **path: str) -> HTTPResponse:
        await self._check_app_jwt(request)
        return await handler(request, **path)

    async def _check_app_jwt(self, request: Request) -> None:
        await self._app_jwt.check(request.headers.get("authorization"))

    def _has_return_token(self, request: Request) -> bool:
        expected = self._settings.return_token
        token = bearer_token(request.headers.get("authorization"))
        return expected is not None and is_token(token, expected.get_secret_value())

    def _environments(self, bot_id: str) -> list[str]:
        if bot_id not in self._settings.bots:
            raise RefusedError(HTTPStatus.NOT_FOUND, "unknown bot")
        return self._settings.bots[bot_id]

    def _check_bot(self, bot_id: str, environment: str) -> None:
        if environment not in self._environments(bot_id):
            raise RefusedError(HTTPStatus.NOT_FOUND, "unknown environment")

    async def _json(self, request: Request) -> Json:
        return read_json(await read_body(request, self._settings.max_body_bytes))
