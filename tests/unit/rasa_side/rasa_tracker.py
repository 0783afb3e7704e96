"""A conversation in the shape in which Rasa 3.6 keeps it and posts it to the action server."""

from __future__ import annotations

import copy
from typing import Any, TypeVar

from ruamel.yaml import YAML

from tests import ROOT
from tests.unit.rasa_side.events import Event, loop_event

DOMAIN: dict[str, Any] = YAML(typ="safe", pure=True).load(ROOT / "domain.yml")
NOW = 1_790_000_000.0

Self = TypeVar("Self", bound="RasaTracker")


class RasaTracker:
    """What Rasa stores of the conversation of one customer.

    Attributes:
        events: Every event, in order.
        latest: What Rasa understood of the customer's latest message.
        slots: The value of every slot.
        loop: The active loop; empty if none is active.
    """

    def __init__(
        self,
        *,
        sender: str = "customer-1",
        channel: str = "liveperson",
        domain: Any = DOMAIN,
        began: float = NOW - 60,
        **slots: Any,
    ) -> None:
        """Begin a session; `slots` are the plugin's own, without their prefix."""
        self.sender = sender
        self.channel = channel
        self.domain = domain
        self.time = began
        self.events: list[Event] = []
        self.latest: dict[str, Any] = {}
        self.loop: dict[str, str] = {}
        self.slots: dict[str, Any] = {"requested_slot": None, "session_started_metadata": None}
        self.reset()
        self._event("action", name="action_session_start", policy=None, confidence=1.0)
        self._event("session_started")
        self.listen()
        self.set_slots(**slots)

    def slot(self, name: str) -> Any:
        """Return the value of one of the plugin's slots."""
        return self.slots[f"human_handoff_{name}"]

    def set_slots(self, **values: Any) -> None:
        """Set slots of the plugin, as a builder's own action would."""
        for name, value in values.items():
            self.set_slot(f"human_handoff_{name}", value)

    def set_slot(self, name: str, value: Any) -> None:
        self.slots[name] = value
        self._event("slot", name=name, value=value)

    def reset(self) -> None:
        """Leave the active loop and give every slot its first value."""
        first = {name: slot.get("initial_value") for name, slot in DOMAIN["slots"].items()}
        self.slots = dict.fromkeys(self.slots) | first
        self.loop = {}

    def _event(self, kind: str, **values: Any) -> None:
        self.time += 0.01
        self.events.append({"event": kind, "timestamp": self.time, **values})

    def listen(self) -> None:
        self.action("action_listen")

    def action(self, name: str) -> None:
        self._event(
            "action",
            name=name,
            policy="RulePolicy",
            confidence=1.0,
            action_text=None,
            hide_rule_turn=False,
        )

    def say(
        self: Self,
        text: str,
        intent: str = "nlu_fallback",
        confidence: float = 0.95,
        *,
        ago: float = 0,
        **metadata: Any,
    ) -> Self:
        """Add a message of the customer, so many seconds old; metadata is the channel's."""
        understood = {"name": intent, "confidence": confidence}
        metadata = {"model_id": "m", "assistant_id": "a", **metadata}
        self.latest = {
            "intent": understood,
            "entities": [],
            "text": text,
            "message_id": f"id-{len(self.events)}",
            "metadata": metadata,
            "intent_ranking": [understood],
        }
        self.time = NOW - ago - 0.01
        self._event(
            "user",
            metadata=metadata,
            text=text,
            parse_data=self.latest,
            input_channel=self.channel,
            message_id=self.latest["message_id"],
        )
        return self

    def until_now(self: Self) -> Self:
        """Add Rasa's next event, at the present moment."""
        self.time = NOW - 0.01
        self._event("action", name="action_listen", policy=None, confidence=1.0)
        return self

    def bot(self: Self, text: str = "A message.", **metadata: Any) -> Self:
        """Add a message of the bot."""
        self._event("bot", metadata=metadata, text=text, data={})
        return self

    def enter(self: Self, loop: str | None, requested: str | None = None) -> Self:
        """Be in a form that has asked for a slot and listens."""
        self.action(str(loop))
        self.apply(loop_event(loop))
        self.set_slot("requested_slot", requested)
        self.listen()
        return self

    def restart(self: Self) -> Self:
        """Do what `/restart` does: all slots are reset, the events stay."""
        self._event("restart")
        self.reset()
        return self

    def apply(self, event: Event) -> None:
        if event["event"] == "slot":
            self.set_slot(event["name"], event["value"])
        elif event["event"] == "active_loop":
            self.loop = {"name": event["name"]} if event["name"] else {}
            self._event("active_loop", name=event["name"])

    @property
    def tracker(self) -> Any:
        """The tracker as Rasa posts it to the action server."""
        return {
            "sender_id": self.sender,
            "slots": copy.deepcopy(self.slots),
            "latest_message": copy.deepcopy(self.latest),
            "latest_event_time": self.time,
            "followup_action": None,
            "paused": False,
            "events": copy.deepcopy(self.events),
            "latest_input_channel": self.channel,
            "active_loop": copy.deepcopy(self.loop),
            "latest_action": {"action_name": "action_listen"},
            "latest_action_name": "action_listen",
        }

    def call_of(self, action: str) -> Any:
        """Return what Rasa posts to the webhook to run an action."""
        return {
            "next_action": action,
            "sender_id": self.sender,
            "tracker": self.tracker,
            "domain": self.domain,
            "version": "3.6.21",
        }
