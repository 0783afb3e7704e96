"""Before the transfer: who is on shift, the last words, and answers that ask for a human.

What is said stands in the domain, what happens next in the rules.
"""

from __future__ import annotations

import logging

from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from ..desk import Shift, ShiftStatus
from ..errors import SkillError
from .base import AGENT_LOOP, INTAKE_FORM, HandoffAction
from .tracker import CHECK_ACTION, PREFIX, TRANSFER_RESPONSE, Conversation, Event, slot

logger = logging.getLogger(__name__)

# What a new request begins with, whatever the last one left behind.
FRESH = {
    PREFIX + name: value
    for name, value in {
        "state": "none",
        "tried": [],
        "withheld": [],
        "announced": False,
        "bad_answers": 0,
    }.items()
}


class CheckShiftStatus(HandoffAction):
    """Find out whether somebody can take the conversation; begins a request."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return CHECK_ACTION

    async def act(self, dispatcher: CollectingDispatcher, talk: Conversation) -> list[Event]:
        """Set the shift status; say so where nobody is there."""
        if talk.is_handed_over:
            return [dict(FollowupAction(AGENT_LOOP))]
        if talk.value("state") == "gave_up":
            dispatcher.utter_message(response="utter_human_handoff_gave_up")
            return [slot("shift_status", "unknown")]
        handoff = self.handoff
        skill = handoff.skill(talk.value("skill"), talk.value("topic"))
        try:
            found = handoff.known(skill)
            if found is None:
                found = await handoff.availability(skill, self.seconds_left(talk))
        except SkillError as error:
            logger.warning("no transfer: %s", error)
            dispatcher.utter_message(response="utter_human_handoff_failed")
            return [slot("shift_status", "unknown")]
        events = [slot("shift_status", found.shift.status.value)]
        if found.desk is None:
            self._say_why(dispatcher, found.shift)
            return events
        if found.shift.status is ShiftStatus.UNKNOWN:
            events.append(dict(FollowupAction(INTAKE_FORM)))
        return events + _new_request(talk, found.desk, skill)

    def _say_why(self, dispatcher: CollectingDispatcher, shift: Shift) -> None:
        opens_at = self.handoff.opening(shift)
        if shift.status is ShiftStatus.UNKNOWN:
            dispatcher.utter_message(response="utter_human_handoff_unknown")
        elif opens_at is None:
            dispatcher.utter_message(response="utter_human_handoff_off_shift")
        else:
            dispatcher.utter_message(
                response="utter_human_handoff_off_shift_until", opens_at=opens_at
            )


class Announce(HandoffAction):
    """Say the transfer message, where the transfer itself does not carry it."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_human_handoff_announce"

    async def act(self, dispatcher: CollectingDispatcher, talk: Conversation) -> list[Event]:
        """Say it once; `BLANK_MESSAGE` in the domain says nothing."""
        desk = self.desk(talk)
        if desk is None or talk.pending_transfer_message is None:
            return []
        if self.handoff.carries_message(desk, talk.channel):
            return []
        dispatcher.utter_message(response=TRANSFER_RESPONSE)
        return [slot("announced", True)]


class FollowTrigger(HandoffAction):
    """Start a handoff if the latest answer carries the `triggerEvent` for it (CM.com's way)."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_human_handoff_follow_trigger"

    async def act(self, dispatcher: CollectingDispatcher, talk: Conversation) -> list[Event]:
        """Go on with the shift check, or with nothing."""
        metadata = talk.latest_answer.get("metadata") or {}
        metadata = metadata.get("metadata") or metadata
        if metadata.get("triggerEvent") == self.handoff.settings.trigger_event:
            return [dict(FollowupAction(CHECK_ACTION))]
        return []


def _new_request(talk: Conversation, desk: str, skill: str) -> list[Event]:
    return [
        slot("desk", desk),
        slot("requested_skill", skill),
        slot("request", int(talk.value("request") or 0) + 1),
        *talk.others(FRESH),
    ]
