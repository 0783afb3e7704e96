"""When each sentence about a message, or about a call that a customer wants, may be said."""

from __future__ import annotations

from actions.human_handoff.messages.message import MAX_LINE_LENGTH, MAX_MESSAGE_LENGTH, printed
from actions.human_handoff.rasa_side.call_time_slots import offered_in, time_in
from actions.human_handoff.rasa_side.conversation_language import style_of
from actions.human_handoff.rasa_side.message_form import MESSAGE_FORM
from tests.unit.rasa_side.when_said.moment import Moment, When
from tests.unit.rasa_side.when_said.transfer import is_unknown


def takes_messages(moment: Moment) -> bool:
    """Tell whether messages can be noted."""
    return moment.handoff.messages is not None


def takes_callbacks(moment: Moment) -> bool:
    """Tell whether it can be noted that customers want to be called."""
    return moment.handoff.callbacks is not None


def is_asked_again(slot: str, moment: Moment) -> bool:
    """Tell whether a form asks once more for a slot that is still empty."""
    return moment.asked_for == moment.asks_for == slot and not moment.now(slot)


def nothing_is_noted(moment: Moment) -> bool:
    """Tell whether the form has ended, and nothing is left to be noted."""
    return moment.asks_for is None and not moment.now("message")


def nothing_is_stored(moment: Moment) -> bool:
    """Tell whether the store has no message with this text."""
    stored = moment.handoff.messages.records.open()
    return all(record.message.text != moment.was("message") for record in stored)


def is_chosen_time_noted(moment: Moment) -> bool:
    """Tell whether the sentence names the number and the time that the store has."""
    time, words = time_in(moment.was("callback_time")), moment.values
    if time is None or not moment.is_stored():
        return False
    locale = style_of(moment.settings, moment.view).locale
    of_time = moment.handoff.callbacks.words(time, locale, with_date=True)._asdict()
    return _is_number(moment) and {name: words[name] for name in of_time} == of_time


def are_times_offered(moment: Moment) -> bool:
    """Tell whether the times on offer are to come, and their buttons say them."""
    offered = offered_in(moment.now("callback_times"))
    titles = [each["title"] for each in moment.values.get("buttons", [])]
    to_come = all(time.begins > moment.handoff.callbacks.now() for _, time in offered)
    return bool(offered) and to_come and titles == [title for title, _ in offered]


def _is_number(moment: Moment) -> bool:
    callbacks, number = moment.handoff.callbacks, moment.was("phone")
    return bool(callbacks and number) and moment.values["phone"] == callbacks.shown(number)


WHEN = {
    "utter_human_handoff_offer_message": When(
        "nobody can be reached, and a message can be noted",
        takes_messages,
    ),
    "utter_human_handoff_offer_message_or_call": When(
        "nobody can be reached, and a message or a wish to be called can be noted",
        lambda moment: takes_messages(moment) and takes_callbacks(moment),
    ),
    "utter_ask_human_handoff_message": When(
        "the customer wants to leave a message or to be called, and has not said what about",
        lambda moment: takes_messages(moment) and is_unknown("message", moment),
    ),
    "utter_ask_human_handoff_message_form_human_handoff_email": When(
        "the form for a message needs the e-mail address, and it is neither known nor declined",
        lambda moment: (
            is_unknown("email", moment) and moment.action.action_name == f"validate_{MESSAGE_FORM}"
        ),
    ),
    "utter_human_handoff_message_noted": When(
        "the state store has the message, under the reference that is told",
        Moment.is_stored,
    ),
    "utter_human_handoff_message_not_noted": When(
        "the state store was asked to keep the message and has not confirmed it",
        lambda moment: moment.reported("message_not_noted"),
    ),
    "utter_human_handoff_message_no_room": When(
        "too many messages wait, so nothing of this one is stored",
        lambda moment: moment.reported("message_not_noted") and nothing_is_stored(moment),
    ),
    "utter_human_handoff_message_declined": When(
        "the customer does not want to leave a message, and the form has ended",
        nothing_is_noted,
    ),
    "utter_human_handoff_message_not_possible": When(
        "messages are not configured, or the form has broken off and nothing was noted",
        lambda moment: not takes_messages(moment) or nothing_is_noted(moment),
    ),
    "utter_human_handoff_message_not_text": When(
        "the answer has no text, such as a file, and the message is asked for again",
        lambda moment: is_asked_again("message", moment) and not printed(moment.view.text),
    ),
    "utter_human_handoff_message_too_long": When(
        "the message is longer than can be noted, and it is asked for again",
        lambda moment: (
            is_asked_again("message", moment)
            and len(moment.view.text) > MAX_MESSAGE_LENGTH == moment.values["limit"]
        ),
    ),
    "utter_human_handoff_message_still_asking": When(
        "the form for a message is open, and the customer asks for a person",
        lambda moment: moment.asks_for is not None and takes_messages(moment),
    ),
    "utter_human_handoff_message_needs_name": When(
        "the customer asks why, or declines to tell the name and `contact.may_refuse` is off",
        lambda moment: moment.asks_for is not None and not moment.now("name"),
    ),
    "utter_human_handoff_message_needs_email": When(
        "the customer asks why, or declines to tell the address and `contact.may_refuse` is off",
        lambda moment: moment.asks_for is not None and not moment.now("email"),
    ),
    "utter_human_handoff_message_or_call": When(
        "a message and a call were offered, and the customer says yes and not to which",
        lambda moment: takes_callbacks(moment) and is_asked_again("message_offer", moment),
    ),
    "utter_ask_human_handoff_phone": When(
        "the customer wants to be called, and no telephone number is known",
        lambda moment: (
            is_unknown("phone", moment) and (takes_callbacks(moment) or moment.has_failed)
        ),
    ),
    "utter_human_handoff_bad_phone": When(
        "no telephone number that can be noted was found in the answer; it is asked for again",
        lambda moment: (
            is_asked_again("phone", moment)
            and moment.handoff.callbacks.number_in(moment.view.text) is None
        ),
    ),
    "utter_human_handoff_phone_check": When(
        "a telephone number is kept, and it is the one that is shown",
        _is_number,
    ),
    "utter_human_handoff_phone_not_checked": When(
        "the customer has not said whether the number is right",
        lambda moment: is_asked_again("phone_check", moment),
    ),
    "utter_human_handoff_callback_needs_phone": When(
        "the customer does not tell a number, and the form for a message goes on",
        lambda moment: not moment.now("phone") and moment.follows(MESSAGE_FORM),
    ),
    "utter_human_handoff_callback_times": When(
        "it is known when a call can be asked for; every time on offer is to come",
        are_times_offered,
    ),
    "utter_human_handoff_callback_time": When(
        "a time is offered: it is the title of the button",
        are_times_offered,
    ),
    "utter_human_handoff_callback_when": When(
        "nobody knows when a call can be asked for: the customer's words will be noted",
        lambda moment: not moment.now("callback_times"),
    ),
    "utter_human_handoff_callback_time_unclear": When(
        "times were offered, and the first answer matches none of them",
        lambda moment: (
            is_asked_again("callback_time", moment)
            and offered_in(moment.was("callback_times"))
            and moment.now("bad_answers") == 1
        ),
    ),
    "utter_human_handoff_callback_time_not_text": When(
        "the answer has no text or too much of it, and the time is asked for again",
        lambda moment: (
            is_asked_again("callback_time", moment)
            and not 0 < len(moment.view.text.strip()) <= MAX_LINE_LENGTH
        ),
    ),
    "utter_human_handoff_callback_noted": When(
        "the state store has the wish to be called, with the number and the time that are told",
        is_chosen_time_noted,
    ),
    "utter_human_handoff_callback_noted_as_said": When(
        "the state store has the wish to be called, with the number and the customer's words",
        lambda moment: (
            moment.is_stored()
            and _is_number(moment)
            and moment.values["call_at"] == moment.was("callback_time")["said"]
        ),
    ),
    "utter_human_handoff_callback_not_noted": When(
        "the state store was asked to keep the wish to be called and has not confirmed it",
        lambda moment: moment.reported("callback_not_noted"),
    ),
    "utter_human_handoff_callback_no_room": When(
        "too many messages wait, so nothing of the wish to be called is stored",
        lambda moment: moment.reported("callback_not_noted") and nothing_is_stored(moment),
    ),
    "utter_human_handoff_callback_declined": When(
        "the customer does not want to be called any more, and the form has ended",
        nothing_is_noted,
    ),
    "utter_human_handoff_callback_not_possible": When(
        "callbacks are not configured, or the form has broken off and nothing was noted",
        lambda moment: not takes_callbacks(moment) or nothing_is_noted(moment),
    ),
}
