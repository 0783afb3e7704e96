"""The form with the offer of a person: yes goes on to the shift check, no is respected."""

from __future__ import annotations

from rasa_sdk.events import ActionExecutionRejected, ActiveLoop, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from ..handoff_events.vocabulary import Step
from ..handoff_logic.offer_answers import A_PERSON, read_offer
from ..handoff_logic.scolding import only_scolds
from . import slots
from .base import HandoffAction
from .session_messages import OFFER_FORM
from .slot_values import Event
from .tracker import CHECK_ACTION, TrackerView


class ValidateOfferForm(HandoffAction):
    """Read the customer's answer to the offer; anything else is answered as always."""

    action_name = f"validate_{OFFER_FORM}"

    async def act(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Ask the question, or read the latest message as its answer."""
        if not tracker.answers_form(OFFER_FORM):
            return [SlotSet("requested_slot", slots.OFFER)]
        contact = self.handoff.settings.contact
        # A request, and so also a scolding, is a yes; but not where nothing else than that is said.
        is_accepted = None
        if not only_scolds(tracker.text):
            is_accepted = read_offer(
                tracker.text, tracker.intent, contact.refusals, contact.certainty, A_PERSON
            )
        if is_accepted is None:
            return self.recover(dispatcher, tracker)
        if is_accepted:
            return [*no_offer(), dict(FollowupAction(CHECK_ACTION))]
        tracker.report(Step.OFFER_DECLINED)
        dispatcher.utter_message(response="utter_human_handoff_offer_declined")
        return [*no_offer(), dict(FollowupAction("action_listen"))]

    def recover(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """End the form; the message is answered as any other one.

        Rasa does not record that the form has run, so the bot's rules see a customer's message
        alone.
        """
        return [dict(ActionExecutionRejected(OFFER_FORM)), *no_offer()]


def no_offer() -> list[Event]:
    """Return the events after which no answer to an offer is expected."""
    return [dict(ActiveLoop(None)), SlotSet(slots.OFFER, None), SlotSet("requested_slot", None)]
