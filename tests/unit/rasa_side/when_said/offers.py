"""When each sentence may be said with which the bot offers a person by itself."""

from __future__ import annotations

from actions.human_handoff.handoff_logic.scolding import only_scolds
from actions.human_handoff.rasa_side.session_messages import has_offered
from tests.unit.rasa_side.when_said.moment import Moment, When


def is_sorry(moment: Moment) -> bool:
    """Tell whether the customer scolds, and a person is offered."""
    is_offered = moment.reported("offered", occasion="scolding")
    return moment.is_with_bot and is_offered and moment.settings.offers.scolding


WHEN = {
    "utter_ask_human_handoff_offer": When(
        "`offers` is configured, the bot was no help, and it has the conversation",
        lambda moment: moment.is_with_bot and moment.settings.offers is not None,
    ),
    "utter_human_handoff_offer_declined": When(
        "the customer declines the offer",
        lambda moment: moment.is_with_bot and moment.reported("offer_declined"),
    ),
    "utter_human_handoff_sorry": When(
        "`offers.scolding` is on, the customer scolds the machine, and a person is offered",
        is_sorry,
    ),
    "utter_human_handoff_just_ask": When(
        "`offers.scolding` is on, the customer does nothing but scold, and a person was offered",
        lambda moment: only_scolds(moment.view.text) and has_offered(moment.view),
    ),
    "utter_human_handoff_not_understood": When(
        "the bot has not understood the message, and has said nothing else to it",
        lambda moment: not any(each["event"] == "bot" for each in moment.view.events_since),
    ),
}
