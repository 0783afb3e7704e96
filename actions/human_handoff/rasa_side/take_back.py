"""The bot takes a conversation back in which no agent has written.

Either nobody has come in time, or the customer does not want to wait any more. What an agent has
written meanwhile wins: then the bot stays silent, and the agents keep the conversation.
"""

from __future__ import annotations

from abc import ABC
from typing import ClassVar

from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from ..handoff_events.vocabulary import Decision, Ending, Occasion
from ..handoff_logic.fallback import Route
from ..handoff_logic.outcome import Failure
from ..handoff_logic.take_back_calls import TakeBack
from ..unanswered.records import Record
from ..vendor_http.asked_host import AskedHost, asked_host
from . import slots
from .base import AGENT_LOOP, MIN_SECONDS, HandoffAction
from .choice_form import offer_choice
from .ending import report_end
from .escalation import escalation_of
from .form_events import emptied
from .idempotency import idempotency_key
from .platform_ids import PlatformIds
from .reports import request_of
from .return_memory import memory_of
from .return_to_bot import BOT_HAS_CONVERSATION
from .slot_values import Event
from .tracker import TrackerView

NOBODY_CAME_ACTION = "action_human_handoff_nobody_came"
LEAVE_ACTION = "action_human_handoff_leave_queue"


# What a customer reads who cannot leave; the desk keeps what it was not asked for.
_CANNOT_LEAVE = {
    TakeBack.REFUSED: "utter_human_handoff_cannot_leave",
    TakeBack.NOT_KNOWN: "utter_human_handoff_cannot_leave",
    TakeBack.UNCONFIRMED: "utter_human_handoff_leave_unconfirmed",
}


class TakingBackAction(HandoffAction, ABC):
    """An action that takes a conversation back, unless an agent has written.

    Attributes:
        ending: What the last event of the request says, if that has worked.
    """

    ending: ClassVar[Ending]

    def recover(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Stay silent; the agents have the conversation, as far as the bot knows."""
        return _silence(tracker) if tracker.is_handed_over else []

    async def take_back(self, tracker: TrackerView, record: Record) -> TakeBack:
        """Take the conversation back; where an agent wrote in that moment, give it to the desk."""
        desk, ids = self.desk(tracker), None
        if desk is not None:
            ids = self.ids(tracker, desk)
        if desk is None or ids is None:
            return TakeBack.REFUSED
        seconds = max(MIN_SECONDS, self.seconds_left(tracker) - MIN_SECONDS)
        all_ids = (tracker.sender_id, ids.conversation_id, ids.user_id)
        result = await self.handoff.take_backs.take_back(record, desk, all_ids, seconds)
        if result is TakeBack.CROSSED and await self._is_with_agents_again(tracker, desk, ids):
            return TakeBack.AGENT_WROTE
        return result

    async def _is_with_agents_again(
        self, tracker: TrackerView, desk: str, ids: PlatformIds
    ) -> bool:
        """Transfer to the agent who wrote; a transfer that may have been made counts as made."""
        route = Route(desk, request_of(tracker)["skill"])
        outcome = await self.handoff.transfers.transfer(
            route,
            escalation_of(tracker, route, ids, None),
            f"{idempotency_key(tracker)}/crossed",
            seconds=max(MIN_SECONDS, self.seconds_left(tracker)),
        )
        is_with_agents = outcome.state is not None or outcome.failure is Failure.UNCONFIRMED
        if is_with_agents:
            tracker.report(Decision.WITH_AGENTS_AGAIN)
        return is_with_agents

    async def is_back(
        self,
        dispatcher: CollectingDispatcher,
        tracker: TrackerView,
        result: TakeBack,
        said: str,
        host: AskedHost,
    ) -> list[Event]:
        """Report that the bot has the conversation, and say what is true of it."""
        ending = Ending.CROSSED if result is TakeBack.CROSSED else self.ending
        await report_end(tracker, ending, self.handoff.take_backs, host.name)
        if result is TakeBack.CROSSED:
            said = "utter_human_handoff_crossed"
        dispatcher.utter_message(response=said)
        memory = {slots.LAST_HANDOFF: memory_of(tracker, ending)}
        return emptied({**BOT_HAS_CONVERSATION, **memory})


class NobodyCame(TakingBackAction):
    """Nobody has come in time: the bot tells the truth, and what the customer can do."""

    action_name = NOBODY_CAME_ACTION
    ending = Ending.NOBODY_CAME

    async def act(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Take the conversation back and offer the choice; else stay silent and try again."""
        if not tracker.is_handed_over:
            tracker.report(Decision.NOTHING_REQUESTED)  # the agents have given it back meanwhile
            return []
        take_backs = self.handoff.take_backs
        record = await take_backs.waiting(tracker.sender_id)
        # A customer can type the intent; and this may be about an earlier transfer.
        if isinstance(record, TakeBack) or not take_backs.is_due(record):
            _report_kept(tracker, record if isinstance(record, TakeBack) else None)
            return _silence(tracker)
        with asked_host() as host:
            result = await self.take_back(tracker, record)
        if result in (TakeBack.DONE, TakeBack.CROSSED):
            said = "utter_human_handoff_nobody_came"
            events = await self.is_back(dispatcher, tracker, result, said, host)
            return [*events, *offer_choice(Occasion.NOBODY_CAME)]
        _report_kept(tracker, result, host)
        if result is not TakeBack.AGENT_WROTE:
            is_last = tracker.seconds_in_state >= self.handoff.settings.handed_over_seconds
            await take_backs.wait_again(tracker.sender_id, tracker.channel, record, is_last=is_last)
        return _silence(tracker)


class LeaveQueue(TakingBackAction):
    """The customer does not want to wait any more, and no agent has written."""

    action_name = LEAVE_ACTION
    ending = Ending.LEFT

    async def act(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Take the conversation back, or say what happens where that is not possible."""
        if not tracker.is_handed_over:
            tracker.report(Decision.NOTHING_REQUESTED)
            return _say_cancelled(dispatcher)
        found = await self.handoff.take_backs.waiting(tracker.sender_id)
        with asked_host() as host:
            result = await self.take_back(tracker, found) if isinstance(found, Record) else found
        if result in (TakeBack.DONE, TakeBack.CROSSED):
            said = "utter_human_handoff_left"
            events = await self.is_back(dispatcher, tracker, result, said, host)
            return [*events, dict(FollowupAction("action_listen"))]
        _report_kept(tracker, result, host)
        if result in _CANNOT_LEAVE:  # else an agent has written, and is the one who answers
            dispatcher.utter_message(response=_CANNOT_LEAVE[result])
        return _silence(tracker)

    def recover(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Say that nobody knows whether the desk has given it back."""
        if not tracker.is_handed_over:
            return _say_cancelled(dispatcher)
        dispatcher.utter_message(response=_CANNOT_LEAVE[TakeBack.UNCONFIRMED])
        return _silence(tracker)


def _report_kept(
    tracker: TrackerView, result: TakeBack | None, host: AskedHost | None = None
) -> None:
    """Log why the agents keep the conversation; without a result, because it is too early."""
    because = "too_early" if result is None else result.name.lower()
    tracker.report(Decision.NOT_TAKEN_BACK, because=because, host=host.name if host else None)


def _say_cancelled(dispatcher: CollectingDispatcher) -> list[Event]:
    """Say that the customer is not transferred; the bot has the conversation already."""
    dispatcher.utter_message(response="utter_human_handoff_cancelled")
    return [dict(FollowupAction("action_listen"))]


def _silence(tracker: TrackerView) -> list[Event]:
    """Let the loop go on that keeps the bot silent."""
    return [SlotSet(slots.STATE, tracker.state.value), dict(FollowupAction(AGENT_LOOP))]
