"""The Domain API (CSDS): the addresses of an account's services.

https://developers.liveperson.com/domain-api.html
The address of a service is a bare host; here with a port, as everything runs on one machine.
LivePerson's own clients leave `.json` out. An unknown account is 401 ("invalid site").
Assumption: a missing `version` is 400, an unlisted service 404.
"""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ...serving.refusal import Refused, refusals
from ...state import SandboxState
from .account import ACCOUNT, LivePersonAccount
from .errors import envelope
from .settings import SERVED_BY


def service(account: LivePersonAccount, state: SandboxState) -> Starlette:
    """Return the Domain API as an application."""

    async def show_one(request: Request) -> Response:
        _check(request)
        name = request.path_params["service"]
        if name not in account.domain.services:
            raise Refused(HTTPStatus.NOT_FOUND, f"service '{name}' is not known")
        uri = base_uri(state, request, name)
        shapes: dict[str, Any] = {
            "object": uri,
            "list": [uri],
            "collection": {"baseURIs": [uri]},
        }
        return JSONResponse(shapes[account.domain.shape])

    async def show_all(request: Request) -> Response:
        _check(request)
        return JSONResponse(base_uris(account, state, request))

    path = "/api/account/{account}/service"
    return Starlette(
        routes=[
            Route(f"{path}/{{service}}/{name}", show_one, name="domain")
            for name in ("baseURI", "baseURI.json")
        ]
        + [
            Route(f"{path}/{name}", show_all, name="domain") for name in ("baseURI", "baseURI.json")
        ],
        exception_handlers=refusals(envelope),
    )


def base_uris(
    account: LivePersonAccount, state: SandboxState, request: Request
) -> dict[str, list[dict[str, str]]]:
    """Return all services that are listed; the response to a login has them too."""
    return {"baseURIs": [base_uri(state, request, name) for name in account.domain.services]}


def base_uri(state: SandboxState, request: Request, name: str) -> dict[str, str]:
    """Return the address of a service, with the host by which the caller reaches this machine."""
    port = urlsplit(state.urls[SERVED_BY[name]]).port
    host = request.url.hostname or ""
    url_host = f"[{host}]" if ":" in host else host
    return {"service": name, "account": ACCOUNT, "baseURI": f"{url_host}:{port}"}


def _check(request: Request) -> None:
    if request.query_params.get("version") != "1.0":
        raise Refused(HTTPStatus.BAD_REQUEST, "the query must have version=1.0")
    if request.path_params["account"] != ACCOUNT:
        raise Refused(HTTPStatus.UNAUTHORIZED, "invalid site")
