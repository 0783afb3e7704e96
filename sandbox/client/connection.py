"""One connection to the control interface: requests, and the stream of events."""

import json
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, TypeAlias, TypeVar

import httpx
from httpx_sse import connect_sse

from .own_thread import in_own_thread

Json: TypeAlias = dict[str, Any]
Self = TypeVar("Self", bound="Connection")

# A customer's message waits for the bot, for which LivePerson waits three times a minute.
TIMEOUT = httpx.Timeout(200.0, connect=5.0)


class ControlError(Exception):
    """The control interface has refused a request; the text says why."""


class Connection:
    """Sends control requests, and reads the events."""

    def __init__(self, url: str) -> None:
        """`url`: the control port's address."""
        self._http = httpx.Client(base_url=url, timeout=TIMEOUT, trust_env=False)

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
        """Yield what has happened after the event `after`, then what happens, as it happens."""
        query = {"after": str(after)} | ({} if seconds is None else {"seconds": str(seconds)})
        timeout = None if seconds is None else seconds + 5.0
        with connect_sse(
            self._http, "GET", "/events", params=query, timeout=timeout
        ) as event_source:
            for event in event_source.iter_sse():
                if event.data:  # a comment keeps the connection alive, and is an event without data
                    yield json.loads(event.data)

    def past_events(self) -> list[Json]:
        """Return what has happened so far."""
        return in_own_thread(lambda: list(self.events(seconds=0)))

    def wait_for(
        self, predicate: Callable[[Json], bool], timeout: float = 30.0, after: int = 0
    ) -> Json:
        """Return the first event after `after` that fits, also if it has happened already.

        Raises:
            TimeoutError: There was none within `timeout` seconds.
        """
        types: list[str] = []
        for event in self.events(after, timeout):
            if predicate(event):
                return event
            types.append(event["type"])
        raise TimeoutError(f"no such event in {timeout} s; there were {', '.join(types) or 'none'}")

    def ask(
        self, method: str, path: str, body: object = None, query: dict[str, str] | None = None
    ) -> Any:
        """Send one control request and return the JSON of the response, None without a body.

        Raises:
            ControlError: The request was refused.
        """
        response = in_own_thread(lambda: self._http.request(method, path, json=body, params=query))
        if response.is_error:
            raise ControlError(f"{method} {path}: {response.text}")
        return response.json() if response.content else None


def is_event(kind: str, /, **details: object) -> Callable[[Json], bool]:
    """Return a predicate for `wait_for`: the event's type, and values that it must have."""

    def fits(event: Json) -> bool:
        return event["type"] == kind and all(event.get(k) == v for k, v in details.items())

    return fits
