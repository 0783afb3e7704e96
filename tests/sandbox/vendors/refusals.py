"""How the tables of refused requests are written, one table a vendor."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Refusal:
    """A wrong request: a method of the vendor's driver, its arguments, and the response."""

    status: int
    call: str
    complaint: str
    arguments: dict[str, Any]


def refused(status: int, call: str, complaint: str = "", **arguments: Any) -> Refusal:
    """A row of a table."""
    return Refusal(status, call, complaint, arguments)


def raw(status: int, service: str, request: str, complaint: str = "", **more: Any) -> Refusal:
    """A row with a request that no method makes: `request` has the HTTP method and the path."""
    method, path = request.split(" ", 1)
    return refused(status, "raw", complaint, service=service, method=method, path=path, **more)


def not_json(
    service: str, request: str, headers: dict[str, str], contents: list[Any], complaint: str = ""
) -> list[Refusal]:
    """Rows with bodies that are not JSON; an item has the body and its Content-Type."""
    return [
        raw(
            *(400, service, request, complaint),
            content=content,
            headers={**headers, "content-type": kind},
        )
        for content, kind in contents
    ]
