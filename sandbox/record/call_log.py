"""The record of the calls that arrived, with credentials masked."""

import json
from collections import deque
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote_plus

from ..faults.exchange import Answer
from ..world.event_log import KEPT, EventLog, now_ms

MASK = "***"
# A body that is longer is kept in part.
LONGEST_ANSWER = 65_536


@dataclass
class Call:
    """One HTTP call; `status` stays null where the caller got no answer.

    `conversation` is the one it names, `answer` what was sent, credentials and all.
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
    answer: Answer | None = field(default=None, repr=False)


# What GET /calls shows.
LISTED = (
    *("service", "call", "method", "path", "query", "headers", "body", "status", "fault"),
    *("milliseconds", "at"),
)


class CallLog:
    """The newest calls, and an event for each."""

    def __init__(self, events: EventLog) -> None:
        """Start empty."""
        self._events = events
        self._secrets = {"authorization", "cookie", "password", "secret"}
        self._answers_secrets: set[str] = set()
        self._calls: deque[Call] = deque(maxlen=KEPT)
        # Goes on after a reset, so that no two calls share one.
        self._serial = 0

    def add(self, call: Call) -> None:
        """Keep a call that has ended, and tell those who follow."""
        self._serial += 1
        call.serial = self._serial
        if call.answer is not None:
            kept = call.answer.body.strip()[:LONGEST_ANSWER]
            call.answer = replace(call.answer, body=kept)
        self._calls.append(call)
        told = ("serial", "conversation", "service", "call", "method", "path", "status", "fault")
        about = {name: getattr(call, name) for name in (*told, "milliseconds")}
        self._events.add("call", **about)

    def find(self, serial: int) -> Call | None:
        """The call with this serial, where it is kept."""
        return next((call for call in reversed(self._calls) if call.serial == serial), None)

    def of_conversation(self, conversation: str) -> list[Call]:
        """The calls that name a conversation."""
        return [call for call in self._calls if call.conversation == conversation]

    def as_json(self, name: str | None = None) -> list[dict[str, Any]]:
        """All kept calls, or those with this call name."""
        return [
            {key: getattr(call, key) for key in LISTED}
            for call in self._calls
            if name is None or call.call == name
        ]

    def reset(self) -> None:
        """Forget all calls."""
        self._calls.clear()

    def __len__(self) -> int:
        """How many calls are kept."""
        return len(self._calls)

    def hide(self, *names: str) -> None:
        """Mask headers, query and body keys of these names, in any case, from now on."""
        self._secrets.update(name.lower() for name in names)

    def hide_in_answers(self, *names: str) -> None:
        """Mask these keys also in the bodies of answers, which are shown one at a time."""
        self._answers_secrets.update(name.lower() for name in names)

    def masked_answer(self, answer: Answer) -> tuple[dict[str, str], Any]:
        """Headers and body of an answer."""
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in answer.headers
        }
        body = self._read(answer.body)
        secrets = self._secrets | self._answers_secrets
        return self.masked_headers(headers), self._masked_value(body, secrets)

    def masked_headers(self, headers: dict[str, str]) -> dict[str, str]:
        """The headers; of a secret one only the scheme, as in `Bearer ***`."""
        return {name: self._masked_header(name, value) for name, value in headers.items()}

    def masked_query(self, query: str) -> str:
        """The query as it came, its secret values masked."""
        return "&".join(self._masked_pair(pair) for pair in query.split("&"))

    def masked_body(self, body: bytes) -> Any:
        """The body as JSON with its secret values masked, else as text."""
        return self._masked_value(self._read(body), self._secrets)

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
        # Not of a cookie, which has its value before the first space.
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
