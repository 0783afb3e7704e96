"""What differs between the desks in one and the same conversation."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from typing import Any, ClassVar

from sandbox import Control

from .conftest import Customer

ON_HOLD = "Hold on while I transfer you to a colleague."


class Played(ABC):
    """A vendor's part in the conversations; the sandbox plays it."""

    slug: ClassVar[str]
    # The state that the vendor's yes stands for, and the calls by which it is asked.
    state: ClassVar[str]
    shift_call: ClassVar[str]
    transfer_call: ClassVar[str]
    # Whether the bot hears the customer while the agents have the conversation.
    bot_listens: ClassVar[bool] = True

    @abstractmethod
    def set_shift(self, control: Control, on_shift: bool) -> None:
        """Let somebody be there for the skill `human`, or nobody."""

    @abstractmethod
    def sent(self, customer: Customer, skill: str = "human", **known: str) -> dict[str, Any]:
        """Field by field, what the vendor receives of a customer of whom this is known."""


class PlayedCM(Played):
    slug = "cm"
    state = "requested"
    shift_call, transfer_call = "presence", "mutation"
    bot_listens = False

    def set_shift(self, control: Control, on_shift: bool) -> None:
        control.cm.set_channel("WebChat", online=on_shift)

    def sent(self, customer: Customer, skill: str = "human", **known: str) -> dict[str, Any]:
        context = {"RoutingKeywords": "" if skill == "human" else skill, "WebStoreReferrer": ""}
        about = {name: known[name] for name in ("name", "email") if name in known}
        if about:
            context["CustomerInfo"] = json.dumps(about, ensure_ascii=False, separators=(",", ":"))
        channel, bot, agents = (f"sandbox-{name}-adapter" for name in ("channel", "bot", "msc"))
        links = [
            ("Disable", channel, bot),
            ("Enable", channel, agents),
            ("Enable", agents, channel),
        ]
        return {
            "Mutations": [
                {
                    "$type": "ruleMutation",
                    "action": action,
                    "operator": "And",
                    "sourceAdapterId": source,
                    "targetAdapterId": target,
                }
                for action, source, target in links
            ],
            "Context": context,
        }


class PlayedParley(Played):
    slug = "parley"
    state = "with_agent"
    shift_call, transfer_call = "services", "change_owner"

    def set_shift(self, control: Control, on_shift: bool) -> None:
        control.parley.set_service("sandbox-agent-service", connected=on_shift)

    def sent(self, customer: Customer, skill: str = "human", **known: str) -> dict[str, Any]:
        service = "billing" if skill == "billing" else "agent"
        metadata = {"reason": "question_too_complex", "intent": "human_handoff", **known}
        return {"newOwner": f"sandbox-{service}-service", "metadata": metadata}


PLAYED: dict[str, Played] = {played.slug: played for played in (PlayedCM(), PlayedParley())}
