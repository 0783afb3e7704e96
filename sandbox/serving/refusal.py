"""How an application of the sandbox refuses a request: it raises an exception."""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import Response


class Refused(Exception):  # noqa: N818 - a response on its way out, not an error of the program
    """The request is refused; every application formats the response in its vendor's way.

    Attributes:
        status: The status of the response.
        reason: What is wrong with the request, in a sentence.
        code: The vendor's own number or word for it, where the vendor documents one.
    """

    def __init__(self, status: HTTPStatus, reason: str, code: int | str | None = None) -> None:
        """Keep what the application needs for its response."""
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.code = code


def refusals(
    respond: Callable[[Request, Refused], Response],
) -> Mapping[Any, Callable[[Request, Exception], Awaitable[Response]]]:
    """Return the `exception_handlers` of a Starlette application that refuses with `respond`."""

    async def handle(request: Request, error: Exception) -> Response:
        assert isinstance(error, Refused)
        return respond(request, error)

    return {Refused: handle}
