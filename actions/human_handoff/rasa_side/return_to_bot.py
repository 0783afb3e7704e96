"""The return to the bot, and sessions that start while an agent has the conversation."""

from __future__ import annotations

from rasa_sdk.events import ActionExecuted, ActiveLoop, FollowupAction, SessionStarted, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from ..handoff_events.vocabulary import Ending, Step
from . import slots
from .base import AGENT_LOOP, HandoffAction
from .reports import request_of
from .slot_values import Event
from .slots import HandoffState
from .tracker import TrackerView

# The conversation is the bot's again, and failures are counted from zero.
_BOT_HAS_CONVERSATION = {slots.STATE: HandoffState.NONE.value, slots.ATTEMPTS: 0, slots.DESK: None}
_OUR_PREFIX = "human_handoff_"


class Returned(HandoffAction):
    """Take the conversation back from the agent: the bot answers again."""

    action_name = "action_human_handoff_returned"

    async def act(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Tell the customer; messages that were meant for the agent are not answered."""
        if not tracker.is_handed_over:
            dispatcher.utter_message(response="utter_human_handoff_nothing_requested")
            return [SlotSet(slots.STATE, tracker.state.value)]
        is_old = tracker.seconds_in_state > self.handoff.settings.handed_over_seconds
        _report(tracker, Ending.EXPIRED if is_old else Ending.RETURNED)
        return self._back(dispatcher, tracker)

    def recover(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Give the conversation to the bot."""
        _report(tracker, Ending.RETURNED)
        return self._back(dispatcher, tracker)

    def _back(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        dispatcher.utter_message(response="utter_human_handoff_returned")
        events = [dict(ActiveLoop(None)), *_slot_events(_BOT_HAS_CONVERSATION)]
        if tracker.intent[0] != slots.RETURNED_INTENT:
            # The loop has chosen this action, so no rule says what comes next: the bot's fallback
            # would say that it did not understand.
            events.append(dict(FollowupAction("action_listen")))
        return events


class SessionStart(HandoffAction):
    """Rasa's session start; it does not wake the bot while an agent has the conversation."""

    action_name = "action_session_start"

    async def act(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Carry over what the domain allows, and always the state of a handoff."""
        limit = self.handoff.settings.handed_over_seconds
        is_handed_over = tracker.is_handed_over and tracker.seconds_in_state < limit
        carried = {
            name: value
            for name, value in tracker.all_slots.items()
            if value is not None
            and (tracker.carries_slots_over or _is_handoff_state(name, is_handed_over))
        }
        carried.pop("requested_slot", None)
        events = [dict(SessionStarted()), *_slot_events(carried)]
        if is_handed_over:
            # The loop needs the slot it asks for: without it, the platform's failure and return
            # messages would be taken for answers to the loop.
            events += [dict(ActiveLoop(AGENT_LOOP)), SlotSet("requested_slot", slots.SILENCE)]
        else:
            if tracker.is_handed_over:  # for too long to be believed
                dispatcher.utter_message(response="utter_human_handoff_returned")
                _report(tracker, Ending.EXPIRED)
            events += _slot_events(_BOT_HAS_CONVERSATION)
        return [*events, dict(ActionExecuted("action_listen"))]

    def recover(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Start a session without slots, as Rasa does where nothing is carried over."""
        return [dict(SessionStarted()), dict(ActionExecuted("action_listen"))]


def _report(tracker: TrackerView, ending: Ending) -> None:
    tracker.report(Step.ENDED, **request_of(tracker), ending=ending)


def _slot_events(values: dict[str, object]) -> list[Event]:
    return [SlotSet(name, value) for name, value in values.items()]


def _is_handoff_state(name: str, is_handed_over: bool) -> bool:
    # A bot that forgets its slots also forgets the customer's name and address, unless an agent
    # has the customer. Only the request number is kept: a new request with the number of an old
    # one would be taken for its repetition.
    return name == slots.REQUEST_NUMBER or (is_handed_over and name.startswith(_OUR_PREFIX))
