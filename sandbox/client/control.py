"""A synchronous client of the control interface, for tests, the demo and benchmarks."""

from collections.abc import Mapping, Sequence

from ..vendors.cm.client import CMControl
from ..vendors.liveperson.client import LivePersonControl
from ..vendors.parley.client import ParleyControl
from .agents import Desk
from .connection import Connection, ControlError, Json, is_event

__all__ = ["Control", "ControlError", "is_event"]


class Control(Connection):
    """Tells a sandbox what to do, and asks it what has happened."""

    def __init__(self, url: str) -> None:
        """`url`: the control port's address."""
        super().__init__(url)
        self.liveperson = LivePersonControl(self.ask)
        self.cm = CMControl(self.ask)
        self.parley = ParleyControl(self.ask)
        # By their names in the bot's configuration.
        self.desks: Mapping[str, Desk] = {
            "liveperson": self.liveperson,
            "cm": self.cm,
            "parley": self.parley,
        }

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

    def set_actions(self, url: str | None) -> None:
        """Say where the action server listens, for a Rasa that calls the service `actions`."""
        self.ask("PUT", "/actions", {"url": url})

    def stage(self) -> Json:
        """What there is to switch: the channels, the vendors with their shifts, the bot's desks."""
        return dict(self.ask("GET", "/stage"))

    def set_shift(self, vendor: str, name: str, *, on: bool) -> None:
        """Let somebody be on shift at a vendor, or nobody; `name` is one that `stage` shows."""
        self.ask("PUT", "/stage/shifts", {"vendor": vendor, "name": name, "on": on})

    def set_desks(self, desks: Sequence[str]) -> None:
        """Say which desks the bot has, by their names in its configuration."""
        self.ask("PUT", "/stage/desks", {"desks": list(desks)})

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

    def call(self, serial: int) -> Json:
        """One call with what was answered, credentials and personal data masked."""
        return dict(self.ask("GET", f"/calls/{serial}"))

    def transfers(self) -> list[Json]:
        """The transfers that were accepted."""
        return list(self.ask("GET", "/transfers"))

    def agents(self) -> str:
        """What the agents do with a transfer: accept, wait or refuse."""
        return str(self.ask("GET", "/agents")["answer"])

    def set_agents(self, answer: str) -> None:
        """Let the agents accept transfers, let these wait, or let the agents refuse."""
        self.ask("PUT", "/agents", {"answer": answer})

    def accept_transfer(self, serial: int) -> Json:
        """Let an agent take a transfer that waits."""
        return dict(self.ask("POST", f"/transfers/{serial}/accept"))

    def refuse_transfer(self, serial: int) -> Json:
        """Let a transfer that waits fail."""
        return dict(self.ask("POST", f"/transfers/{serial}/refuse"))

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

    def agent_closes(
        self, conversation_id: str, message: str | None = "/human_handoff_returned"
    ) -> list[Json]:
        """End the chat as the agent; what the bot says where it is told.

        `message` as for `agent_returns`.
        """
        body = {"message": message}
        return list(self.ask("POST", f"/conversations/{conversation_id}/close", body))

    def tracker(self, conversation_id: str) -> Json:
        """What Rasa's tracker says of the conversation's handoff."""
        return dict(self.ask("GET", f"/conversations/{conversation_id}/tracker"))
