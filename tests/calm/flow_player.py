"""Play the flows of `examples/calm` with the real actions. This is not Rasa's engine.

What it does is written from the public documentation, page by page:
https://rasa.com/docs/reference/primitives/flow-steps (steps),
https://rasa.com/docs/reference/primitives/patterns (what happens at a `collect` step),
https://rasa.com/docs/reference/integrations/action-server/actions (the call of an action).
What a language model would understand of a message is given by the test.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tests.calm.conditions import holds
from tests.calm.example import DOMAIN, FLOWS, Step, branches, inner_lists, slots_written
from tests.docs.documents import action_names

Json = dict[str, Any]
Caller = Callable[[Json], Json]
ACTIONS = action_names(DOMAIN)
# Default actions that the flows name; https://rasa.com/docs/reference/primitives/patterns
OF_THE_ENGINE = {"action_handoff_metric"}
DIGEST = "20261122-calm.tar.gz"  # the name of the model


class Flow:
    """One flow that is under way.

    Attributes:
        name: Its id.
        step: The present step; None at the end.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._following: dict[int, Step | None] = {}
        self._by_id: dict[str, Step] = {}
        self._arrange(FLOWS[name]["steps"])
        self.step: Step | None = FLOWS[name]["steps"][0]

    def _arrange(self, steps: list[Step]) -> None:
        for step, following in zip(steps, [*steps[1:], None]):
            self._following[id(step)] = following
            if "id" in step:
                self._by_id[step["id"]] = step
            for inner in inner_lists(step):
                self._arrange(inner)

    def go_on(self, slots: Mapping[str, Any]) -> None:
        """Go to the step that follows the present one."""
        assert self.step is not None
        target = self.step.get("next", self._following[id(self.step)])
        for branch in branches(self.step):
            if "else" in branch or holds(branch["if"], slots):
                target = branch.get("then", branch.get("else"))
                break
        if isinstance(target, list):
            target = target[0]
        if isinstance(target, str):
            target = None if target == "END" else self._by_id[target]
        self.step = target


class FlowBot:
    """A conversation with a bot of flows.

    Attributes:
        slots: The value of every slot.
        said: The responses that were sent since the latest message.
        ran: The actions that the flows have run since then, without those of a `collect` step.
    """

    def __init__(self, call: Caller, channel: str = "rest", **slots: Any) -> None:
        self._call, self._channel = call, channel
        self._sender = f"calm-{time.time_ns()}"
        self.slots: Json = {name: s.get("initial_value") for name, s in DOMAIN["slots"].items()}
        self.slots |= {f"human_handoff_{name}": value for name, value in slots.items()}
        self._events: list[Json] = []
        self._latest: Json = {}
        self._flow: Flow | None = None
        self._is_waiting = False
        self.said: list[str] = []
        self.ran: list[str] = []
        self._event("action", name="action_session_start", policy=None, confidence=None)
        self._event("session_started")

    def slot(self, name: str) -> Any:
        """Return the value of one of the plugin's slots."""
        return self.slots[f"human_handoff_{name}"]

    @property
    def flow(self) -> str | None:
        """The flow that is under way."""
        return self._flow.name if self._flow else None

    def says(self, text: str, *, starts: str | None = None, **fills: str) -> list[str]:
        """Let the customer write; return what the bot says.

        Args:
            text: The message.
            starts: The flow that a language model would start.
            fills: The slots that it would fill, without their prefix.
        """
        self.said, self.ran = [], []
        commands: list[Json] = [{"command": "start flow", "flow": starts}] if starts else []
        step = (self._flow.step if self._flow else None) or {}
        if step.get("force_slot_filling"):
            commands, fills = [], {step["collect"].removeprefix("human_handoff_"): text}
        self._hear(text, commands)
        for name, value in fills.items():
            self._set(f"human_handoff_{name}", value)
        if starts and commands:
            self._start(starts)
        self._play()
        return self.said

    def _hear(self, text: str, commands: list[Json]) -> None:
        intent = {"name": None, "confidence": 0.0}
        self._latest = {"text": text, "intent": intent, "entities": [], "commands": commands}
        metadata = {"assistant_id": "human-handoff-calm", "model_id": "m"}
        self._event(
            "user",
            text=text,
            parse_data=self._latest,
            input_channel=self._channel,
            message_id=f"id-{len(self._events)}",
            metadata=metadata,
        )

    def _event(self, kind: str, **values: Any) -> None:
        self._events.append({"event": kind, "timestamp": time.time(), **values})

    def _set(self, name: str, value: Any) -> None:
        assert name in self.slots, f"the domain has no slot {name}"
        self.slots[name] = value
        self._event("slot", name=name, value=value)

    def _start(self, flow: str) -> None:
        self._flow, self._is_waiting = Flow(flow), False
        self._event("flow_started", flow_id=flow)

    def _end(self, flow: Flow) -> None:
        kept = set(FLOWS[flow.name].get("persisted_slots", ()))
        for name in slots_written(flow.name) - kept:
            self._set(name, DOMAIN["slots"][name].get("initial_value"))
        self._event("flow_completed", flow_id=flow.name, step_id="END")
        self._flow = None

    def _play(self) -> None:
        """Play until the bot listens."""
        while self._flow is not None:
            flow, step = self._flow, self._flow.step
            if step is None:
                self._end(flow)
            elif "link" in step:
                self._end(flow)
                self._start(step["link"])
            elif "collect" in step and not self._is_collected(step):
                break
            else:
                self._run(step)
                flow.go_on(self.slots)
        self._event("action", name="action_listen", policy="FlowPolicy", confidence=1.0)

    def _run(self, step: Step) -> None:
        for assignment in step.get("set_slots", ()):
            for name, value in assignment.items():
                self._set(name, value)
        if "action" in step:
            self.ran.append(step["action"])
            self._act(step["action"])

    def _is_collected(self, step: Step) -> bool:
        """Do what the default flow `pattern_collect_information` does."""
        name = step["collect"]
        if not self._is_waiting and step.get("ask_before_filling"):
            self._set(name, None)
        for rejection in step.get("rejections", ()):
            if self.slots[name] is not None and holds(rejection["if"], self.slots):
                self._set(name, None)
                self._act(rejection["utter"])
        if f"validate_{name}" in ACTIONS:
            self._act(f"validate_{name}")
        self._is_waiting = self.slots[name] is None
        if self._is_waiting:
            question = f"action_ask_{name}"
            self._act(question if question in ACTIONS else f"utter_ask_{name}")
        return not self._is_waiting

    def _act(self, action: str) -> None:
        if action.startswith("utter_"):
            self._event("action", name=action, policy="FlowPolicy", confidence=1.0)
            self._say(action)
            return
        answer: Json = {"events": [], "responses": []}
        if action not in OF_THE_ENGINE:
            assert action in ACTIONS, f"the domain has no action {action}"
            answer = self._call(self._call_of(action))
        self._event("action", name=action, policy="FlowPolicy", confidence=1.0)
        for message in answer["responses"]:
            if message.get("response"):
                self._say(message["response"])
        for event in answer["events"]:
            assert event["event"] == "slot", event
            self._set(event["name"], event["value"])

    def _say(self, response: str) -> None:
        (variant,) = DOMAIN["responses"][response]
        metadata = {"utter_action": response, "active_flow": self.flow}
        self._event("bot", text=variant["text"], data={}, metadata=metadata)
        self.said.append(response)

    def _call_of(self, action: str) -> Json:
        return {
            "next_action": action,
            "sender_id": self._sender,
            "tracker": {
                "sender_id": self._sender,
                "slots": dict(self.slots),
                "latest_message": self._latest,
                "latest_event_time": self._events[-1]["timestamp"],
                "followup_action": None,
                "paused": False,
                "events": list(self._events),
                "latest_input_channel": self._channel,
                "active_loop": {},
                "latest_action_name": next(self._actions(), None),
                "stack": [{"frame_id": "F1", "flow_id": self.flow, "step_id": "START"}],
            },
            "domain": {
                "config": {"store_entities_as_slots": True},
                "session_config": DOMAIN["session_config"],
                "intents": [],
                "entities": [],
                "slots": DOMAIN["slots"],
                "responses": DOMAIN["responses"],
                "actions": sorted(ACTIONS),
                "forms": {},
                "e2e_actions": [],
            },
            "domain_digest": DIGEST,
            "version": "3.17.0",
        }

    def _actions(self) -> Iterator[str]:
        return (each["name"] for each in reversed(self._events) if each["event"] == "action")
