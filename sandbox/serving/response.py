"""A whole HTTP response that has not been sent, so that it can still be changed or recorded."""

import json
from dataclasses import dataclass, replace
from http import HTTPStatus


@dataclass(frozen=True)
class WholeResponse:
    """Status, headers and body of a response; `headers` are names and values as ASGI has them."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes

    @classmethod
    def of(cls, body: object, status: int = HTTPStatus.OK) -> "WholeResponse":
        """Create a response: a string as HTML, None without a body, anything else as JSON."""
        if body is None:
            return cls(status, [], b"")
        if isinstance(body, str):
            return cls(status, [(b"content-type", b"text/html; charset=utf-8")], body.encode())
        return cls(status, [(b"content-type", b"application/json")], json.dumps(body).encode())

    @property
    def is_plain_text(self) -> bool:
        """Whether there is a body whose Content-Type is text/plain."""
        kinds = [value for name, value in self.headers if name == b"content-type"]
        return bool(self.body) and any(kind.startswith(b"text/plain") for kind in kinds)

    def with_headers(self, headers: dict[str, str]) -> "WholeResponse":
        """Return a copy in which `headers` replace those of the same name."""
        new = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        names = {name for name, _ in new}
        return replace(self, headers=[h for h in self.headers if h[0] not in names] + new)
