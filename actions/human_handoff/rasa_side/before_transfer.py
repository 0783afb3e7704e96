"""The actions before the transfer: check the shift, announce the transfer, follow a trigger event.

The domain contains what the bot says; the rules decide which action comes next.
"""

from __future__ import annotations

import logging
import re
import time
from contextlib import AbstractContextManager

from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from ..errors import SkillError
from ..handoff_events.vocabulary import Because, Decision, Occasion, Outcome, Step
from ..handoff_logic.handoff import AvailableDesk
from ..instrumentation import Observation
from ..shift import Shift, ShiftStatus
from ..vendor_http.asked_host import AskedHost, asked_host
from . import slots
from .base import AGENT_LOOP, CONTACT_FORM, MIN_SECONDS, HandoffAction
from .choice_form import offer_choice
from .conversation_language import style_of
from .log_lines import key_of_conversation
from .message_form import offer_message
from .observed_steps import observed_check
from .offers import answer_to_scolding
from .reports import TRIGGER_ACTION
from .slot_values import Event, mapping_of
from .slots import HANDED_OVER, HandoffState
from .tracker import CHECK_ACTION, TrackerView
from .transfer_message import TRANSFER_RESPONSE
from .waiting_message import Told, tell_waiting

logger = logging.getLogger(__name__)

# The name of a class or a variable; Rasa's `rest` reads the name from the browser's request.
_CHANNEL = re.compile(r"[a-z_]\w{0,31}", re.ASCII | re.IGNORECASE)
_UNKNOWN: Event = SlotSet(slots.SHIFT_STATUS, ShiftStatus.UNKNOWN.value)


class CheckShiftStatus(HandoffAction):
    """Find out whether an agent could take the conversation; a request begins here."""

    action_name = CHECK_ACTION

    def observed(self, tracker: TrackerView) -> AbstractContextManager[Observation]:
        """Observe the check, whatever it finds."""
        return observed_check(tracker)

    async def act(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Set the shift status, and tell the customer if nobody is available."""
        settings, state = self.handoff.settings, tracker.state
        is_handed_over = state in HANDED_OVER
        if is_handed_over and tracker.seconds_in_state < settings.handed_over_seconds:
            tracker.report(Decision.WITH_AGENTS)
            return [dict(FollowupAction(AGENT_LOOP))]
        gave_up = state is HandoffState.GAVE_UP
        if gave_up and tracker.seconds_in_state < settings.gave_up_seconds:
            _report(tracker, Because.GAVE_UP, Outcome.GAVE_UP)
            dispatcher.utter_message(response="utter_human_handoff_gave_up")
            return [_UNKNOWN, *offer_message(self.handoff)]
        if answered := answer_to_scolding(self, dispatcher, tracker):
            return answered
        skill, reachable = self.skill(tracker), self.reachable_desks(tracker)
        if not reachable:
            self._warn_of_channel(tracker.channel)
            _report(tracker, Because.NO_DESK, Outcome.NOT_POSSIBLE)
            dispatcher.utter_message(response="utter_human_handoff_unknown")
            return [_UNKNOWN, *offer_message(self.handoff)]
        try:
            # A transfer may follow in the same turn, and it needs time as well.
            seconds = max(MIN_SECONDS, self.seconds_left(tracker) - MIN_SECONDS)
            ends = time.monotonic() + seconds
            with asked_host() as host:
                available = await self.handoff.available_desk(skill, reachable, seconds)
        except SkillError as error:
            logger.warning("no transfer in the conversation %s: %s", key_of_conversation(), error)
            _report(tracker, Because.SKILL_NOT_FOUND, Outcome.NOT_POSSIBLE)
            dispatcher.utter_message(response="utter_human_handoff_failed")
            return [_UNKNOWN, *offer_message(self.handoff)]
        events = [SlotSet(slots.SHIFT_STATUS, available.shift.status.value)]
        if available.desk is None:
            _report_check(tracker, available, skill, host)
            self._say_why(dispatcher, tracker, available.shift)
            return [*events, *offer_message(self.handoff)]
        left = ends - time.monotonic()
        told = await tell_waiting(self.handoff, dispatcher, tracker, available.desk, skill, left)
        _report_check(tracker, available, skill, host, told)
        if available.shift.status is ShiftStatus.UNKNOWN:
            events.append(dict(FollowupAction(CONTACT_FORM)))
        if gave_up:  # its time is over: the failures are counted anew
            events.append(SlotSet(slots.ATTEMPTS, 0))
        # Of two follow-up actions, Rasa takes the last one.
        choice = offer_choice(Occasion.LONG_WAIT) if told.is_long else []
        return [*events, *_new_request(tracker, available.desk, skill), *choice]

    def recover(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Tell the customer that nobody can be reached."""
        _report(tracker, Because.ERROR, Outcome.UNKNOWN)
        dispatcher.utter_message(response="utter_human_handoff_unknown")
        return [_UNKNOWN, *offer_message(self.handoff)]

    def _warn_of_channel(self, channel: str) -> None:
        logger.warning(
            "no transfer in the conversation %s: no desk takes customers of the channel %s. If it "
            "carries the vendor's ids, name it under `channels` of the desk in human_handoff.yml.",
            key_of_conversation(),
            channel if _CHANNEL.fullmatch(channel) else "whose name is not shown",
        )

    def _say_why(
        self, dispatcher: CollectingDispatcher, tracker: TrackerView, shift: Shift
    ) -> None:
        opens_at = self.handoff.next_opening(shift, style_of(self.handoff.settings, tracker))
        if shift.status is ShiftStatus.UNKNOWN:
            dispatcher.utter_message(response="utter_human_handoff_unknown")
        elif opens_at is None:
            dispatcher.utter_message(response="utter_human_handoff_off_shift")
        else:
            dispatcher.utter_message(
                response="utter_human_handoff_off_shift_until", opens_at=opens_at
            )


class Announce(HandoffAction):
    """Send the transfer message, unless the vendor's transfer call delivers it."""

    action_name = "action_human_handoff_announce"

    async def act(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Send it once; `BLANK_MESSAGE` in the domain means no message."""
        desk = self.desk(tracker)
        if desk is None or not self.must_announce(tracker, desk):
            return []
        dispatcher.utter_message(response=TRANSFER_RESPONSE)
        return [SlotSet(slots.ANNOUNCED, True)]

    def recover(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Send nothing; the transfer comes next and says what becomes of it."""
        return []


class FollowTrigger(HandoffAction):
    """Start a handoff if the bot's latest message has the trigger event in its metadata.

    CM.com's bots ask for a human this way.
    """

    action_name = TRIGGER_ACTION

    async def act(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Continue with the shift check, or with nothing."""
        metadata = mapping_of(next(tracker.newest_first("bot"), {}).get("metadata"))
        metadata = mapping_of(metadata.get("metadata")) or metadata
        if metadata.get("triggerEvent") == self.handoff.settings.trigger_event:
            return [dict(FollowupAction(CHECK_ACTION))]
        return []

    def recover(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Send nothing; the bot's message stands without a handoff."""
        return []


def _report(tracker: TrackerView, because: Because, outcome: Outcome) -> None:
    unknown = ShiftStatus.UNKNOWN
    tracker.report(Step.REQUESTED, found=unknown, because=because, outcome=outcome)


def _report_check(
    tracker: TrackerView,
    available: AvailableDesk,
    skill: str,
    host: AskedHost,
    told: Told | None = None,
) -> None:
    shift = available.shift
    nobody = Outcome.OFF_SHIFT if shift.status is ShiftStatus.OFF_SHIFT else Outcome.UNKNOWN
    tracker.report(
        Step.REQUESTED,
        desk=available.desk,
        skill=skill,
        found=shift.status,
        because=Because(shift.reason.value),
        host=host.name,
        outcome=None if available.desk else nobody,
        waiting_seconds=told.waiting_seconds if told else None,
        waiting_people=told.waiting_people if told else None,
    )


def _new_request(tracker: TrackerView, desk: str, skill: str) -> list[Event]:
    return [
        SlotSet(slots.DESK, desk),
        SlotSet(slots.REQUESTED_SKILL, skill),
        SlotSet(slots.REQUEST_NUMBER, tracker.request_number + 1),
        *tracker.slots.changes(slots.NEW_REQUEST),
    ]
