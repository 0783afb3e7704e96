"""The bot offers a person by itself, where it is no help: `docs/offers.md`.

Each action here is the last one of its turn: it goes on with the offer, with the form of the bot
that is open, or listens. So it can also be RulePolicy's `core_fallback_action_name`, or be what
another action follows up with.
"""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk.events import FollowupAction, UserUtteranceReverted
from rasa_sdk.executor import CollectingDispatcher

from ..handoff_events.vocabulary import Occasion, RequestReason, Step
from ..handoff_logic.offer_signs import sign_of
from ..handoff_logic.scolding import only_scolds
from .base import HandoffAction
from .form_events import emptied
from .offer_form import NO_OFFER
from .reports import reason_of
from .session_messages import (
    MISUNDERSTOOD_ACTION,
    NLU_FALLBACK,
    OFFER_FORM,
    has_offered,
    session_messages,
)
from .slot_values import Event
from .slots import HandoffState
from .tracker import TrackerView

# What a bot says where it does not understand; the last one is ours.
NOT_UNDERSTOOD = (
    "utter_default",
    "utter_please_rephrase",
    "utter_human_handoff_not_understood",
)
SORRY = "utter_human_handoff_sorry"
JUST_ASK = "utter_human_handoff_just_ask"


class OfferPerson(HandoffAction):
    """Offer a person after the bot's answer, if the customer shows that it was no help."""

    action_name = "action_human_handoff_offer"
    # Whether this action runs because the bot has not understood the message.
    after_misunderstanding = False

    async def act(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Offer a person or say nothing; once in a session."""
        occasion = self._occasion(tracker)
        if occasion is Occasion.SCOLDING:
            dispatcher.utter_message(response=SORRY)
        if occasion is None:
            return self.recover(dispatcher, tracker)
        return _offer(tracker, occasion)

    def recover(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Go on without an offer."""
        return [dict(FollowupAction(tracker.active_loop or "action_listen"))]

    def _occasion(self, tracker: TrackerView) -> Occasion | None:
        """Return why a person is offered now; None where none is."""
        offers = self.handoff.settings.offers
        if offers is None or not can_offer(self, tracker):
            return None
        messages = session_messages(tracker)
        if messages and self.after_misunderstanding:
            messages[0] = replace(messages[0], is_misunderstood=True)
        return sign_of(messages, offers)


class Misunderstood(OfferPerson):
    """Say that the bot has not understood, in its own words, and count; then offer a person."""

    action_name = MISUNDERSTOOD_ACTION
    after_misunderstanding = True

    async def act(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Say so, unless the bot has said something already, and offer a person in time."""
        if tracker.is_handed_over:
            return super().recover(dispatcher, tracker)
        occasion = self._occasion(tracker)
        if occasion is Occasion.SCOLDING:
            dispatcher.utter_message(response=SORRY)
        else:
            _say_not_understood(dispatcher, tracker)
        return _offer(tracker, occasion) if occasion else _without_offer(tracker)

    def recover(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Say that the bot has not understood."""
        _say_not_understood(dispatcher, tracker)
        return super().recover(dispatcher, tracker)


def answer_to_scolding(
    action: HandoffAction, dispatcher: CollectingDispatcher, tracker: TrackerView
) -> list[Event]:
    """Answer a request that does nothing but scold the machine; none where it counts as a request.

    `docs/what_is_a_request.md` calls it a request. Where `offers` are made for it, the customer is
    asked before anybody is transferred; and after that, no scolding is a yes.
    """
    offers = action.handoff.settings.offers
    if offers is None or not offers.scolding or not only_scolds(tracker.text):
        return []
    if reason_of(tracker) is not RequestReason.ASKED:
        return []  # the bot's answer to the scolding, or a yes, has led here
    if has_offered(tracker):
        dispatcher.utter_message(response=JUST_ASK)
        return [dict(FollowupAction(tracker.active_loop or "action_listen"))]
    if not can_offer(action, tracker):
        return []
    dispatcher.utter_message(response=SORRY)
    return _offer(tracker, Occasion.SCOLDING)


def can_offer(action: HandoffAction, tracker: TrackerView) -> bool:
    """Tell whether a person can be offered now: not twice, not in vain, and in no other form."""
    if has_offered(tracker) or tracker.active_loop or tracker.is_handed_over:
        return False
    if tracker.state is HandoffState.GAVE_UP:
        return tracker.seconds_in_state >= action.handoff.settings.gave_up_seconds
    return bool(action.reachable_desks(tracker))


def _offer(tracker: TrackerView, occasion: Occasion) -> list[Event]:
    tracker.report(Step.OFFERED, occasion=occasion)
    return [*emptied(NO_OFFER), dict(FollowupAction(OFFER_FORM))]


def _say_not_understood(dispatcher: CollectingDispatcher, tracker: TrackerView) -> None:
    if not any(each.get("event") == "bot" for each in tracker.events_since):
        known = (each for each in NOT_UNDERSTOOD[:-1] if tracker.has_response(each))
        dispatcher.utter_message(response=next(known, NOT_UNDERSTOOD[-1]))


def _without_offer(tracker: TrackerView) -> list[Event]:
    """Return how the turn ends: as Rasa's `action_default_fallback` ends, in whose place this runs.

    It takes the message out of what policies see. A rule of the bot's that answers a
    message with this action is not changed by that.
    """
    if tracker.active_loop:
        return [dict(FollowupAction(tracker.active_loop))]
    # What has happened in the turn must not be undone, such as the end of the form with an offer.
    done = {each.get("event") for each in tracker.events_since}
    has_acted = bool(done & {"action", "active_loop"})
    if has_acted or tracker.intent[0] == NLU_FALLBACK:
        return [dict(FollowupAction("action_listen"))]
    return [dict(UserUtteranceReverted())]
