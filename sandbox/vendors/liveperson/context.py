"""The Conversation Context Service, version 1: a store of properties that bots share.

https://developers.liveperson.com/conversation-orchestrator-conversation-context-service-overview.html
(methods-v1). Writes answer 204 with no body.
A wrong key is 403, which LivePerson's own client reads as "API Key is either invalid or lacks
permission".
Assumption: an unknown account is 401; errors are `{"message": …}`, which is what that client reads;
a value is read back as JSON.
"""

from http import HTTPStatus

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ...serving.json_bodies import json_body, keys_of
from ...serving.refusal import Refused, refusals
from .account import ACCOUNT, DEVELOPER_KEY, LivePersonAccount
from .namespaces import DEFAULT_SESSION

READ = "context_read"
WRITE = "context_write"


def service(account: LivePersonAccount) -> Starlette:
    """Return the Context Service as an application."""
    in_namespace = "/v1/account/{account}/{namespace}"
    api = _Api(account)
    routes = [
        Route("/v1/account/{account}", api.list, name=READ),
        Route("/v1/account/{account}", api.create, methods=["POST"], name=WRITE),
        Route(in_namespace, api.delete, methods=["DELETE"], name=WRITE),
    ]
    # The shorter paths come first: `…/properties/{key}` does not mean a session `properties`.
    for place in (in_namespace, in_namespace + "/{session}"):
        routes += [
            Route(f"{place}/properties", api.get_all, name=READ),
            Route(f"{place}/properties", api.set_many, methods=["PATCH"], name=WRITE),
            Route(f"{place}/properties/{{key}}", api.get_one, name=READ),
            Route(f"{place}/properties/{{key}}", api.set_one, methods=["PUT"], name=WRITE),
            Route(f"{place}/properties/{{key}}", api.delete_one, methods=["DELETE"], name=WRITE),
        ]
    return Starlette(routes=routes, exception_handlers=refusals(_refusal))


class _Api:
    """The methods; each needs the developer key."""

    def __init__(self, account: LivePersonAccount) -> None:
        self._account = account

    async def list(self, request: Request) -> Response:
        _check(request)
        return JSONResponse(self._account.namespaces.as_json())

    async def create(self, request: Request) -> Response:
        _check(request)
        name = keys_of(await json_body(request)).get("name")
        if not isinstance(name, str):
            raise Refused(HTTPStatus.BAD_REQUEST, "the body must have a name")
        self._account.namespaces.create(name, _ttl(request))
        return _no_content()

    async def delete(self, request: Request) -> Response:
        _check(request)
        self._account.namespaces.delete(request.path_params["namespace"])
        return _no_content()

    async def get_all(self, request: Request) -> Response:
        return JSONResponse(self._account.namespaces.properties(*_place(request)))

    async def get_one(self, request: Request) -> Response:
        key = request.path_params["key"]
        return JSONResponse(self._account.namespaces.property(*_place(request), key))

    async def set_many(self, request: Request) -> Response:
        place = _place(request)
        self._account.namespaces.merge(*place, keys_of(await json_body(request)))
        return _no_content()

    async def set_one(self, request: Request) -> Response:
        place = _place(request)
        value = await json_body(request)
        self._account.namespaces.merge(*place, {request.path_params["key"]: value})
        return _no_content()

    async def delete_one(self, request: Request) -> Response:
        self._account.namespaces.delete_property(*_place(request), request.path_params["key"])
        return _no_content()


def _place(request: Request) -> tuple[str, str]:
    """Return namespace and session, after checking the key."""
    _check(request)
    path = request.path_params
    return path["namespace"], path.get("session", DEFAULT_SESSION)


def _check(request: Request) -> None:
    if request.path_params["account"] != ACCOUNT:
        raise Refused(HTTPStatus.UNAUTHORIZED, "the account is not known")
    if request.headers.get("maven-api-key") != DEVELOPER_KEY:
        raise Refused(HTTPStatus.FORBIDDEN, "the maven-api-key is not valid for this account")


def _ttl(request: Request) -> int | None:
    text = request.query_params.get("ttlSecond")
    if text is not None and not (text.isascii() and text.isdigit()):
        raise Refused(HTTPStatus.BAD_REQUEST, "ttlSecond must be a number of seconds")
    return None if text is None else int(text)


def _no_content() -> Response:
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _refusal(request: Request, refused: Refused) -> Response:
    return JSONResponse({"message": refused.reason}, refused.status)
