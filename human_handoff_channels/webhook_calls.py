"""Read webhook requests (token, size limit, JSON), and answer refusals with a status code."""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from http import HTTPStatus
from typing import Any

from sanic import Blueprint, response
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from .plugin import VendorError

logger = logging.getLogger(__name__)

Json = dict[str, Any]
Handler = Callable[..., Awaitable[HTTPResponse]]


class RefusedError(Exception):
    """A request that is answered with a status of 400 or more, and changes nothing.

    The text gives the reason, for the log and for a caller with the right token.

    Attributes:
        status: The status of the response.
        headers: Further headers of the response.
    """

    def __init__(
        self, status: HTTPStatus, reason: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(reason)
        self.status = status
        self.headers = headers


class RetryLaterError(RefusedError):
    """A request that cannot be handled now; the platform delivers again what got a 503."""

    def __init__(self, reason: str) -> None:
        super().__init__(HTTPStatus.SERVICE_UNAVAILABLE, reason)


class NoModelError(RetryLaterError):
    """Rasa has no model yet; the platform should deliver again."""

    def __init__(self) -> None:
        super().__init__("no model is loaded")


class InvalidPayloadError(RefusedError):
    """A body without what the platform documents; the text names the place in the body."""

    def __init__(self, reason: str) -> None:
        super().__init__(HTTPStatus.BAD_REQUEST, reason)


def add_route(
    blueprint: Blueprint, path: str, handler: Handler, *, name: str, method: str = "POST"
) -> None:
    """Add a route to a blueprint; refusals of its handler are answered."""
    blueprint.add_route(
        partial(answer_request, handler),
        path,
        methods=[method],
        name=name,
        # The handler checks the token before it reads a byte of the body.
        stream=method != "GET",
    )


async def answer_request(handler: Handler, request: Request, **path: str) -> HTTPResponse:
    """Return the handler's response, or that of the refusal it has raised."""
    try:
        return await handler(request, **path)
    except RefusedError as error:
        return refusal(error.status, str(error), error.headers)
    except VendorError as error:
        # The platform may deliver the message again; the turn is a new attempt then.
        return refusal(HTTPStatus.SERVICE_UNAVAILABLE, str(error))


def bearer_token(authorization: str | None, *, needs_scheme: bool = True) -> str | None:
    """Return the token of an `Authorization: Bearer …` header, empty where there is none.

    Another scheme makes it None, or the whole header where the scheme may be left out.
    """
    value = (authorization or "").strip()
    scheme, *token = value.split(maxsplit=1) or [""]
    if not value or scheme.lower() == "bearer":
        return token[0] if token else ""
    return None if needs_scheme else value


def is_token(token: str | None, expected: str) -> bool:
    """Compare a token with the expected one, in a time that tells nothing about it."""
    is_equal = hmac.compare_digest((token or "").encode("utf-8", "replace"), expected.encode())
    return is_equal and bool(token)


def check_token(token: str | None, expected: str) -> None:
    """Check the token of a request.

    Raises:
        RefusedError: It is missing or not the expected one.
    """
    if not is_token(token, expected):
        raise RefusedError(HTTPStatus.UNAUTHORIZED, "wrong token" if token else "no token")


async def read_body(request: Request, limit: int) -> bytes:
    """Read the body of a request whose route streams it.

    Raises:
        RefusedError: It is longer than `limit` bytes, or cut off.
    """
    body = bytearray()  # grows without being copied, however small the parts are
    stream: Any = request.stream
    try:
        while (part := await stream.read()) is not None:
            body += part
            if len(body) > limit:
                raise RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the body is too large")
    except SanicException:  # bytes that are no HTTP chunk
        raise InvalidPayloadError("the body is cut off") from None
    return bytes(body)


def read_json(body: bytes) -> Json:
    """Return the JSON object of a body.

    Raises:
        InvalidPayloadError: The body is not JSON, or not an object.
    """
    try:
        value = json.loads(body, parse_constant=_refuse_constant)
        # A lone surrogate (`\ud800`) would raise an error when Rasa saves the turn; it becomes `?`.
        text = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
        value = json.loads(text, parse_constant=_refuse_constant)  # 1e999 is Infinity by now
    except (ValueError, RecursionError):
        raise InvalidPayloadError("the body is not JSON") from None
    if not isinstance(value, dict):
        raise InvalidPayloadError("the body is no object")
    return value


def json_response(
    body: object, status: int = HTTPStatus.OK, headers: Mapping[str, str] | None = None
) -> HTTPResponse:
    """Return a response with a JSON body."""
    own_headers = dict(headers) if headers else None
    return response.json(body, status=int(status), headers=own_headers, dumps=json.dumps)


def refusal(
    status: HTTPStatus, reason: str, headers: Mapping[str, str] | None = None
) -> HTTPResponse:
    """Return the response to a refused request, and write one line into the log."""
    logger.warning("refused (%d): %s", status, reason)
    # What is wrong with a token stands in the log alone.
    message = status.phrase if status == HTTPStatus.UNAUTHORIZED else reason
    return json_response({"message": message}, status, headers)


def agent_of(app: Any) -> Any:
    """Return the Rasa agent of a Sanic app, None before Rasa has loaded it."""
    # Rasa keeps it in the app's context, and exchanges it when it reloads the model.
    return getattr(app.ctx, "agent", None)


def _refuse_constant(constant: str) -> Any:
    raise ValueError(constant)
