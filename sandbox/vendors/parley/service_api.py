"""The Service API: services, the owner of a user, and messages to a user.

https://developers.parley.io/docs/service-api/handover-protocol
Assumptions: the paths of the two GETs, and the shape of GET owner's response (control chooses
one); whatever is wrong with a signed call is a 400; keys beyond the documented ones are refused;
every connected service may change the owner, not only the present owner; repeating a change to
the same owner is accepted; the bot is not informed about a user whom it has handed over;
everything about messages except that only the owner may send them: path, body and response.
"""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ...serving.json_bodies import json_body, parse, read_body
from ...serving.refusal import Refused, refusals
from ...state import SandboxState
from ...world.conversation import Speaker
from ...world.transfer import Transfer
from .account import ACCOUNT, BOT_SERVICE, ParleyAccount
from .envelope import not_served, raw_path, refusal, success, url
from .signature import signer

VENDOR = "Parley"
# The parts of a path: "", "serviceApi", version, "users", the user, "owner" or "messages"
_USER_PLACE = 4
_USER_PARTS = 6


@dataclass
class OwnerChange:
    """Body of PUT owner; `metadata` "can be anything you like"."""

    newOwner: str  # noqa: N815 - the vendor's spelling
    metadata: object = None


@dataclass
class NewMessage:
    """Body of POST messages."""

    message: str


def service(account: ParleyAccount, state: SandboxState) -> Starlette:
    """Return the Service API as an application."""
    api = _Api(account, state)
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
        exception_handlers={**refusals(refusal), HTTPException: not_served},
    )


class _Api:
    """The calls; each is only for connected services of the account."""

    def __init__(self, account: ParleyAccount, state: SandboxState) -> None:
        self._account = account
        self._state = state

    async def services(self, request: Request) -> Response:
        self._check_signature(request)
        services = [
            # Documented as text, not as true and false.
            {"identification": key, "name": one.name, "default": "true" if one.default else "false"}
            for key, one in self._account.connected().items()
        ]
        return success(request, {"services": services})

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
            self._state.transfers.refuse(VENDOR, user, error.reason)
            raise
        self._hand_over(user, change)
        echo = {"url": url(request), **change}
        return success(request, {}, echo, "owner_updated_successfully")

    async def send_message(self, request: Request) -> Response:
        user = _user(request)
        caller = self._check_signature(request)
        text = (await read_body(NewMessage, request)).message
        if not text.strip():
            reason = "'message' is empty"
            raise Refused(HTTPStatus.BAD_REQUEST, reason, "message_not_valid")
        if caller != self._account.owner_of(user):
            reason = "another service has this user"
            raise Refused(HTTPStatus.BAD_REQUEST, reason, "service_not_owner")
        conversation = self._state.conversations.open(user)
        speaker: Speaker = "bot" if caller == BOT_SERVICE else "agent"
        self._state.conversations.record(conversation, speaker, "customer", text)
        echo = {"url": url(request), "message": text}
        return success(request, {}, echo, "message_sent_successfully")

    def _check_signature(self, request: Request) -> str:
        """Return the calling service; 401 if the signature or the service is wrong."""
        caller = signer(request.headers.get("authorization", ""), ACCOUNT, self._account.now())
        if caller is None or caller not in self._account.connected():
            reason = "the Authorization is missing or wrong, or has expired"
            raise Refused(HTTPStatus.UNAUTHORIZED, reason, "api_key_not_valid")
        return caller

    async def _change(self, request: Request) -> dict[str, Any]:
        """Return the body as it was sent, if nothing is wrong with it."""
        body = await json_body(request)
        new_owner = parse(OwnerChange, body).newOwner
        if new_owner not in self._account.connected():
            reason = "'newOwner' must be the identification of a connected service"
            raise Refused(HTTPStatus.BAD_REQUEST, reason, "new_owner_not_valid")
        return dict(body)

    def _owner(self, user: str) -> dict[str, Any]:
        key = self._account.owner_of(user)
        shapes: dict[str, dict[str, Any]] = {
            "string": {"owner": key},
            "object": {
                "owner": {"identification": key, "name": self._account.services[key].name},
            },
            "flat": {"identification": key},
        }
        return shapes[self._account.owner.shape]

    def _hand_over(self, user: str, change: dict[str, Any]) -> None:
        """Change the owner; an agent joins the conversation or leaves it."""
        before, after = self._account.owner_of(user), change["newOwner"]
        self._account.users[user] = after
        if after != BOT_SERVICE:
            # Also if that service owns the user already, so that repeated calls can be seen.
            transfer = Transfer(VENDOR, user, change, self._account.services[after].name)
            self._state.transfers.accept(transfer, None, None)
        elif before != BOT_SERVICE:
            conversation = self._state.conversations.open(user)
            if conversation.with_agent:  # False after a transfer that has failed.
                self._state.conversations.agent_leaves(conversation)
            self._state.transfers.withdraw(user)


def _user(request: Request) -> str:
    """Return the user in the path; the id may be any text, and a slash in it must be encoded."""
    parts = raw_path(request).split("/")
    if len(parts) != _USER_PARTS:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    if not parts[_USER_PLACE]:
        raise Refused(HTTPStatus.BAD_REQUEST, "the path must have a user's id", "user_not_valid")
    return unquote(parts[_USER_PLACE])
