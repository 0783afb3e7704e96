"""A stage for the actions: a desk that follows a script, and a conversation as Rasa 3.6 sends it.

Every action runs through rasa-sdk's own executor, on trackers in the shape of Rasa's JSON.
"""

from __future__ import annotations

import asyncio
import copy
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from rasa_sdk.executor import ActionExecutor
from ruamel.yaml import YAML

from actions.human_handoff.desk import (
    AgentDesk,
    Escalation,
    Shift,
    ShiftReport,
    ShiftStatus,
    Transfer,
    TransferState,
)
from actions.human_handoff.errors import (
    SkillError,
    VendorConnectionError,
    VendorRefusedError,
    VendorSilenceError,
)
from actions.human_handoff.handoff_logic.handoff import Handoff
from actions.human_handoff.handoff_settings.loader import Configuration
from actions.human_handoff.handoff_settings.settings import HandoffSettings
from actions.human_handoff.pydantic_compat import SettingsModel
from actions.human_handoff.rasa_side.base import HandoffAction
from actions.human_handoff.rasa_side.before_transfer import Announce, CheckShiftStatus
from actions.human_handoff.rasa_side.transfer import Escalate, TransferFailed
from actions.human_handoff.vendor_http.blocking_calls import BlockingCalls
from tests import ROOT

DOMAIN: dict[str, Any] = YAML(typ="safe", pure=True).load(ROOT / "domain.yml")
NOW = 1_790_000_000.0
TRANSFER_TEXT = DOMAIN["responses"]["utter_human_handoff_transfer"][0]["text"]

REQUESTED = Transfer(TransferState.REQUESTED)
WITH_AGENT = Transfer(TransferState.WITH_AGENT)
REFUSED = VendorRefusedError("Stand-in", "no", 400)
SILENT = VendorSilenceError("Stand-in", "no answer")
UNREACHABLE = VendorConnectionError("Stand-in", "no connection")
NO_SKILL = SkillError("the skill cannot be transferred to")

ON, OFF, UNKNOWN = ShiftStatus.ON_SHIFT, ShiftStatus.OFF_SHIFT, ShiftStatus.UNKNOWN
_OFF_LOOP = BlockingCalls()


class NoSettings(SettingsModel):
    """The stand-in needs none."""


class Desk(AgentDesk):
    """Answers as it is told, and keeps what it was asked."""

    vendor = "Stand-in"
    Settings = NoSettings
    reports_all_skills = True

    def __init__(self, *answers: Transfer | Exception, carries: bool = True) -> None:
        self.answers = deque(answers)
        self.asked: list[Escalation] = []
        self.not_carried_on = set() if carries else {"liveperson", "web", "rest", ""}
        self.skills: dict[str, Shift | ShiftStatus] | None = None
        self.shift_problems: deque[Exception] = deque()
        self.shift_questions: list[str] = []
        self.while_asked: Callable[[], None] = lambda: None

    def skill_key(self, skill: str) -> str:
        if self.skills is not None and skill not in self.skills:
            raise SkillError(f"no skill {skill}")
        return skill

    def carries_message(self, channel: str) -> bool:
        return channel not in self.not_carried_on

    def shift_report(self, skill: str, max_age: timedelta) -> ShiftReport:
        self.shift_questions.append(skill)
        if self.shift_problems:
            raise self.shift_problems.popleft()
        words = {skill: ON} if self.skills is None else self.skills
        shifts = {
            key: word if isinstance(word, Shift) else Shift(word) for key, word in words.items()
        }
        return ShiftReport(datetime.now(timezone.utc), shifts)

    def escalate(self, escalation: Escalation) -> Transfer:
        self.asked.append(escalation)
        self.while_asked()
        answer = self.answers.popleft()  # a call that nobody expects is an IndexError
        if isinstance(answer, Exception):
            raise answer
        return answer


def handoff(desk: Desk | Mapping[str, Desk] | None = None, **settings: Any) -> Handoff:
    """Return a handoff with stand-in desks; shift status is asked for anew every time."""
    desks = desk if isinstance(desk, Mapping) else {"desk": desk or Desk()}
    values: dict[str, Any] = {
        "desks": list(desks),
        "skills": {"default": "human"},
        "seconds_per_message": 0,
        "shift_cache": {"fresh_minutes": 0, "usable_minutes": 0},
    }
    checked = HandoffSettings(**(values | settings))
    return Handoff(Configuration(checked, dict(desks)), blocking_calls=_OFF_LOOP)


@dataclass
class Result:
    """What an action answered."""

    events: list[dict[str, Any]]
    messages: list[dict[str, Any]] = field(repr=False)

    @property
    def said(self) -> list[str]:
        return [message["response"] for message in self.messages]

    @property
    def slots(self) -> dict[str, Any]:
        """The slots that were set, without our prefix; the last value counts."""
        found = {event["name"]: event["value"] for event in self.events if event["event"] == "slot"}
        return {name.removeprefix("human_handoff_"): value for name, value in found.items()}


def slot_event(name: str, value: Any) -> dict[str, Any]:
    return {"event": "slot", "timestamp": None, "name": name, "value": value}


def ours(**values: Any) -> list[dict[str, Any]]:
    """Return the events that set our slots, in this order."""
    return [slot_event(f"human_handoff_{name}", value) for name, value in values.items()]


def loop_event(name: str | None) -> dict[str, Any]:
    return {"event": "active_loop", "timestamp": None, "name": name}


def followup(name: str) -> dict[str, Any]:
    return {"event": "followup", "timestamp": None, "name": name}


def listen() -> dict[str, Any]:
    return {
        "event": "action",
        "timestamp": None,
        "name": "action_listen",
        "policy": None,
        "confidence": None,
    }


def response(name: str, **values: Any) -> dict[str, Any]:
    """Return a message as a real dispatcher collects it."""
    return {
        "text": None,
        "buttons": [],
        "elements": [],
        "custom": {},
        "template": name,
        "response": name,
        "image": None,
        "attachment": None,
    } | values


class Chat:
    """A conversation, kept as Rasa keeps it."""

    def __init__(
        self,
        *,
        sender: str = "customer-1",
        channel: str = "liveperson",
        domain: dict[str, Any] | None = None,
        began: float = NOW - 60,
        **slots: Any,
    ) -> None:
        """Begin a session; `slots` are our own."""
        self.sender = sender
        self.channel = channel
        self.domain = DOMAIN if domain is None else domain
        self.time = began
        self.events: list[dict[str, Any]] = []
        self.latest: dict[str, Any] = {}
        self.loop: dict[str, Any] = {}
        self.slots: dict[str, Any] = {
            name: of.get("initial_value") for name, of in DOMAIN["slots"].items()
        } | {"requested_slot": None, "session_started_metadata": None}
        self._event("action", name="action_session_start", policy=None, confidence=1.0)
        self._event("session_started")
        self.listen()
        for name, value in slots.items():
            self.set_slot(f"human_handoff_{name}", value)

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

    def says(
        self,
        text: str,
        intent: str = "nlu_fallback",
        confidence: float = 0.95,
        *,
        ago: float = 0,
        **metadata: Any,
    ) -> Chat:
        """Add what the customer says, so many seconds before now; metadata is the channel's."""
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

    def bot(self, text: str = "A word.", **metadata: Any) -> Chat:
        self._event("bot", metadata=metadata, text=text, data={})
        return self

    def set_slot(self, name: str, value: Any) -> None:
        self.slots[name] = value
        self._event("slot", name=name, value=value)

    def enter(self, loop: str | None, requested: str | None = None) -> Chat:
        """Be in a form that has asked for a slot and listens."""
        self.action(str(loop))
        self._apply(loop_event(loop))
        self.set_slot("requested_slot", requested)
        self.listen()
        return self

    def restart(self) -> Chat:
        """Do what `/restart` does: all slots are reset, the events stay."""
        self._event("restart")
        for name, of in DOMAIN["slots"].items():
            self.slots[name] = of.get("initial_value")
        self.loop = {}
        return self

    @property
    def tracker(self) -> dict[str, Any]:
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

    def run(self, action: HandoffAction) -> Result:
        """Run an action and let Rasa apply its events; answers what the action answered."""
        result = self.ask(action)
        self.action(action.name())
        for message in result.messages:
            self.bot(message["response"], utter_action=message["response"])
        for event in result.events:
            self._apply(event)
        return result

    def ask(self, action: HandoffAction) -> Result:
        """Run an action and forget what came of it, as a server does that crashes then."""
        return asyncio.run(self.call(action))

    async def call(self, action: HandoffAction) -> Result:
        executor = ActionExecutor()
        executor.register_action(action)
        return await execute(executor, action.name(), self)

    def _apply(self, event: dict[str, Any]) -> None:
        kind = event["event"]
        if kind == "slot":
            self.set_slot(event["name"], event["value"])
        elif kind == "active_loop":
            self.loop = {"name": event["name"]} if event["name"] else {}
            self._event("active_loop", name=event["name"])


def action_call(action: str, chat: Chat) -> dict[str, Any]:
    """Return what Rasa posts to the webhook."""
    return {
        "next_action": action,
        "sender_id": chat.sender,
        "tracker": chat.tracker,
        "domain": chat.domain,
        "version": "3.6.21",
    }


async def execute(executor: ActionExecutor, action: str, chat: Chat) -> Result:
    """Call an action as Rasa's webhook does."""
    answer: Any = await executor.run(action_call(action, chat))
    if isinstance(answer, dict):  # rasa-sdk 3.6
        return Result(answer["events"], answer["responses"])
    return Result(answer.events, answer.responses)


def request(chat: Chat, hand: Handoff, text: str = "I want a person", **said: Any) -> Result:
    """Let the rules do what they do for a request of a customer who is known."""
    chat.says(text, "human_handoff", **said)
    checked = chat.run(CheckShiftStatus(hand))
    if chat.slots["human_handoff_shift_status"] != "on_shift" and not any(
        event["event"] == "followup" for event in checked.events
    ):
        chat.listen()
        return checked
    return transferred(chat, hand)


def transferred(chat: Chat, hand: Handoff) -> Result:
    """Let the rules do what they do when the form is filled; answers all that came of it."""
    results = [chat.run(Announce(hand)), chat.run(Escalate(hand))]
    if chat.slots["human_handoff_state"] == "failed":
        results.append(climbed(chat, hand))
    chat.listen()
    return joined(results)


def climbed(chat: Chat, hand: Handoff) -> Result:
    """Run the ladder, again where it follows up on itself as Rasa would let it."""
    results = [chat.run(TransferFailed(hand))]
    while followup("action_human_handoff_transfer_failed") in results[-1].events:
        results.append(chat.run(TransferFailed(hand)))
    return joined(results)


def joined(results: list[Result]) -> Result:
    """All that came of several actions."""
    return Result(
        [event for each in results for event in each.events],
        [message for each in results for message in each.messages],
    )


def failed_later(chat: Chat, hand: Handoff) -> Result:
    """Let the platform report that no agent came."""
    chat.says("__agent_escalation_failed__", "human_handoff_failed", 1.0)
    result = climbed(chat, hand)
    chat.listen()
    return result
