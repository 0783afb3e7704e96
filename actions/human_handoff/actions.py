"""The actions: slots in, one question to the handoff, slots out.

What is said stands in the domain, what happens next in the rules.
"""

from __future__ import annotations

import logging
import sys
from abc import ABC, abstractmethod
from functools import lru_cache
from typing import Any

from rasa_sdk.events import ActionExecuted, ActiveLoop, FollowupAction, SessionStarted, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from .conversation import CHECK_ACTION, TRANSFER_RESPONSE, Conversation, Event, slot
from .errors import ConfigurationError, SkillError
from .handoff import Failure, Handoff, Outcome
from .ladder import Rung, is_last
from .settings import load

logger = logging.getLogger(__name__)

INTAKE_FORM = "human_handoff_form"
AGENT_LOOP = "human_handoff_with_agent"
# Even when Rasa was slow, a call that has begun deserves a moment.
LEAST_SECONDS = 1.0


@lru_cache(maxsize=1)
def configured() -> Handoff:
    """Return the handoff that `human_handoff.yml` describes, the same for all actions.

    A wrong setting ends the action server with a sentence, before any customer.
    """
    try:
        return Handoff(load())
    except ConfigurationError as error:
        logger.error("The human handoff is not configured.\n%s", error)
        sys.exit(1)


class HandoffAction(Action, ABC):
    """An action of this package; Rasa builds it with nothing, tests with a handoff."""

    def __init__(self, handoff: Handoff | None = None) -> None:
        """Take a handoff, or the configured one."""
        self.handoff = handoff or configured()

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[Any]:
        """Do what `act` says, on the conversation in our own words."""
        return await self.act(dispatcher, Conversation(tracker, domain))

    @abstractmethod
    async def act(self, dispatcher: CollectingDispatcher, talk: Conversation) -> list[Event]:
        """Return the events of this action."""

    def seconds_left(self, talk: Conversation) -> float:
        """Return how long the customer can still wait for this turn's answer."""
        deadline = self.handoff.settings.deadline_seconds
        return max(deadline - talk.seconds_since_spoken, min(LEAST_SECONDS, deadline))


class CheckShiftStatus(HandoffAction):
    """Find out whether somebody can take the conversation; begins a request."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return CHECK_ACTION

    async def act(self, dispatcher: CollectingDispatcher, talk: Conversation) -> list[Event]:
        """Set the shift status; say so where nobody is there."""
        if talk.is_away:
            return [dict(FollowupAction(AGENT_LOOP))]
        if talk.value("state") == "gave_up":
            dispatcher.utter_message(response="utter_human_handoff_gave_up")
            return [slot("shift_status", "unknown")]
        skill = talk.skill(self.handoff.settings.skills.default)
        try:
            found = await self.handoff.availability(skill, self.seconds_left(talk))
        except SkillError as error:
            logger.warning("no transfer: %s", error)
            dispatcher.utter_message(response="utter_human_handoff_failed")
            return [slot("shift_status", "unknown")]
        events = [slot("shift_status", found.shift.status.value)]
        if found.desk is None:
            self._say_why(dispatcher, found.shift)
            return events
        if found.shift.status.value == "unknown":
            events.append(dict(FollowupAction(INTAKE_FORM)))
        return events + _new_request(talk, found.desk)

    def _say_why(self, dispatcher: CollectingDispatcher, shift: Any) -> None:
        opens_at = self.handoff.opening(shift)
        if shift.status.value == "unknown":
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
        desk = talk.value("desk")
        if not desk or talk.value("announced") or talk.transfer_message is None:
            return []
        if self.handoff.carries_message(desk, talk.channel):
            return []
        dispatcher.utter_message(response=TRANSFER_RESPONSE)
        return [slot("announced", True)]


class TransferringAction(HandoffAction, ABC):
    """An action that may ask a desk for the transfer."""

    async def transfer(
        self, dispatcher: CollectingDispatcher, talk: Conversation, rung: Rung, tried: list[str]
    ) -> tuple[Outcome, list[Event]]:
        """Try one rung; the events say what became of it."""
        carried = self.handoff.carries_message(rung.desk, talk.channel)
        unsaid = None if talk.value("announced") else talk.transfer_message
        pause = self.handoff.settings.seconds_per_message * talk.messages_since_spoken
        outcome = await self.handoff.transfer(
            rung,
            talk.escalation(rung, unsaid if carried else None),
            talk.mark,
            seconds=self.seconds_left(talk),
            wait=pause,
        )
        events = [slot("tried", tried), slot("desk", rung.desk)]
        if outcome.state is None:
            failure = outcome.failure or Failure.UNCONFIRMED
            return outcome, [*events, slot("state", "failed"), slot("failure", failure.value)]
        if unsaid and not carried:
            dispatcher.utter_message(response=TRANSFER_RESPONSE)
        own = [dict(SlotSet(name, value)) for name, value in outcome.slots.items()]
        events += [slot("state", outcome.state.value), slot("failure", None)]
        return outcome, [*events, slot("announced", True), *own]


class Escalate(TransferringAction):
    """Ask the desk for the transfer, once."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_human_handoff_escalate"

    async def act(self, dispatcher: CollectingDispatcher, talk: Conversation) -> list[Event]:
        """Set the state to what the vendor made of it."""
        rung = talk.rung(self.handoff.settings.skills.default)
        if rung is None or talk.is_away:
            return [slot("state", talk.value("state") or "none")]
        _, events = await self.transfer(dispatcher, talk, rung, [str(rung)])
        return events


class TransferFailed(TransferringAction):
    """Climb the failure ladder, or tell the customer that the end is reached."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_human_handoff_transfer_failed"

    async def act(self, dispatcher: CollectingDispatcher, talk: Conversation) -> list[Event]:
        """Try the next rung; with none left, say so and take the conversation back."""
        failed_at_once = talk.value("state") == "failed" and talk.value("desk")
        if not talk.is_away and not failed_at_once:
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
        # Where the vendor may have acted, another rung could transfer the customer twice.
        while failure != Failure.UNCONFIRMED.value:
            skill = talk.skill(self.handoff.settings.skills.default)
            rung = await self.handoff.next_rung(skill, tried, self.seconds_left(talk))
            if rung is None:
                break
            tried = [*tried, str(rung)]
            outcome, events = await self.transfer(dispatcher, talk, rung, tried)
            if outcome.failure is None:
                return events
            failure = outcome.failure.value
        return self._give_back(dispatcher, talk, failure, tried)

    def _give_back(
        self, dispatcher: CollectingDispatcher, talk: Conversation, failure: str, tried: list[str]
    ) -> list[Event]:
        failures = talk.failures + 1
        last = is_last(failures, self.handoff.settings.failures_announced)
        if failure == Failure.UNCONFIRMED.value:
            dispatcher.utter_message(response="utter_human_handoff_unconfirmed")
        elif not last:
            dispatcher.utter_message(response="utter_human_handoff_failed")
        if last:
            dispatcher.utter_message(response="utter_human_handoff_gave_up")
        return [
            slot("state", "gave_up" if last else "failed"),
            slot("attempts", failures),
            slot("failure", failure),
            slot("tried", tried),
            slot("desk", None),
        ]


class Returned(HandoffAction):
    """The agent gives the conversation back: the bot listens again."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_human_handoff_returned"

    async def act(self, dispatcher: CollectingDispatcher, talk: Conversation) -> list[Event]:
        """Say that the bot is back; what was said to the agent is not answered."""
        if not talk.is_away:
            dispatcher.utter_message(response="utter_human_handoff_nothing_requested")
            return [slot("state", talk.value("state") or "none")]
        dispatcher.utter_message(response="utter_human_handoff_returned")
        return [
            dict(ActiveLoop(None)),
            slot("state", "none"),
            slot("attempts", 0),
            slot("desk", None),
        ]


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
            if value is not None and (talk.keeps_slots or name.startswith("human_handoff_"))
        }
        kept.pop("session_started_metadata", None)
        kept.pop("requested_slot", None)
        events = [dict(SessionStarted()), *(dict(SlotSet(*item)) for item in kept.items())]
        if talk.is_away:
            events.append(dict(ActiveLoop(AGENT_LOOP)))
        else:
            events += [slot("state", "none"), slot("attempts", 0), slot("desk", None)]
        return [*events, dict(ActionExecuted("action_listen"))]


def _new_request(talk: Conversation, desk: str) -> list[Event]:
    return [
        slot("desk", desk),
        slot("request", int(talk.value("request") or 0) + 1),
        slot("tried", []),
        slot("withheld", []),
        slot("announced", False),
        slot("bad_answers", 0),
    ]
