"""The questions of the form for a callback that need more than a text of the domain."""

from __future__ import annotations

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from . import slots
from .base import HandoffAction
from .call_time_slots import as_offered
from .conversation_language import style_of
from .slot_values import Event
from .tracker import TrackerView
from .transfer_message import filled_response

TITLE_RESPONSE = "utter_human_handoff_callback_time"


class AskPhoneCheck(HandoffAction):
    """Show the customer the telephone number that was understood."""

    action_name = f"action_ask_{slots.PHONE_CHECK}"

    async def act(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Write it as people of its country do."""
        callbacks, number = self.handoff.callbacks, tracker.slots.text(slots.PHONE)
        if callbacks is not None and number is not None:
            dispatcher.utter_message(
                response="utter_human_handoff_phone_check", phone=callbacks.shown(number)
            )
        return []

    def recover(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Ask for the number: what the slot has is none."""
        dispatcher.utter_message(response="utter_ask_human_handoff_phone")
        return [SlotSet(slots.PHONE, None), SlotSet("requested_slot", slots.PHONE)]


class AskCallTime(HandoffAction):
    """Ask when the customer would like to be called; offer times at which the desk is open."""

    action_name = f"action_ask_{slots.CALL_TIME}"

    async def act(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Offer the next times, as buttons whose text can also be written."""
        callbacks = self.handoff.callbacks
        times = callbacks.times(self.skill(tracker)) if callbacks else []
        if callbacks is None or not times:
            return self.recover(dispatcher, tracker)
        offered, locale = [], style_of(self.handoff.settings, tracker).locale
        for each in callbacks.offered(times):
            words = callbacks.words(each, locale, with_date=False)
            title = filled_response(
                tracker.domain, TITLE_RESPONSE, tracker.channel, tracker.slots, words._asdict()
            )
            offered.append((title or " ".join(words[:3]), each))
        dispatcher.utter_message(
            response="utter_human_handoff_callback_times",
            zone=callbacks.words(times[0], locale, with_date=False).zone,
            buttons=[{"title": title, "payload": title} for title, _ in offered],
        )
        return [SlotSet(slots.CALL_TIMES, as_offered(offered))]

    def recover(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Let the customer say it in other words: nobody knows the times."""
        dispatcher.utter_message(response="utter_human_handoff_callback_when")
        return [SlotSet(slots.CALL_TIMES, None)]
