"""The client of the control interface; sandbox/README.md describes the routes."""

from collections.abc import Mapping, Sequence
from typing import Any

from ..vendors import MANIFESTS
from .agents import Agents
from .connection import Connection, ControlError, Json, is_event

__all__ = ["Control", "ControlError", "is_event"]


class Control(Connection):
    """Controls a sandbox, and reads what has happened in it.

    Attributes:
        desks: The agents of each vendor, by the vendor's name in the bot's configuration.
    """

    def __init__(self, url: str) -> None:
        """`url`: the control port's address."""
        super().__init__(url)
        self._vendors = {one.slug: one.client(one.slug, self.ask) for one in MANIFESTS}
        self.desks: Mapping[str, Agents] = {one.slug: Agents(one, self) for one in MANIFESTS}

    def __getattr__(self, slug: str) -> Any:
        """Return the client of a vendor's own control routes: `control.cm`."""
        try:
            return self.__dict__["_vendors"][slug]
        except KeyError:
            raise AttributeError(f"there is no vendor '{slug}'") from None

    def urls(self) -> dict[str, str]:
        """Return the address of the control port and of every service."""
        return dict(self.ask("GET", "/urls"))

    def vendors(self) -> list[Json]:
        """Return the vendors' manifests."""
        return list(self.ask("GET", "/vendors"))

    def state(self) -> Json:
        """Return everything at once."""
        return dict(self.ask("GET", "/state"))

    def reset(self) -> None:
        """Go back to the defaults."""
        self.ask("POST", "/reset")

    def set_bot(
        self, url: str, channel: str = "rest", *, hears_agents: bool = False, language: str = "en"
    ) -> None:
        """Set where Rasa listens, and the channel of new customers: rest or a vendor's.

        Args:
            url: Where Rasa listens.
            channel: The channel of new customers.
            hears_agents: The vendors' own channels show the bot what agents write, wherever they
                can.
            language: What the bot speaks, for the first messages that the page suggests.
        """
        settings = {"channel": channel, "hears_agents": hears_agents, "language": language}
        self.ask("PUT", "/bot", {"url": url, **settings})

    def set_actions(self, url: str | None) -> None:
        """Set where the action server listens, for a Rasa that calls the service `actions`."""
        self.ask("PUT", "/actions", {"url": url})

    def setup(self) -> Json:
        """Return what there is to switch: channels, vendors with their shifts, the bot's desks."""
        return dict(self.ask("GET", "/setup"))

    def set_shift(self, vendor: str, name: str, *, on: bool, back_ms: int | None = None) -> None:
        """Put somebody at a vendor on shift, or nobody; `name` is one that `setup` shows.

        `back_ms`: when the next shift begins, in epoch milliseconds.
        """
        change = {"vendor": vendor, "name": name, "on": on, "back_ms": back_ms}
        self.ask("PUT", "/setup/shifts", change)

    def set_queues(
        self, vendor: str, people: int | None = None, seconds: float | None = None
    ) -> None:
        """Set how many wait in each queue of a vendor, and how long the vendor says one waits.

        Without both, the vendor tells how many customers really wait in the sandbox.
        """
        self.ask("PUT", "/setup/queues", {"vendor": vendor, "people": people, "seconds": seconds})

    def set_desks(self, desks: Sequence[str]) -> None:
        """Set which desks the bot has, by their names in its configuration."""
        self.ask("PUT", "/setup/desks", {"desks": list(desks)})

    def fault(self, call: str, kind: str, times: int | None = 1, **details: object) -> None:
        """Let the next `times` calls fail; None: all until `clear_faults`.

        `details`: status, body, headers, seconds or size, as the kind needs them.
        """
        self.ask("POST", "/faults", {"call": call, "kind": kind, "times": times, **details})

    def faults(self) -> list[Json]:
        """Return the faults that wait for a call."""
        return list(self.ask("GET", "/faults"))

    def clear_faults(self, call: str | None = None) -> None:
        """End the faults of one call or of all; calls that wait because of them continue."""
        self.ask("DELETE", "/faults" if call is None else f"/faults/{call}")

    def calls(self, call: str | None = None) -> list[Json]:
        """Return the calls that have arrived, all or those of one name, credentials masked."""
        return list(self.ask("GET", "/calls", query={} if call is None else {"call": call}))

    def call(self, serial: int) -> Json:
        """Return one call with its response, credentials and personal data masked."""
        return dict(self.ask("GET", f"/calls/{serial}"))

    def transfers(self) -> list[Json]:
        """Return the transfers that were accepted."""
        return list(self.ask("GET", "/transfers"))

    def agents(self) -> str:
        """Return what the agents do with a transfer: accept, wait or refuse."""
        return str(self.ask("GET", "/agents")["answer"])

    def set_agents(self, answer: str) -> None:
        """Set what the agents do with a transfer: accept, wait or refuse."""
        self.ask("PUT", "/agents", {"answer": answer})

    def accept_transfer(self, serial: int) -> Json:
        """Let an agent accept a waiting transfer."""
        return dict(self.ask("POST", f"/transfers/{serial}/accept"))

    def refuse_transfer(self, serial: int) -> Json:
        """Let a waiting transfer fail."""
        return dict(self.ask("POST", f"/transfers/{serial}/refuse"))

    def fail_transfers_later(self, times: int = 1, seconds: float = 0.0) -> None:
        """Let the next transfers fail so many seconds after they were accepted."""
        self.ask("POST", "/transfers/fail-later", {"times": times, "seconds": seconds})

    def conversations(self) -> list[Json]:
        """Return all conversations with their messages."""
        return list(self.ask("GET", "/conversations"))

    def conversation(self, conversation_id: str) -> Json:
        """Return one conversation with its messages."""
        return dict(self.ask("GET", f"/conversations/{conversation_id}"))

    def map_sender(self, conversation_id: str, sender: str) -> Json:
        """Set what Rasa calls the customer of a conversation."""
        return dict(self.ask("PUT", f"/conversations/{conversation_id}", {"sender": sender}))

    def use_channel(self, conversation_id: str, channel: str) -> Json:
        """Set the channel of a conversation's customer."""
        return dict(self.ask("PUT", f"/conversations/{conversation_id}", {"channel": channel}))

    def redeliver(self, conversation_id: str) -> int | None:
        """Send the bot the last delivery once more; return the status, None without an answer."""
        status: int | None = self.ask("POST", f"/conversations/{conversation_id}/redeliver")[
            "status"
        ]
        return status

    def customer_says(
        self, conversation_id: str, text: str, metadata: Json | None = None
    ) -> list[Json]:
        """Write as the customer; return the bot's messages, none if the bot is not called."""
        body = {"text": text, "metadata": metadata}
        return list(self.ask("POST", f"/conversations/{conversation_id}/messages", body))

    def agent_says(self, conversation_id: str, text: str) -> Json:
        """Write to the customer as the agent, who must have the conversation."""
        return dict(self.ask("POST", f"/conversations/{conversation_id}/say", {"text": text}))

    def agent_returns(
        self, conversation_id: str, message: str | None = "/human_handoff_returned"
    ) -> list[Json]:
        """Return the conversation to the bot; return the bot's messages.

        A bot on REST receives `message`, if any; the vendors' own channels have their own way.
        """
        body = {"message": message}
        return list(self.ask("POST", f"/conversations/{conversation_id}/return", body))

    def agent_closes(
        self, conversation_id: str, message: str | None = "/human_handoff_returned"
    ) -> list[Json]:
        """End the chat as the agent; `message` and what is returned as for `agent_returns`."""
        body = {"message": message}
        return list(self.ask("POST", f"/conversations/{conversation_id}/close", body))

    def requests_of(self, conversation_id: str) -> list[Json]:
        """Return what became of the conversation's requests for a person."""
        return list(self.ask("GET", f"/conversations/{conversation_id}/requests"))

    def report_store(self, waits: Sequence[Json], messages: Sequence[Json]) -> None:
        """Say what the bot's state store holds: who waits, and which messages wait."""
        self.ask("PUT", "/store-report", {"waits": list(waits), "messages": list(messages)})

    def waits(self) -> list[Json]:
        """Return who waits for an agent, and until when, as the state store was reported."""
        return list(self.ask("GET", "/waits"))

    def outbox(self) -> list[Json]:
        """Return the messages that customers have left, the newest first."""
        return list(self.ask("GET", "/outbox")["messages"])

    def figures(self) -> Json:
        """Return the figures of all requests for a person since the last reset."""
        return dict(self.ask("GET", "/figures"))

    def tracker(self, conversation_id: str) -> Json:
        """Return what Rasa's tracker says of the conversation's handoff."""
        return dict(self.ask("GET", f"/conversations/{conversation_id}/tracker"))
