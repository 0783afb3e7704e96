"""A platform's call: read within bounds, refused with a status and a line in the log."""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any

from sanic import response
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from .plugin import VendorError

logger = logging.getLogger(__name__)

Json = dict[str, Any]
Handler = Callable[..., Awaitable[HTTPResponse]]


class RefusedError(Exception):
    """A call that is answered with a status of 400 or more, and changes nothing.

    The text says why; it is for the log, and for a caller who is known.
    """

    def __init__(self, status: HTTPStatus, why: str) -> None:
        super().__init__(why)
        self.status = status


class LaterError(RefusedError):
    """A call that cannot be taken now; what is answered with a 503 is delivered again."""

    def __init__(self, why: str) -> None:
        super().__init__(HTTPStatus.SERVICE_UNAVAILABLE, why)


class WrongShapeError(RefusedError):
    """The body is not what the platform's documents say; the text names the place."""

    def __init__(self, why: str) -> None:
        super().__init__(HTTPStatus.BAD_REQUEST, why)


async def guarded(handler: Handler, request: Request, **names: str) -> HTTPResponse:
    """Answer a call by its handler, or refuse it."""
    try:
        return await handler(request, **names)
    except RefusedError as error:
        return refusal(error.status, str(error))
    except VendorError as error:
        # What was not delivered may be delivered again: the turn is a new attempt then.
        return refusal(HTTPStatus.SERVICE_UNAVAILABLE, str(error))


def check_token(given: str | None, own: str) -> None:
    """Compare what a caller brings with what was agreed, in a time that tells nothing.

    Raises:
        RefusedError: It is another one, or none.
    """
    if not hmac.compare_digest((given or "").encode("utf-8", "replace"), own.encode()):
        raise RefusedError(HTTPStatus.UNAUTHORIZED, "wrong token" if given else "no token")


async def read_body(request: Request, limit: int) -> bytes:
    """Return a body; the route must stream, so that nothing is read before the token is known.

    Raises:
        RefusedError: It is longer than the limit, in bytes.
    """
    body = b""
    stream: Any = request.stream
    try:
        while (part := await stream.read()) is not None:
            body += part
            if len(body) > limit:
                raise RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the body is too large")
    except SanicException:  # a chunk that is none
        raise WrongShapeError("the body is cut off") from None
    return body


def read_json(body: bytes) -> Json:
    """Return a body's object.

    Raises:
        WrongShapeError: It is not JSON, or no object.
    """
    try:
        value = json.loads(body, parse_constant=_refuse)
        # Half a character would end the turn when Rasa saves it.
        whole = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
        value = json.loads(whole, parse_constant=_refuse)  # 1e999
    except (ValueError, RecursionError):
        raise WrongShapeError("the body is not JSON") from None
    if not isinstance(value, dict):
        raise WrongShapeError("the body is no object")
    return value


def answer(body: object, status: int = HTTPStatus.OK) -> HTTPResponse:
    """Return an answer."""
    return response.json(body, status=int(status), dumps=json.dumps)


def refusal(status: HTTPStatus, why: str, headers: Mapping[str, str] | None = None) -> HTTPResponse:
    """Return a refusal, and leave one line in the log."""
    logger.warning("refused (%d): %s", status, why)
    # Why a token is refused is nobody's business but ours.
    said = status.phrase if status == HTTPStatus.UNAUTHORIZED else why
    own = dict(headers) if headers else None
    return response.json({"message": said}, status=int(status), headers=own, dumps=json.dumps)


def agent_of(request: Request) -> Any:
    """Return Rasa's agent, None before it is there."""
    return agent_in(request.app)


def agent_in(app: Any) -> Any:
    """Return the agent of a server, None before it is there."""
    # Rasa keeps it there; a reload of the model exchanges it.
    return getattr(app.ctx, "agent", None)


def _refuse(constant: str) -> Any:
    raise ValueError(constant)
