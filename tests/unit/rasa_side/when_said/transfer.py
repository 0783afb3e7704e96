"""When each sentence about a transfer may be said."""

from __future__ import annotations

from actions.human_handoff.handoff_logic.email_addresses import find_email
from actions.human_handoff.handoff_logic.outcome import Failure
from actions.human_handoff.rasa_side.base import CONTACT_FORM
from actions.human_handoff.rasa_side.before_transfer import Announce
from actions.human_handoff.rasa_side.transfer import TransferFailed
from tests.unit.rasa_side.when_said.moment import HANDED_OVER, Moment, When

MAY_HAVE_ACTED = {"accepted", "unconfirmed"}


def is_unknown(slot: str, moment: Moment) -> bool:
    """Tell whether a form asks for what it does not know and nobody has declined to tell."""
    is_declined = slot in (moment.now("withheld") or [])
    return moment.asks_for == slot and not moment.now(slot) and not is_declined


def is_about_to_transfer(moment: Moment) -> bool:
    """Tell whether the transfer is next, or made, and the sentence was not said before."""
    is_next = moment.action is Announce or moment.follows(moment.action.action_name)
    has_desk = moment.handoff.has_desk(moment.now("desk"))
    is_first = not moment.was("announced") and moment.now("announced") is True
    return is_first and has_desk and (is_next or moment.now("state") in HANDED_OVER)


def is_off_shift(moment: Moment) -> bool:
    """Tell whether the check has found that nobody is at work."""
    found = moment.reported("requested", found="off_shift", outcome="off_shift")
    return found and moment.now("shift_status") == "off_shift" and moment.is_with_bot


def has_failed(moment: Moment) -> bool:
    """Tell whether certainly no transfer was made, and the customer may ask again."""
    steps = moment.result.reports
    attempted = {each["outcome"] for each in steps if each["step"] == "attempted"}
    may_ask, failure = True, None
    if moment.action is TransferFailed:
        may_ask, failure = moment.now("state") == "failed", moment.now("failure")
    is_certain = not attempted & MAY_HAVE_ACTED and failure != Failure.UNCONFIRMED.value
    return is_certain and may_ask and moment.is_with_bot


def is_unconfirmed(moment: Moment) -> bool:
    """Tell whether nobody knows if the latest attempt was accepted."""
    return moment.now("failure") == Failure.UNCONFIRMED.value and moment.is_with_bot


def is_certainly_not_transferred(moment: Moment) -> bool:
    """Tell whether the request has ended without an attempt."""
    is_attempted = any(each["step"] == "attempted" for each in moment.result.reports)
    return moment.is_with_bot and not is_attempted


def has_noted_email(moment: Moment) -> bool:
    """Tell whether the address that the customer has just written is the one that is kept."""
    email, _ = find_email(moment.view.text)
    return email is not None and moment.now("email") == email


def goes_on_without(moment: Moment) -> bool:
    """Tell whether something was declined or is not asked for any longer, and is not known."""
    declined = moment.now("withheld") or []
    return bool(declined) and not moment.now(declined[-1]) and moment.asks_for != declined[-1]


def is_stopped(moment: Moment) -> bool:
    """Tell whether the request ends because there is no address."""
    ends = moment.settings.contact.after_bad_emails == "stop"
    return ends and not moment.now("email") and moment.asks_for is None


def is_back(moment: Moment) -> bool:
    """Tell whether the desk had the conversation, and the bot has it from now on."""
    return moment.was_handed_over and moment.now("state") == "none"


WHEN = {
    "utter_ask_human_handoff_name": When(
        "a form needs the customer's name, and it is neither known nor declined",
        lambda moment: is_unknown("name", moment),
    ),
    "utter_ask_human_handoff_email": When(
        "the contact form needs the e-mail address, and it is neither known nor declined",
        lambda moment: (
            is_unknown("email", moment) and moment.action.action_name == f"validate_{CONTACT_FORM}"
        ),
    ),
    "utter_human_handoff_transfer": When(
        "a desk is asked for the transfer next, or has just accepted it; once in a request",
        is_about_to_transfer,
    ),
    "utter_human_handoff_off_shift": When(
        "the check has found that nobody is at work, and nobody knows from when on somebody is",
        is_off_shift,
    ),
    "utter_human_handoff_off_shift_until": When(
        "the check has found that nobody is at work, and it is known from when on somebody is",
        lambda moment: is_off_shift(moment) and moment.values["opens_at"],
    ),
    "utter_human_handoff_unknown": When(
        "the check could not find out whether anybody is at work, or no desk can be asked",
        lambda moment: (
            moment.now("shift_status") == "unknown" and (moment.is_with_bot or moment.has_failed)
        ),
    ),
    "utter_human_handoff_failed": When(
        "it is certain that no transfer was made, and the customer may ask again",
        has_failed,
    ),
    "utter_human_handoff_unconfirmed": When(
        "a desk may have accepted the transfer and has not confirmed it; the customer may ask "
        "again",
        lambda moment: is_unconfirmed(moment) and moment.now("state") != "gave_up",
    ),
    "utter_human_handoff_gave_up": When(
        "too many requests have failed: no desk is asked before the session or a time is over",
        lambda moment: moment.now("state") == "gave_up",
    ),
    "utter_human_handoff_gave_up_unconfirmed": When(
        "a desk may have accepted the transfer and has not confirmed it, and no desk is asked "
        "before the session or a time is over",
        lambda moment: is_unconfirmed(moment) and moment.now("state") == "gave_up",
    ),
    "utter_human_handoff_returned": When(
        "the desk had the conversation and has given it back, or `handed_over_hours` are over",
        is_back,
    ),
    "utter_human_handoff_cancelled": When(
        "the customer wants no transfer, and none is under way as far as the bot knows",
        is_certainly_not_transferred,
    ),
    "utter_human_handoff_nothing_requested": When(
        "a platform or somebody else reports the end of a transfer, and the bot knows of none",
        lambda moment: not moment.was_handed_over and moment.is_with_bot,
    ),
    "utter_human_handoff_still_asking": When(
        "the contact form is open, and the customer asks for a person again",
        lambda moment: moment.asks_for is not None and is_certainly_not_transferred(moment),
    ),
    "utter_human_handoff_got_email": When(
        "the customer has answered with an e-mail address, and it is kept",
        has_noted_email,
    ),
    "utter_human_handoff_bad_name": When(
        "no name was found in the answer, and it is asked for again",
        lambda moment: moment.asks_for == "name" and not moment.now("name"),
    ),
    "utter_human_handoff_bad_email": When(
        "no e-mail address was found in the answer, and it is asked for again",
        lambda moment: moment.asks_for == "email" and not moment.now("email"),
    ),
    "utter_human_handoff_without": When(
        "the customer may decline to answer, or has tried often enough; it is not asked again",
        goes_on_without,
    ),
    "utter_human_handoff_needs_name": When(
        "the customer asks why, or declines to tell the name and `contact.may_refuse` is off",
        lambda moment: moment.asks_for is not None and not moment.now("name"),
    ),
    "utter_human_handoff_needs_email": When(
        "the customer asks why, or declines to tell the address and `contact.may_refuse` is off",
        lambda moment: moment.asks_for is not None and not moment.now("email"),
    ),
    "utter_human_handoff_stopped": When(
        "`contact.after_bad_emails` is `stop`: the request ends because there is no address",
        is_stopped,
    ),
}
