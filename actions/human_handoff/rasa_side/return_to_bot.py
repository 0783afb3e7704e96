"""The way back, and a session that begins while an agent has the customer."""

from __future__ import annotations

from rasa_sdk.events import ActionExecuted, ActiveLoop, SessionStarted, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from .base import AGENT_LOOP, SILENCE, HandoffAction
from .tracker import PREFIX, Conversation, Event, slot


class Returned(HandoffAction):
    """The agent gives the conversation back: the bot listens again."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_human_handoff_returned"

    async def act(self, dispatcher: CollectingDispatcher, talk: Conversation) -> list[Event]:
        """Say that the bot is back; what was said to the agent is not answered."""
        if not talk.is_handed_over:
            dispatcher.utter_message(response="utter_human_handoff_nothing_requested")
            return [slot("state", talk.value("state") or "none")]
        dispatcher.utter_message(response="utter_human_handoff_returned")
        return [
            dict(ActiveLoop(None)),
            slot("state", "none"),
            slot("attempts", 0),
            slot("desk", None),
        ]


class SessionStart(HandoffAction):
    """Rasa's own session start, which does not wake the bot while an agent has the customer."""

    def name(self) -> str:
        """Return the name of Rasa's action that this one extends."""
        return "action_session_start"

    async def act(self, dispatcher: CollectingDispatcher, talk: Conversation) -> list[Event]:
        """Carry over what the domain lets, and always the state of a handoff."""
        kept = {
            name: value
            for name, value in talk.all_slots.items()
            if value is not None and (talk.keeps_slots or _is_state(name, talk.is_handed_over))
        }
        kept.pop("requested_slot", None)
        events = [dict(SessionStarted()), *(dict(SlotSet(*item)) for item in kept.items())]
        if talk.is_handed_over:
            # Without a slot it asks for, a loop takes the platform's messages for answers as well.
            events += [dict(ActiveLoop(AGENT_LOOP)), dict(SlotSet("requested_slot", SILENCE))]
        else:
            events += [slot("state", "none"), slot("attempts", 0), slot("desk", None)]
        return [*events, dict(ActionExecuted("action_listen"))]


def _is_state(name: str, is_handed_over: bool) -> bool:
    # Who the customer is is forgotten where the bot forgets, unless an agent has them. Requests
    # are counted on: one that is numbered like an old one would be taken for its repetition.
    return name.startswith(PREFIX) and (is_handed_over or name == f"{PREFIX}request")
