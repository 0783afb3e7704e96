"""A synchronous client of the control interface, for tests, the demo and benchmarks."""

import json
from collections.abc import Callable, Iterator, Mapping
from types import TracebackType
from typing import Any, TypeAlias

import httpx

from .cm.client import CMControl
from .desk import Desk
from .liveperson.client import LivePersonControl
from .parley.client import ParleyControl

Json: TypeAlias = dict[str, Any]

# A customer's message waits for the bot, which LivePerson gives three times a minute.
PATIENCE = httpx.Timeout(200.0, connect=5.0)


class ControlError(Exception):
    """The control interface has refused; the text says why."""


class Control:
    """Tells a sandbox what to do, and asks it what has happened."""

    def __init__(self, url: str) -> None:
        """`url`: the control port's address."""
        self._http = httpx.Client(base_url=url, timeout=PATIENCE, trust_env=False)
        self.liveperson = LivePersonControl(self.ask)
        self.cm = CMControl(self.ask)
        self.parley = ParleyControl(self.ask)
        # By their names in the bot's configuration.
        self.desks: Mapping[str, Desk] = {
            "liveperson": self.liveperson,
            "cm": self.cm,
            "parley": self.parley,
        }

    def __enter__(self) -> "Control":
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

    def urls(self) -> dict[str, str]:
        """The address of the control port and of every service."""
        return dict(self.ask("GET", "/urls"))

    def state(self) -> Json:
        """Everything at once."""
        return dict(self.ask("GET", "/state"))

    def reset(self) -> None:
        """Back to the default world."""
        self.ask("POST", "/reset")

    def set_bot(self, url: str, channel: str = "rest") -> None:
        """Say where Rasa listens, and over which channel new customers come.

        `channel`: rest, liveperson, cm or parley.
        """
        self.ask("PUT", "/bot", {"url": url, "channel": channel})

    def fault(self, call: str, kind: str, times: int | None = 1, **details: object) -> None:
        """Let the next `times` calls go wrong, or with null all until `clear_faults`.

        `details`: status, body, headers, seconds, size, as the kind needs them.
        """
        self.ask("POST", "/faults", {"call": call, "kind": kind, "times": times, **details})

    def faults(self) -> list[Json]:
        """The faults that still await a call."""
        return list(self.ask("GET", "/faults"))

    def clear_faults(self, call: str | None = None) -> None:
        """End the faults of one call or of all, and let go the calls they hold."""
        self.ask("DELETE", "/faults" if call is None else f"/faults/{call}")

    def calls(self, call: str | None = None) -> list[Json]:
        """The calls that have arrived, all or those of one name, credentials masked."""
        return list(self.ask("GET", "/calls", query={} if call is None else {"call": call}))

    def transfers(self) -> list[Json]:
        """The transfers that were accepted."""
        return list(self.ask("GET", "/transfers"))

    def fail_transfers_later(self, times: int = 1, seconds: float = 0.0) -> None:
        """Let the next transfers fail so many seconds after they were accepted."""
        self.ask("POST", "/transfers/fail-later", {"times": times, "seconds": seconds})

    def conversations(self) -> list[Json]:
        """All conversations with their messages."""
        return list(self.ask("GET", "/conversations"))

    def conversation(self, conversation_id: str) -> Json:
        """One conversation with its messages."""
        return dict(self.ask("GET", f"/conversations/{conversation_id}"))

    def map_sender(self, conversation_id: str, sender: str) -> Json:
        """Say what Rasa calls the customer of a conversation."""
        return dict(self.ask("PUT", f"/conversations/{conversation_id}", {"sender": sender}))

    def use_channel(self, conversation_id: str, channel: str) -> Json:
        """Say over which channel the customer of a conversation comes."""
        return dict(self.ask("PUT", f"/conversations/{conversation_id}", {"channel": channel}))

    def redeliver(self, conversation_id: str) -> int | None:
        """Send the bot the last delivery again as it was; the status, None without an answer."""
        status: int | None = self.ask("POST", f"/conversations/{conversation_id}/redeliver")[
            "status"
        ]
        return status

    def customer_says(
        self, conversation_id: str, text: str, metadata: Json | None = None
    ) -> list[Json]:
        """Write as the customer; the bot's answers, none where the vendor leaves it out."""
        body = {"text": text, "metadata": metadata}
        return list(self.ask("POST", f"/conversations/{conversation_id}/messages", body))

    def agent_says(self, conversation_id: str, text: str) -> Json:
        """Write to the customer as the agent, who must be in the conversation."""
        return dict(self.ask("POST", f"/conversations/{conversation_id}/say", {"text": text}))

    def agent_returns(
        self, conversation_id: str, message: str | None = "/human_handoff_returned"
    ) -> list[Json]:
        """Give the conversation back to the bot; its answers.

        A bot on REST receives `message`, if any; the vendors' own channels have their own way.
        """
        body = {"message": message}
        return list(self.ask("POST", f"/conversations/{conversation_id}/return", body))

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
