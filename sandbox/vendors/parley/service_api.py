"""The Service API: services, the owner of a user, and messages to a user.

https://developers.parley.io/docs/service-api/handover-protocol
Assumptions: the paths of the two GETs, and the shape of GET owner's answer (control chooses one);
whatever is wrong with a call that is signed is a 400; keys beyond the documented ones are refused;
every connected service may change the owner, not only the present owner; repeating a change to
the same owner is accepted; the bot hears nothing of what becomes of a user it has handed over;
all about messages but that only the owner may send them: path, body, and what is answered.
"""

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ...serving.json_bodies import json_body, parse
from ...serving.refusal import Refused
from ...world.conversation import Speaker
from ...world.state import Stage
from ...world.transfers import Transfer
from .envelope import not_served, raw_path, refusal, success, url
from .signature import signer
from .world import ACCOUNT, BOT_SERVICE, World

VENDOR = "Parley"
# "", "serviceApi", version, "users", the user, "owner" or "messages"
_USER_PLACE = 4
_USER_PARTS = 6


@dataclass
class OwnerChange:
    """Body of PUT owner; `metadata` "can be anything you like"."""

    newOwner: str  # noqa: N815 - the vendor's spelling
    metadata: dict[str, object] = field(default_factory=dict)


@dataclass
class NewMessage:
    """Body of POST messages."""

    message: str


def service(world: World, stage: Stage) -> Starlette:
    """The Service API as an application."""
    api = _Api(world, stage)
    base = "/serviceApi/v{version:float}"
    user = f"{base}/users/{{user:path}}"
    owner = f"{user}/owner"
    return Starlette(
        routes=[
            Route(f"{base}/services", api.services, name="services"),
            Route(owner, api.owner, name="owner"),
            Route(owner, api.change_owner, methods=["PUT"], name="change_owner"),
            Route(f"{user}/messages", api.send_message, methods=["POST"], name="send_message"),
        ],
        exception_handlers={Refused: refusal, HTTPException: not_served},
    )


class _Api:
    """The calls, each for a connected service of the account only."""

    def __init__(self, world: World, stage: Stage) -> None:
        self._world = world
        self._stage = stage

    async def services(self, request: Request) -> Response:
        self._check_signature(request)
        listed = [
            # Documented as text, not as true and false.
            {"identification": key, "name": one.name, "default": "true" if one.default else "false"}
            for key, one in self._world.connected().items()
        ]
        return success(request, {"services": listed})

    async def owner(self, request: Request) -> Response:
        user = _user(request)
        self._check_signature(request)
        return success(request, self._owner(user))

    async def change_owner(self, request: Request) -> Response:
        user = _user(request)
        try:
            self._check_signature(request)
            change = await self._change(request)
        except Refused as error:
            self._stage.transfers.refuse(VENDOR, user, error.reason)
            raise
        self._hand_over(user, change)
        echo = {"url": url(request), **change}
        return success(request, {}, echo, "owner_updated_successfully")

    async def send_message(self, request: Request) -> Response:
        user = _user(request)
        caller = self._check_signature(request)
        said = parse(NewMessage, await json_body(request))
        if not said.message.strip():
            reason = "'message' is empty"
            raise Refused(HTTPStatus.BAD_REQUEST, reason, "message_not_valid")
        if caller != self._world.owner_of(user):
            reason = "another service has this user"
            raise Refused(HTTPStatus.BAD_REQUEST, reason, "service_not_owner")
        conversation = self._stage.conversations.open(user)
        speaker: Speaker = "bot" if caller == BOT_SERVICE else "agent"
        self._stage.conversations.record(conversation, speaker, "customer", said.message)
        echo = {"url": url(request), "message": said.message}
        return success(request, {}, echo, "message_sent_successfully")

    def _check_signature(self, request: Request) -> str:
        """The calling service; a 401 for whatever is wrong with the signature or the signer."""
        caller = signer(request.headers.get("authorization", ""), ACCOUNT, self._world.now())
        if caller is None or caller not in self._world.connected():
            reason = "the Authorization is missing or wrong, or has expired"
            raise Refused(HTTPStatus.UNAUTHORIZED, reason, "api_key_not_valid")
        return caller

    async def _change(self, request: Request) -> dict[str, Any]:
        """The body, as it was sent, if nothing is wrong with it."""
        body = await json_body(request)
        new_owner = parse(OwnerChange, body).newOwner
        if new_owner not in self._world.connected():
            reason = "'newOwner' must be the identification of a connected service"
            raise Refused(HTTPStatus.BAD_REQUEST, reason, "new_owner_not_valid")
        return dict(body)

    def _owner(self, user: str) -> dict[str, Any]:
        key = self._world.owner_of(user)
        shapes: dict[str, dict[str, Any]] = {
            "string": {"owner": key},
            "object": {
                "owner": {"identification": key, "name": self._world.services[key].name},
            },
            "flat": {"identification": key},
        }
        return shapes[self._world.owner.shape]

    def _hand_over(self, user: str, change: dict[str, Any]) -> None:
        """Change the owner; an agent takes the conversation or leaves it."""
        before, after = self._world.owner_of(user), change["newOwner"]
        self._world.users[user] = after
        if after != BOT_SERVICE:
            # Also where that service has the user already: callers who repeat are to be seen.
            transfer = Transfer(VENDOR, user, change, self._world.services[after].name)
            self._stage.transfers.accept(transfer, None, None)
        elif before != BOT_SERVICE:
            conversation = self._stage.conversations.open(user)
            if conversation.with_agent:  # Nobody is there when the transfer has failed.
                self._stage.conversations.agent_leaves(conversation)
            self._stage.transfers.withdraw(user)


def _user(request: Request) -> str:
    """The user in the path, whose id may be any text: a slash in it must be encoded."""
    parts = raw_path(request).split("/")
    if len(parts) != _USER_PARTS:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    if not parts[_USER_PLACE]:
        raise Refused(HTTPStatus.BAD_REQUEST, "the path must have a user's id", "user_not_valid")
    return unquote(parts[_USER_PLACE])
