"""The transfer, and the ladder when it fails."""

from __future__ import annotations

import logging
from abc import ABC

from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from ..handoff_logic.fallback import Route, is_last
from ..handoff_logic.outcome import Failure, Outcome
from .base import HandoffAction
from .escalation import escalation_of
from .tracker import TRANSFER_RESPONSE, Conversation, Event, slot

logger = logging.getLogger(__name__)


class TransferringAction(HandoffAction, ABC):
    """An action that may ask a desk for the transfer."""

    async def transfer(
        self,
        dispatcher: CollectingDispatcher,
        talk: Conversation,
        route: Route,
        tried: list[str],
        wait: float = 0,
    ) -> tuple[Outcome, list[Event]]:
        """Try one route; the events say what became of it."""
        carried = self.handoff.carries_message(route.desk, talk.channel)
        pending_transfer_message = talk.pending_transfer_message
        outcome = await self.handoff.transfer(
            route,
            escalation_of(talk, route, pending_transfer_message if carried else None),
            talk.mark,
            seconds=self.seconds_left(talk),
            wait=wait,
        )
        if outcome.state is None:
            return outcome, _failed(route, tried, outcome.failure or Failure.UNCONFIRMED)
        if pending_transfer_message and not carried:
            dispatcher.utter_message(response=TRANSFER_RESPONSE)
        if outcome.channel_payload is not None:
            dispatcher.utter_message(json_message=outcome.channel_payload)
        own = [dict(SlotSet(name, value)) for name, value in outcome.slots.items()]
        events = [slot("tried", tried), slot("desk", route.desk)]
        events += [slot("state", outcome.state.value), slot("failure", None)]
        return outcome, [*events, slot("announced", True), *own]


class Escalate(TransferringAction):
    """Ask the desk for the transfer, once."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_human_handoff_escalate"

    async def act(self, dispatcher: CollectingDispatcher, talk: Conversation) -> list[Event]:
        """Set the state to what the vendor made of it."""
        if talk.desk is None or talk.is_handed_over:
            return [slot("state", talk.value("state") or "none")]
        route = Route(talk.desk, talk.requested_skill)
        if self.desk(talk) is None:
            logger.warning("no transfer: desk %s is no longer configured", route.desk)
            return _failed(route, [str(route)], Failure.SKILL)
        # What was said before needs its time to arrive.
        wait = self.handoff.settings.seconds_per_message * talk.messages_since_spoken
        _, events = await self.transfer(dispatcher, talk, route, [str(route)], wait)
        return events


class TransferFailed(TransferringAction):
    """Climb the failure ladder, or tell the customer that the end is reached."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_human_handoff_transfer_failed"

    async def act(self, dispatcher: CollectingDispatcher, talk: Conversation) -> list[Event]:
        """Try the next route; with none left, say so and take the conversation back."""
        failed_at_once = talk.value("state") == "failed" and talk.desk
        if not talk.is_handed_over and not failed_at_once:
            # Anyone can type the platform's failure message.
            dispatcher.utter_message(response="utter_human_handoff_nothing_requested")
            return [slot("state", talk.value("state") or "none")]
        failure = talk.value("failure") if failed_at_once else Failure.LATER.value
        events = await self._climb(dispatcher, talk, failure)
        return [dict(ActiveLoop(None)), *events]

    async def _climb(
        self, dispatcher: CollectingDispatcher, talk: Conversation, failure: str
    ) -> list[Event]:
        tried = talk.tried
        # Where the vendor may have acted, another route could transfer the customer twice.
        while failure != Failure.UNCONFIRMED.value:
            seconds = self.seconds_left(talk)
            route = await self.handoff.next_route(talk.requested_skill, tried, seconds)
            if route is None:
                break
            if self._must_be_said_first(talk, route):
                return self._say_first(dispatcher, failure, tried, route)
            tried = [*tried, str(route)]
            outcome, events = await self.transfer(dispatcher, talk, route, tried)
            if outcome.failure is None:
                return events
            failure = outcome.failure.value
        return self._give_back(dispatcher, talk, failure, tried)

    def _must_be_said_first(self, talk: Conversation, route: Route) -> bool:
        return talk.pending_transfer_message is not None and not self.handoff.carries_message(
            route.desk, talk.channel
        )

    def _say_first(
        self, dispatcher: CollectingDispatcher, failure: str, tried: list[str], route: Route
    ) -> list[Event]:
        # Rasa delivers what an action says when the action is over, and at some vendors the bot
        # may not speak after the transfer: so this action says it, and comes again.
        dispatcher.utter_message(response=TRANSFER_RESPONSE)
        return [
            slot("state", "failed"),
            slot("failure", failure),
            slot("tried", tried),
            slot("desk", route.desk),
            slot("announced", True),
            dict(FollowupAction(self.name())),
        ]

    def _give_back(
        self, dispatcher: CollectingDispatcher, talk: Conversation, failure: str, tried: list[str]
    ) -> list[Event]:
        failures = talk.failures + 1
        last = is_last(failures, self.handoff.settings.failures_announced)
        # "Not able to transfer" could be untrue where the vendor may have acted.
        if failure == Failure.UNCONFIRMED.value:
            dispatcher.utter_message(response="utter_human_handoff_unconfirmed")
        elif last:
            dispatcher.utter_message(response="utter_human_handoff_gave_up")
        else:
            dispatcher.utter_message(response="utter_human_handoff_failed")
        return [
            slot("state", "gave_up" if last else "failed"),
            slot("attempts", failures),
            slot("failure", failure),
            slot("tried", tried),
            slot("desk", None),
        ]


def _failed(route: Route, tried: list[str], failure: Failure) -> list[Event]:
    return [
        slot("tried", tried),
        slot("desk", route.desk),
        slot("state", "failed"),
        slot("failure", failure.value),
    ]
