"""The record of the calls that arrived, with credentials masked."""

import json
from collections import deque
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import unquote_plus

from .events import KEPT, EventLog, now_ms

MASK = "***"


@dataclass
class Call:
    """One HTTP call; `status` stays null where the caller got no answer."""

    service: str
    call: str | None
    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: Any
    status: int | None = None
    fault: str | None = None
    milliseconds: float = 0.0
    at: int = field(default_factory=now_ms)


class CallLog:
    """The newest calls, and an event for each."""

    def __init__(self, events: EventLog) -> None:
        """Start empty."""
        self._events = events
        self._secrets = {"authorization", "cookie", "password", "secret"}
        self._calls: deque[Call] = deque(maxlen=KEPT)

    def add(self, call: Call) -> None:
        """Keep a call that has ended, and tell those who follow."""
        self._calls.append(call)
        told = ("service", "call", "method", "path", "status", "fault", "milliseconds")
        self._events.add("call", **{name: getattr(call, name) for name in told})

    def as_json(self, name: str | None = None) -> list[dict[str, Any]]:
        """All kept calls, or those with this call name."""
        return [asdict(call) for call in self._calls if name is None or call.call == name]

    def reset(self) -> None:
        """Forget all calls."""
        self._calls.clear()

    def __len__(self) -> int:
        """How many calls are kept."""
        return len(self._calls)

    def hide(self, *names: str) -> None:
        """Mask headers, query and body keys of these names, in any case, from now on."""
        self._secrets.update(name.lower() for name in names)

    def masked_headers(self, headers: dict[str, str]) -> dict[str, str]:
        """The headers; of a secret one only the scheme, as in `Bearer ***`."""
        return {name: self._masked_header(name, value) for name, value in headers.items()}

    def masked_query(self, query: str) -> str:
        """The query as it came, its secret values masked."""
        return "&".join(self._masked_pair(pair) for pair in query.split("&"))

    def masked_body(self, body: bytes) -> Any:
        """The body as JSON with its secret values masked, else as text."""
        try:
            return self._masked_value(json.loads(body)) if body else None
        except (ValueError, RecursionError):
            return body.decode("utf-8", "replace")

    def _masked_header(self, name: str, value: str) -> str:
        if name not in self._secrets:
            return value
        scheme, space, _ = value.partition(" ")
        return f"{scheme} {MASK}" if space else MASK

    def _masked_pair(self, pair: str) -> str:
        name, equals, _ = pair.partition("=")
        secret = unquote_plus(name).lower() in self._secrets
        return f"{name}={MASK}" if equals and secret else pair

    def _masked_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._masked_value(item) for item in value]
        if not isinstance(value, dict):
            return value
        return {
            key: MASK if key.lower() in self._secrets else self._masked_value(item)
            for key, item in value.items()
        }
