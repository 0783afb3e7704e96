"""One connection to the control interface: asking, and following what happens."""

import json
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, TypeAlias, TypeVar

import httpx

Json: TypeAlias = dict[str, Any]
Self = TypeVar("Self", bound="Connection")

# A customer's message waits for the bot, which LivePerson gives three times a minute.
PATIENCE = httpx.Timeout(200.0, connect=5.0)


class ControlError(Exception):
    """The control interface has refused; the text says why."""


class Connection:
    """Sends control requests, and reads the events."""

    def __init__(self, url: str) -> None:
        """`url`: the control port's address."""
        self._http = httpx.Client(base_url=url, timeout=PATIENCE, trust_env=False)

    def __enter__(self: Self) -> Self:
        """Use it as a context manager, so that its connections are closed."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connections."""
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def events(self, after: int = 0, seconds: float | None = None) -> Iterator[Json]:
        """What has happened after the event `after`, then what happens, as it happens."""
        query = {"after": str(after)} | ({} if seconds is None else {"seconds": str(seconds)})
        patience = None if seconds is None else seconds + 5.0
        with self._http.stream("GET", "/events", params=query, timeout=patience) as answer:
            for line in answer.iter_lines():
                if line.startswith("data: "):
                    yield json.loads(line.removeprefix("data: "))

    def wait_for(
        self, predicate: Callable[[Json], bool], timeout: float = 5.0, after: int = 0
    ) -> Json:
        """The first event after `after` that fits, also if it has happened already."""
        seen: list[str] = []
        for event in self.events(after, timeout):
            if predicate(event):
                return event
            seen.append(event["type"])
        raise TimeoutError(f"no such event in {timeout} s; there were {', '.join(seen) or 'none'}")

    def ask(
        self, method: str, path: str, body: object = None, query: dict[str, str] | None = None
    ) -> Any:
        """Send one control request and return its answer; for what has no method here."""
        answer = self._http.request(method, path, json=body, params=query)
        if answer.is_error:
            raise ControlError(f"{method} {path}: {answer.text}")
        return answer.json() if answer.content else None


def is_event(kind: str, /, **details: object) -> Callable[[Json], bool]:
    """A predicate for `wait_for`: the event's type, and values it must have."""

    def fits(event: Json) -> bool:
        return event["type"] == kind and all(event.get(k) == v for k, v in details.items())

    return fits
