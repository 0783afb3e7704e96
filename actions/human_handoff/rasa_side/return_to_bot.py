"""The return to the bot, and sessions that start while an agent has the conversation."""

from __future__ import annotations

from typing import Any, ClassVar

from rasa_sdk.events import ActionExecuted, ActiveLoop, FollowupAction, SessionStarted, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict
from rasa_sdk.utils import call_potential_coroutine

from ..handoff_events.vocabulary import Decision, Ending, Step
from ..handoff_logic.handoff import Handoff
from ..handoff_logic.spoken_time import MINUTE, spoken
from . import slots
from .base import AGENT_LOOP, HandoffAction
from .conversation_language import style_of
from .ending import report_end
from .own_session_start import own_session_start
from .reports import request_of
from .return_memory import memory_of
from .slot_values import Event, slot_events
from .slots import HandoffState
from .solved_form import ask_if_solved
from .tracker import TrackerView

# The conversation is the bot's again, and failures are counted from zero.
BOT_HAS_CONVERSATION = {slots.STATE: HandoffState.NONE.value, slots.ATTEMPTS: 0, slots.DESK: None}
_OUR_PREFIX = "human_handoff_"


class Returned(HandoffAction):
    """Take the conversation back from the agent: the bot answers again."""

    action_name = "action_human_handoff_returned"

    async def act(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Tell the customer; messages that were meant for the agent are not answered."""
        if not tracker.is_handed_over:
            tracker.report(Decision.NOTHING_REQUESTED)
            dispatcher.utter_message(response="utter_human_handoff_nothing_requested")
            return [SlotSet(slots.STATE, tracker.state.value)]
        is_old = tracker.seconds_in_state > self.handoff.settings.handed_over_seconds
        ending = Ending.EXPIRED if is_old else Ending.RETURNED
        await report_end(tracker, ending, self.handoff.take_backs)
        self._say_back(dispatcher, tracker, ending)
        events = [*_back(), SlotSet(slots.LAST_HANDOFF, memory_of(tracker, ending))]
        if self.handoff.settings.return_to_bot.ask_if_solved and not is_old:
            return [*events, *ask_if_solved()]
        return [*events, *_listen(tracker)]

    def recover(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Give the conversation to the bot."""
        tracker.report(Step.ENDED, **request_of(tracker), ending=Ending.RETURNED)
        dispatcher.utter_message(response="utter_human_handoff_returned")
        return [*_back(), *_listen(tracker)]

    def _say_back(
        self, dispatcher: CollectingDispatcher, tracker: TrackerView, ending: Ending
    ) -> None:
        settings, seconds = self.handoff.settings, tracker.seconds_in_state
        # How long agents had it is not known where nobody gave it back.
        tells = settings.return_to_bot.tell_duration and ending is Ending.RETURNED
        if tells and seconds >= MINUTE:
            duration = spoken(seconds, style_of(settings, tracker).locale)
            dispatcher.utter_message(
                response="utter_human_handoff_returned_after", duration=duration
            )
        else:
            dispatcher.utter_message(response="utter_human_handoff_returned")


class SessionStart(HandoffAction):
    """Rasa's session start; it does not wake the bot while an agent has the conversation.

    Attributes:
        is_of_handoff: Tells this class, and a bot's that is derived from it, from others.
    """

    action_name = "action_session_start"
    is_of_handoff: ClassVar[bool] = True

    def __init__(self, handoff: Handoff | None = None) -> None:
        """Take a handoff as all actions do; if rasa-sdk makes it, look for the bot's own class."""
        super().__init__(handoff)
        self._bots_own: type[Action] | None = None
        self._instance: Action | None = None  # made later: rasa-sdk 3.21 pickles this object
        if handoff is None and type(self) is SessionStart:
            self._bots_own = own_session_start(SessionStart, self.action_name)

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[Any]:
        """Run the bot's own session start instead, where the bot has one."""
        if self._bots_own is None:
            return await super().run(dispatcher, tracker, domain)
        if self._instance is None:
            self._instance = self._bots_own()
        result = self._instance.run(dispatcher, tracker, domain)
        events: list[Any] = await call_potential_coroutine(result)
        return events

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
        if self.handoff.settings.language.slot == slots.LANGUAGE in tracker.all_slots:
            carried.setdefault(slots.LANGUAGE, self.handoff.settings.language.default)
        events = [dict(SessionStarted()), *slot_events(carried)]
        if is_handed_over:
            # The loop needs the slot it asks for: without it, the platform's failure and return
            # messages would be taken for answers to the loop.
            tracker.report(Decision.WITH_AGENTS)
            events += [dict(ActiveLoop(AGENT_LOOP)), SlotSet("requested_slot", slots.SILENCE)]
        else:
            if tracker.is_handed_over:  # for too long to be believed
                dispatcher.utter_message(response="utter_human_handoff_returned")
                await report_end(tracker, Ending.EXPIRED, self.handoff.take_backs)
                events.append(SlotSet(slots.LAST_HANDOFF, memory_of(tracker, Ending.EXPIRED)))
            events += slot_events(BOT_HAS_CONVERSATION)
        return [*events, dict(ActionExecuted("action_listen"))]

    def recover(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Start a session without slots, as Rasa does where nothing is carried over."""
        return [dict(SessionStarted()), dict(ActionExecuted("action_listen"))]


def _back() -> list[Event]:
    return [dict(ActiveLoop(None)), *slot_events(BOT_HAS_CONVERSATION)]


def _listen(tracker: TrackerView) -> list[Event]:
    """Let the bot say no more, where the loop has chosen the action and no rule says what follows.

    The bot's fallback would say that it did not understand.
    """
    is_chosen_by_rule = tracker.intent[0] == slots.RETURNED_INTENT
    return [] if is_chosen_by_rule else [dict(FollowupAction("action_listen"))]


def _is_handoff_state(name: str, is_handed_over: bool) -> bool:
    # A bot that forgets its slots also forgets the customer's name and address, unless an agent
    # has the customer. Only the request number is kept: a new request with the number of an old
    # one would be taken for its repetition.
    return name == slots.REQUEST_NUMBER or (is_handed_over and name.startswith(_OUR_PREFIX))
