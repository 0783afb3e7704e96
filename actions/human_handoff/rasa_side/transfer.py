"""The transfer, and what happens when it fails."""

from __future__ import annotations

from abc import ABC

from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from ..handoff_events import vocabulary
from ..handoff_events.vocabulary import Decision, Step
from ..handoff_logic.fallback import Route, is_last
from ..handoff_logic.outcome import Failure, Outcome
from ..vendor_http.asked_host import asked_host
from . import slots
from .base import AGENT_LOOP, MIN_SECONDS, HandoffAction
from .escalation import escalation_of
from .failure_reports import is_repeated_failure
from .idempotency import idempotency_key
from .message_form import offer_message
from .observed_steps import observed_transfer, report_later_failure
from .reports import request_of
from .slot_values import Event
from .slots import HandoffState
from .tracker import TrackerView
from .transfer_events import (
    accepted,
    failed,
    failure_response,
    no_route_left,
    not_possible,
    report_attempt,
    report_no_route_left,
    state_events,
)
from .transfer_message import TRANSFER_RESPONSE


class TransferringAction(HandoffAction, ABC):
    """An action that may ask a desk for the transfer."""

    async def transfer(
        self,
        dispatcher: CollectingDispatcher,
        tracker: TrackerView,
        route: Route,
        tried: list[str],
        wait: float = 0,
    ) -> tuple[Outcome, list[Event]]:
        """Try one route; the events record what became of it."""
        with observed_transfer(tracker, tracker.names.route(route)):
            return await self._transfer(dispatcher, tracker, route, tried, wait)

    async def _transfer(
        self,
        dispatcher: CollectingDispatcher,
        tracker: TrackerView,
        route: Route,
        tried: list[str],
        wait: float,
    ) -> tuple[Outcome, list[Event]]:
        if not self.handoff.has_desk(route.desk):
            return not_possible(tracker, route, tried, "is no longer configured")
        carried = self.handoff.carries_message(route.desk, tracker.channel)
        message = tracker.pending_transfer_message
        ids = self.ids(tracker, route.desk)
        if ids is None:
            return not_possible(tracker, route, tried, "has no id of this customer")
        with asked_host() as host:
            outcome = await self.handoff.transfers.transfer(
                route,
                escalation_of(tracker, route, ids, message if carried else None),
                idempotency_key(tracker),
                attempt=len(tried),
                seconds=self.seconds_left(tracker),
                wait=wait,
            )
        # The first delivery of the same message may have taken another route.
        route = outcome.route
        tried = [*tried[:-1], str(route)]
        report_attempt(tracker, route, outcome.failure, host.name)
        if outcome.state is None:
            return outcome, failed(route, tried, outcome.failure or Failure.UNCONFIRMED)
        if message and not carried:
            dispatcher.utter_message(response=TRANSFER_RESPONSE)
        if outcome.channel_payload is not None:
            dispatcher.utter_message(json_message=outcome.channel_payload)
        await self.waits_for_agent(tracker, route.desk, attempt=len(tried))
        return outcome, accepted(outcome, HandoffState(outcome.state.value), tried)

    def recover(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Tell the customer that nobody knows whether the transfer was made."""
        dispatcher.utter_message(response="utter_human_handoff_unconfirmed")
        outcome = vocabulary.Outcome.UNCONFIRMED
        tracker.report(Step.ATTEMPTED, **request_of(tracker), outcome=outcome)
        return [
            dict(ActiveLoop(None)),
            *state_events(HandoffState.FAILED),
            SlotSet(slots.FAILURE, Failure.UNCONFIRMED.value),
            SlotSet(slots.DESK, None),
            dict(FollowupAction("action_listen")),
        ]


class Escalate(TransferringAction):
    """Ask the desk for the transfer, once."""

    action_name = "action_human_handoff_escalate"

    async def act(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Set the state to what became of the transfer."""
        if tracker.is_handed_over:
            tracker.report(Decision.WITH_AGENTS)
            return [SlotSet(slots.STATE, tracker.state.value)]
        if tracker.desk is None:
            tracker.report(Decision.NOTHING_REQUESTED)
            dispatcher.utter_message(response="utter_human_handoff_nothing_requested")
            return [dict(FollowupAction("action_listen"))]
        route = Route(tracker.desk, tracker.requested_skill)
        # The bot's messages before the transfer need time to arrive.
        messages = sum(each.get("event") == "bot" for each in tracker.events_since)
        wait = self.handoff.settings.seconds_per_message * messages
        _, events = await self.transfer(dispatcher, tracker, route, [str(route)], wait)
        return events


class TransferFailed(TransferringAction):
    """Try the next route, or tell the customer that the transfer failed."""

    action_name = "action_human_handoff_transfer_failed"

    async def act(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Try the routes that are left; if none is, the bot has the conversation again."""
        failed_at_once = tracker.state is HandoffState.FAILED and tracker.desk
        if not failed_at_once and is_repeated_failure(tracker, self.handoff.tells_of_failures):
            tracker.report(Decision.REPEATED_REPORT)
            silence = [dict(FollowupAction(AGENT_LOOP))] if tracker.is_handed_over else []
            return [SlotSet(slots.STATE, tracker.state.value), *silence]
        if not tracker.is_handed_over and not failed_at_once:
            # Anybody can type the platform's failure message.
            tracker.report(Decision.NOTHING_REQUESTED)
            dispatcher.utter_message(response="utter_human_handoff_nothing_requested")
            return [SlotSet(slots.STATE, tracker.state.value)]
        if not failed_at_once:
            report_later_failure(tracker)
        recorded = tracker.slots.text(slots.FAILURE) or Failure.UNCONFIRMED.value
        failure = recorded if failed_at_once else Failure.LATER.value
        events = await self._try_next_routes(dispatcher, tracker, failure)
        return [dict(ActiveLoop(None)), *events]

    async def _try_next_routes(
        self, dispatcher: CollectingDispatcher, tracker: TrackerView, failure: str
    ) -> list[Event]:
        tried = tracker.tried_routes
        # If the vendor may have transferred, another route could transfer the customer twice.
        while failure != Failure.UNCONFIRMED.value and not self.is_time_up(tracker):
            skill, desks = tracker.requested_skill, self.handoff.desks_of(tracker.requested_skill)
            reachable = [desk for desk in desks if self.ids(tracker, desk)]
            left = self.seconds_left(tracker)
            seconds = max(left - MIN_SECONDS, left / 2)
            route = await self.handoff.next_route(skill, reachable, tried, seconds)
            if route is None:
                break
            if self.must_announce(tracker, route.desk):
                return self._announce_first(dispatcher, failure, tried, route)
            tried = [*tried, str(route)]
            outcome, events = await self.transfer(dispatcher, tracker, route, tried)
            tried = [*tried[:-1], str(outcome.route)]
            if outcome.failure is None:
                return events
            failure = outcome.failure.value
        return self._give_up_request(dispatcher, tracker, failure, tried)

    def _announce_first(
        self, dispatcher: CollectingDispatcher, failure: str, tried: list[str], route: Route
    ) -> list[Event]:
        # Rasa sends an action's messages when the action is over, and at some vendors the bot may
        # not write after the transfer. So the message is sent now, and this action runs again.
        dispatcher.utter_message(response=TRANSFER_RESPONSE)
        return [
            *state_events(HandoffState.FAILED),
            SlotSet(slots.FAILURE, failure),
            SlotSet(slots.TRIED_ROUTES, tried),
            SlotSet(slots.DESK, route.desk),
            SlotSet(slots.ANNOUNCED, True),
            dict(FollowupAction(self.name())),
        ]

    def _give_up_request(
        self, dispatcher: CollectingDispatcher, tracker: TrackerView, failure: str, tried: list[str]
    ) -> list[Event]:
        report_no_route_left(tracker, failure)
        failures, is_unconfirmed = tracker.failed_requests + 1, failure == Failure.UNCONFIRMED.value
        last = is_last(failures, self.handoff.settings.failures_announced)
        dispatcher.utter_message(response=failure_response(last, is_unconfirmed))
        # An agent may have the customer, whom a form would ask at the same time.
        offer = [] if is_unconfirmed else offer_message(self.handoff)
        state = HandoffState.GAVE_UP if last else HandoffState.FAILED
        return [*no_route_left(state, failures, failure, tried), *offer]
