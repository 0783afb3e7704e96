"""The moment at which the bot says a sentence: what an action saw, did, and left behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from actions.human_handoff.handoff_logic.take_back_calls import TakeBack
from actions.human_handoff.rasa_side.base import HandoffAction
from actions.human_handoff.rasa_side.tracker import TrackerView
from tests.unit.rasa_side.events import Result

if TYPE_CHECKING:
    from tests.unit.rasa_side.chat import Chat

HANDED_OVER = {"requested", "with_agent"}


@dataclass(frozen=True)
class Moment:
    """One sentence in the turn of one action; slots are named without our prefix.

    Attributes:
        chat: The conversation before the action's events are applied.
        action: The action that says the sentence, or after which Rasa asks a form's question.
        result: What the action returned.
        take_backs: What became of each conversation that the action took back.
        has_failed: Whether the action failed, so that this is its answer to an error.
        values: The message: what its placeholders are filled with, and its buttons.
    """

    chat: Chat
    action: type[HandoffAction]
    result: Result
    take_backs: list[TakeBack]
    has_failed: bool
    values: dict[str, Any]

    @property
    def handoff(self) -> Any:
        """The configured handoff."""
        return self.chat.handoff

    @property
    def settings(self) -> Any:
        """The top of `human_handoff.yml`."""
        return self.chat.handoff.settings

    @property
    def view(self) -> TrackerView:
        """What the action saw."""
        return self.chat.view

    @cached_property
    def _slots_after(self) -> dict[str, Any]:
        set_now = (*self.result.events, *self.result.report_slots)
        changes = {each["name"]: each["value"] for each in set_now if each["event"] == "slot"}
        return self.chat.slots | changes

    def was(self, slot: str) -> Any:
        """Return a slot's value before the action."""
        return self.chat.slot(slot)

    def now(self, slot: str) -> Any:
        """Return a slot's value after the action."""
        return self._slots_after[f"human_handoff_{slot}"]

    @property
    def asks_for(self) -> str | None:
        """The slot that a form asks for next, without our prefix; None if no question follows."""
        requested = self._slots_after["requested_slot"]
        return requested and str(requested).removeprefix("human_handoff_")

    @property
    def asked_for(self) -> str | None:
        """The slot that a form had asked for."""
        requested = self.chat.slots["requested_slot"]
        return requested and str(requested).removeprefix("human_handoff_")

    @property
    def was_handed_over(self) -> bool:
        """Whether the desk had the conversation before the action."""
        return self.was("state") in HANDED_OVER

    @property
    def is_with_bot(self) -> bool:
        """Whether the bot has the conversation now, as far as anybody has told it."""
        return self.now("state") not in HANDED_OVER

    def follows(self, name: str) -> bool:
        """Tell whether the action has chosen what comes next."""
        events = self.result.events
        if self.view.runs_flows:
            return bool(self.result.slots["next"] == name)
        return any(each["event"] == "followup" and each["name"] == name for each in events)

    def reported(self, step: str, **words: Any) -> bool:
        """Tell whether a handoff event with these words was reported in this turn."""
        expected = {"step": step, **words}
        return any(
            all(each[name] == word for name, word in expected.items())
            for each in self.result.reports
        )

    def is_stored(self) -> bool:
        """Tell whether the store has the message whose reference the sentence names."""
        messages = self.handoff.messages
        record = messages and messages.records.get(self.values["reference"])
        is_it = record and (record.content is None or record.message.text == self.was("message"))
        return bool(is_it) and self.values["reference"] == self.now("message_reference")


class When(NamedTuple):
    """When a sentence may be said.

    Attributes:
        only_where: The condition, in words that `docs/responses.md` repeats.
        holds: Tells whether the condition holds at a moment, as far as a test can see it.
    """

    only_where: str
    holds: Callable[[Moment], object]
