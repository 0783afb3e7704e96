"""The form with the offer of a person: yes goes on to the shift check, no is respected."""

from __future__ import annotations

from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from ..handoff_events.vocabulary import Step
from ..handoff_logic.offer_answers import A_PERSON, read_offer
from ..handoff_logic.scolding import only_scolds
from . import slots
from .base import HandoffAction
from .form_events import closed, emptied, stepped_aside
from .session_messages import OFFER_FORM
from .slot_values import Event
from .tracker import CHECK_ACTION, TrackerView

# The slots while no answer to an offer is expected.
NO_OFFER = {slots.OFFER: None}


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
            return [*emptied(NO_OFFER), dict(FollowupAction(CHECK_ACTION))]
        tracker.report(Step.OFFER_DECLINED)
        dispatcher.utter_message(response="utter_human_handoff_offer_declined")
        return closed(NO_OFFER)

    def recover(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """End the form; the message is answered as any other one."""
        return stepped_aside(OFFER_FORM, NO_OFFER)
