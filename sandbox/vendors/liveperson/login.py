"""The Login Service: a bot user logs in with an API key, refreshes its session, logs out.

Beside it Sentinel gives an application its access token, for a form with its id and secret.
https://developers.liveperson.com/oauth-2-0-client-credentials.html; the lifetime, as text, is what
a published client of LivePerson's Functions reads.

https://developers.liveperson.com/login-service-api-methods-application-login.html
Credentials travel as plain JSON. Assumption: keys beyond the documented ones are ignored.
"""

import secrets
import time
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ...serving.json_bodies import json_body, keys_of
from ...serving.refusal import Refused, refusals
from ...state import SandboxState
from .account import ACCOUNT, APPLICATION, BOT_USER, OAUTH1_LOGIN, OAUTH2_LOGIN, LivePersonAccount
from .domain import base_uris
from .errors import envelope
from .sentinel import LIFETIME_SECONDS, Sentinel
from .sessions import Session

API_VERSION = "1.3"
COOKIE = "Session_id"
CSRF_INVALID = 10
CSRF_MESSAGE = (
    "CSRF token invalid! The CSRF token on request does not match the CSRF token on the session"
)


def service(account: LivePersonAccount, state: SandboxState, sentinel: Sentinel) -> Starlette:
    """Return the Login Service, and beside it Sentinel (keys, access tokens), as an application."""

    async def log_in(request: Request) -> Response:
        if request.query_params.get("v") != API_VERSION:
            raise Refused(HTTPStatus.BAD_REQUEST, f"the query must have v={API_VERSION}")
        credentials = keys_of(await json_body(request))
        user = _user(credentials)
        if account.sessions.is_too_soon(user, account.login.interval_seconds):
            raise Refused(HTTPStatus.TOO_MANY_REQUESTS, "User attempted too many logins")
        _check(request.path_params["account"], credentials)
        session = account.sessions.start(user, account.login.session_ttl_ms)
        response = JSONResponse(_logged_in(session, base_uris(account, state, request)))
        response.set_cookie(COOKIE, session.session_id, httponly=True)
        return response

    async def refresh(request: Request) -> Response:
        session = await _session(account, request)
        session.extend()
        response = Response()
        response.set_cookie(COOKIE, session.session_id, httponly=True)
        return response

    async def log_out(request: Request) -> Response:
        account.sessions.expire((await _session(account, request)).user)
        return Response()

    async def give_token(request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
        if form.get("grant_type") != "client_credentials":
            raise Refused(HTTPStatus.BAD_REQUEST, "the grant_type must be client_credentials")
        are_keys = all(form.get(key) == value for key, value in APPLICATION.items())
        if not are_keys or request.path_params["account"] != ACCOUNT:
            raise Refused(HTTPStatus.UNAUTHORIZED, "bad client credentials")
        token = secrets.token_hex(32)  # LivePerson's is a JWT, which only its services read
        account.app_tokens.add(token)
        lifetime = str(LIFETIME_SECONDS)
        return JSONResponse({"access_token": token, "token_type": "Bearer", "expires_in": lifetime})

    async def show_keys(request: Request) -> Response:
        return JSONResponse(sentinel.key_set())

    path = "/api/account/{account}"
    return Starlette(
        routes=[
            Route(f"{path}/login", log_in, methods=["POST"], name="login"),
            Route(f"{path}/refresh", refresh, methods=["POST"], name="refresh"),
            Route(f"{path}/logout", log_out, methods=["POST"], name="logout"),
            Route("/sentinel/well-known/jwks", show_keys, name="jwks"),
            Route(
                "/sentinel/api/v2/account/{account}/app/token",
                give_token,
                methods=["POST"],
                name="app_token",
            ),
        ],
        exception_handlers=refusals(envelope),
    )


def _user(credentials: Mapping[str, Any]) -> str:
    """Return the user name, after checking that all keys of a login are there and are text."""
    needed = ("username", "appKey", "secret") if "password" not in credentials else ("username",)
    wrong = [key for key in needed if not isinstance(credentials.get(key), str)]
    if wrong:
        raise Refused(HTTPStatus.BAD_REQUEST, f"not a string, or missing: {', '.join(wrong)}")
    return str(credentials["username"])


def _check(account_id: str, credentials: Mapping[str, Any]) -> None:
    """Refuse with 401 unless account, user and API key belong together, in the old or new form.

    The new form has OAuth2 client credentials in the same keys, and tokens that are `dummy` or
    left out. Assumption: any other token beside client credentials is refused. A user with a
    password is documented, but this account has none.
    """
    tokens = {credentials.get(key, "dummy") for key in ("accessToken", "accessTokenSecret")}
    is_oauth1 = all(credentials.get(key) == value for key, value in OAUTH1_LOGIN.items())
    is_oauth2 = all(credentials.get(key) == value for key, value in OAUTH2_LOGIN.items())
    is_valid = is_oauth1 or (is_oauth2 and tokens == {"dummy"})
    if not is_valid or account_id != ACCOUNT or credentials["username"] != BOT_USER:
        raise Refused(HTTPStatus.UNAUTHORIZED, "bad site, agent or credentials")


async def _session(account: LivePersonAccount, request: Request) -> Session:
    """Return the session of a refresh or logout, by its cookie and its csrf token.

    LivePerson writes the cookie as `Session_id`, its own clients send `session_id`.
    Assumption: a missing session is refused like a wrong token.
    """
    body = keys_of(await json_body(request))
    cookies = {name.lower(): value for name, value in request.cookies.items()}
    session = account.sessions.by_cookie(cookies.get(COOKIE.lower(), ""))
    is_account = request.path_params["account"] == ACCOUNT
    if session is None or not is_account or body.get("csrf") != session.csrf:
        raise Refused(HTTPStatus.UNAUTHORIZED, CSRF_MESSAGE, code=CSRF_INVALID)
    return session


def _logged_in(session: Session, directory: object) -> dict[str, Any]:
    """Return the documented body; `sessionTTl` is text, spelt as LivePerson spells it."""
    groups = [{"id": -1, "deleted": False, "name": "Main Group"}]
    return {
        "csrf": session.csrf,
        "wsuk": "766900772095619056",
        "config": _config(session.user),
        "csdsCollectionResponse": directory,
        "accountData": {"agentGroupsData": {"items": groups, "revision": 1}},
        "sessionTTl": str(session.ttl_ms),
        "bearer": session.bearer,
        "sessionId": session.session_id,
    }


def _config(user: str) -> dict[str, Any]:
    return {
        "loginName": user,
        "userId": "3705342610",
        "userPid": "4f1b0c3e-6f2c-5a34-9d56-0123456789ab",
        "userPrivileges": [100, 101, 1730, 1731, 1732, 1733, 1734, 1735],
        "serverCurrentTime": int(time.time() * 1000),
        "timeDiff": 0,
        "serverTimeZoneName": "UTC",
        "serverTimeGMTDiff": 0,
        "isLPA": False,
        "isAdmin": False,
        "accountTimeZoneId": "Europe/Amsterdam",
    }
