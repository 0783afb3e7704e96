"""The log of the HTTP calls that arrived, with credentials masked."""

import json
from collections import deque
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote_plus

from ..serving.response import WholeResponse
from .event_log import KEPT, EventLog, now_ms

# Shown in place of a credential.
MASK = "***"
# Only this many bytes of a response body are kept.
LONGEST_BODY = 65_536


@dataclass
class Call:
    """One HTTP call.

    Attributes:
        service: The name of the service that was called.
        call: The name of the call; None if the path or method does not exist.
        method: The HTTP method.
        path: The path.
        query: The query, credentials masked.
        headers: The request's headers, credentials masked.
        body: The request's body, credentials masked: JSON, else text.
        status: The status of the response; None if the caller got none.
        fault: The kind of the fault that the call suffered.
        milliseconds: How long the call took.
        at: When it arrived, in epoch milliseconds.
        serial: Its number, from 1.
        conversation: The conversation it is about, as far as it names one.
        response: What was sent, with credentials.
    """

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
    serial: int = 0
    conversation: str | None = None
    response: WholeResponse | None = field(default=None, repr=False)


# What GET /calls shows.
LISTED = (
    *("service", "call", "method", "path", "query", "headers", "body", "status", "fault"),
    *("milliseconds", "at"),
)
# What an event shows.
SUMMARY = (
    *("serial", "conversation", "service", "call", "method", "path", "status", "fault"),
    "milliseconds",
)


class CallLog:
    """The newest calls, and an event for each."""

    def __init__(self, events: EventLog) -> None:
        """Start empty."""
        self._events = events
        self._secrets = {"authorization", "cookie", "password", "secret"}
        self._response_secrets: set[str] = set()
        self._calls: deque[Call] = deque(maxlen=KEPT)
        # Continues after a reset, so that no two calls have the same serial.
        self._serial = 0

    def add(self, call: Call) -> None:
        """Keep a call that has ended, and add its event."""
        self._serial += 1
        call.serial = self._serial
        if call.response is not None:
            kept = call.response.body.strip()[:LONGEST_BODY]
            call.response = replace(call.response, body=kept)
        self._calls.append(call)
        self._events.add("call", **{name: getattr(call, name) for name in SUMMARY})

    def find(self, serial: int) -> Call | None:
        """Return the call with this serial, if it is kept."""
        return next((call for call in reversed(self._calls) if call.serial == serial), None)

    def of_conversation(self, conversation: str) -> list[Call]:
        """Return the calls about a conversation."""
        return [call for call in self._calls if call.conversation == conversation]

    def as_json(self, name: str | None = None) -> list[dict[str, Any]]:
        """Return all kept calls, or those with this call name."""
        return [
            {key: getattr(call, key) for key in LISTED}
            for call in self._calls
            if name is None or call.call == name
        ]

    def reset(self) -> None:
        """Delete all calls."""
        self._calls.clear()

    def __len__(self) -> int:
        """Return how many calls are kept."""
        return len(self._calls)

    def hide(self, *names: str) -> None:
        """Mask headers, query keys and body keys of these names, in any case, from now on."""
        self._secrets.update(name.lower() for name in names)

    def hide_in_responses(self, *names: str) -> None:
        """Mask these keys also in the bodies of responses, which are shown one at a time."""
        self._response_secrets.update(name.lower() for name in names)

    def masked_response(self, response: WholeResponse) -> tuple[dict[str, str], Any]:
        """Return headers and body of a response, credentials masked."""
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in response.headers
        }
        body = self._read(response.body)
        secrets = self._secrets | self._response_secrets
        return self.masked_headers(headers), self._masked_value(body, secrets)

    def masked_headers(self, headers: dict[str, str]) -> dict[str, str]:
        """Return the headers; of a credential only the scheme stays, as in `Bearer ***`."""
        return {name: self._masked_header(name, value) for name, value in headers.items()}

    def masked_query(self, query: str) -> str:
        """Return the query, credentials masked."""
        return "&".join(self._masked_pair(pair) for pair in query.split("&"))

    def masked_body(self, body: bytes) -> Any:
        """Return the body as JSON, else as text, which may be a form; credentials masked."""
        read = self._read(body)
        if isinstance(read, str):
            return self.masked_query(read)
        return self._masked_value(read, self._secrets)

    @staticmethod
    def _read(body: bytes) -> Any:
        try:
            return json.loads(body) if body else None
        except (ValueError, RecursionError):
            return body.decode("utf-8", "replace")

    def _masked_header(self, name: str, value: str) -> str:
        if name not in self._secrets:
            return value
        scheme, space, _ = value.partition(" ")
        # A cookie has no scheme: its value stands before the first space.
        return f"{scheme} {MASK}" if space and scheme.isalpha() else MASK

    def _masked_pair(self, pair: str) -> str:
        name, equals, _ = pair.partition("=")
        secret = unquote_plus(name).lower() in self._secrets
        return f"{name}={MASK}" if equals and secret else pair

    def _masked_value(self, value: Any, secrets: set[str]) -> Any:
        if isinstance(value, list):
            return [self._masked_value(item, secrets) for item in value]
        if not isinstance(value, dict):
            return value
        return {
            key: MASK if key.lower() in secrets else self._masked_value(item, secrets)
            for key, item in value.items()
        }
