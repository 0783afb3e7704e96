"""The step of a flow that keeps the bot silent while an agent has the conversation.

It collects the slot `SILENCE` from each message, as the loop does in a bot with forms. The engine
runs the two actions here for every message: `docs/calm.md`.
"""

from __future__ import annotations

from collections.abc import Mapping

from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from ..handoff_logic.contact_answers import INTENT_PREFIXES
from . import slots
from .base import HandoffAction
from .forms import ValidateWithAgentLoop
from .platform_messages import FAILED_ACTION, RETURN_ACTION
from .slot_values import Event
from .take_back import NOBODY_CAME_ACTION
from .tracker import TrackerView

# Where Rasa has rules, a rule for the intent runs the action.
_AFTER_INTENT: Mapping[str, str] = {
    slots.FAILED_INTENT: FAILED_ACTION,
    slots.RETURNED_INTENT: RETURN_ACTION,
    slots.NOBODY_CAME_INTENT: NOBODY_CAME_ACTION,
}


class AskNothing(HandoffAction):
    """Wait for the next message without a word: the step must ask for its slot."""

    action_name = f"action_ask_{slots.SILENCE}"

    async def act(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Send nothing."""
        return []

    def recover(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Send nothing."""
        return []


class ValidateSilence(ValidateWithAgentLoop):
    """Empty the slot again, so that the step goes on; or end it, and name what follows."""

    action_name = f"validate_{slots.SILENCE}"

    async def act(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Leave the slot filled where an action follows, which ends the step."""
        if tracker.slots.value(slots.SILENCE) is None:
            return []  # the step has only begun
        follow_up = None
        if tracker.text.startswith(INTENT_PREFIXES):
            follow_up = _AFTER_INTENT.get(tracker.intent[0])
        follow_up = follow_up or await self.follow_up(tracker)
        if follow_up is None:
            return self.recover(dispatcher, tracker)
        return [dict(FollowupAction(follow_up))]
