"""What every response of Parley has around its data.

Successes are as in https://developers.parley.io/docs/service-api/handover-protocol, refusals as
the Client API documents them (parley.yaml, BaseResult).
Assumption: the refusals of the Service API look the same, those of unknown paths too. The word in
the notification is documented only for `api_key_not_valid` and `owner_updated_successfully`.
"""

from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ...serving.refusal import Refused

VERSION_HEADER = "X-Parley-API-Version"
# "A call to a removed or non-existent version is served by the oldest live one."
# https://developers.parley.io/docs/documentation/api-versioning/version-lifetime
# Its table ends v2.4 on 17 April 2026, so v2.5 is the oldest live version and the newest.
VERSION_NUMBER = "20500"
_VERSION = {VERSION_HEADER: VERSION_NUMBER}
# Seconds, as in the documented samples; nothing takes long in the sandbox.
DURATION = 0.014


def success(
    request: Request,
    data: dict[str, Any],
    echo: dict[str, Any] | None = None,
    notification: str = "",
) -> Response:
    """Return a 200 with `echo` in `metadata.values`; a GET has no echo."""
    body: dict[str, Any] = {
        "data": data,
        "notifications": [{"type": "success", "message": notification}] if notification else [],
        "status": "SUCCESS",
        "metadata": _metadata(request, echo),
    }
    if echo is not None:
        body["media"] = {}  # The documented response to PUT owner ends with it.
    return JSONResponse(body, headers=_VERSION)


def refusal(request: Request, refused: Refused) -> Response:
    """Return a refusal as Parley formats it: the notification is a word, not a sentence."""
    return _error(request, refused.status, str(refused.code or "request_not_valid"))


async def not_served(request: Request, error: Exception) -> Response:
    """Return the refusal of a path or a method that does not exist."""
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    response = _error(request, status, status.phrase.lower().replace(" ", "_"))
    response.headers.update(error.headers or {})
    return response


def url(request: Request) -> str:
    """Return the path below the base URL, still encoded; Parley's responses call it `url`."""
    return raw_path(request).split("/", 3)[-1]


def raw_path(request: Request) -> str:
    """Return the path as it came, still encoded."""
    return bytes(request.scope["raw_path"]).decode("ascii")


def _error(request: Request, status: HTTPStatus, notification: str) -> Response:
    body = {
        "notifications": [{"type": "error", "message": notification}],
        "status": "ERROR",
        "metadata": _metadata(request, {"url": url(request)}),
    }
    return JSONResponse(body, status, headers=_VERSION)


def _metadata(request: Request, echo: dict[str, Any] | None) -> dict[str, Any]:
    values = {} if echo is None else {"values": echo}
    return {**values, "method": request.method.lower(), "duration": DURATION}
