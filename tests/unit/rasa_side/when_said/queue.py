"""When each sentence may be said while nobody from the desk has written, and after the return."""

from __future__ import annotations

from actions.human_handoff.handoff_logic.spoken_time import MINUTE, spoken
from actions.human_handoff.handoff_logic.take_back_calls import TakeBack
from actions.human_handoff.rasa_side.conversation_language import style_of
from actions.human_handoff.rasa_side.take_back import LeaveQueue
from tests.unit.rasa_side.when_said.moment import Moment, When


def took_back(moment: Moment, result: TakeBack, ending: str) -> bool:
    """Tell whether the desk has given the conversation back in this turn, and how that ended."""
    is_taken = moment.take_backs == [result] and moment.now("state") == "none"
    return moment.was_handed_over and is_taken and moment.reported("ended", ending=ending)


def has_asked(moment: Moment, result: TakeBack) -> bool:
    """Tell whether the desk was asked to give the conversation back, with this result."""
    return moment.take_backs == [result] and moment.was_handed_over and not moment.is_with_bot


def keeps_whom_it_was_not_asked_for(moment: Moment) -> bool:
    """Tell whether a customer leaves, and the desk is not asked or says no."""
    is_kept = set(moment.take_backs) <= {TakeBack.REFUSED, TakeBack.NOT_KNOWN}
    leaves = moment.action is LeaveQueue and moment.was_handed_over
    return is_kept and leaves and not moment.is_with_bot


def is_told(moment: Moment, *, people: object, is_long: bool | None) -> bool:
    """Tell whether the desk's figures, as they are reported, are those of the sentence.

    `is_long`: whether they have waited for a minute at least; None if that is not told.
    """
    if moment.settings.waiting is None:
        return False
    for each in moment.result.reports:
        seconds, told = each["waiting_seconds"], each["waiting_people"]
        is_such = seconds is None if is_long is None else seconds is not None
        if is_long is not None and is_such:
            is_such = seconds >= MINUTE if is_long else seconds <= MINUTE
        if each["step"] == "requested" and is_such and (people is any or told == people):
            time, shown = moment.values["waiting_time"], moment.values["people"]
            is_of_desk = time is None or time == spoken(seconds, _locale(moment))
            return is_of_desk and shown in (None, told)
    return False


def has_been_with_agents(moment: Moment) -> bool:
    """Tell whether the time in the sentence is the one in which the desk had the conversation."""
    duration = spoken(moment.view.seconds_in_state, _locale(moment))
    is_wanted = moment.settings.return_to_bot.tell_duration
    is_back = moment.was_handed_over and moment.reported("ended", ending="returned")
    return is_wanted and is_back and moment.values["duration"] == duration


def is_remembered(moment: Moment) -> bool:
    """Tell whether agents have had the conversation, and the bot has it again."""
    is_asked = moment.settings.return_to_bot.ask_if_solved or moment.has_failed
    return bool(moment.was("last_handoff")) and moment.is_with_bot and is_asked


def can_choose(moment: Moment) -> bool:
    """Tell whether there is an occasion to ask whether the customer wants to wait."""
    return moment.is_with_bot and bool(moment.was("choice_occasion") or moment.has_failed)


def _locale(moment: Moment) -> str:
    return style_of(moment.settings, moment.view).locale


WHEN = {
    "utter_human_handoff_nobody_came": When(
        "no agent has written within `unanswered.nobody_came_after`, and the desk has given the "
        "conversation back",
        lambda moment: (
            took_back(moment, TakeBack.DONE, "nobody_came") and moment.settings.unanswered.seconds
        ),
    ),
    "utter_human_handoff_crossed": When(
        "an agent wrote while the desk gave the conversation back, and could not get it again",
        lambda moment: took_back(moment, TakeBack.CROSSED, "crossed"),
    ),
    "utter_human_handoff_left": When(
        "the customer does not want to wait, no agent has written, and the desk has given the "
        "conversation back",
        lambda moment: took_back(moment, TakeBack.DONE, "left"),
    ),
    "utter_human_handoff_cannot_leave": When(
        "the customer does not want to wait, and the desk keeps the conversation",
        keeps_whom_it_was_not_asked_for,
    ),
    "utter_human_handoff_leave_unconfirmed": When(
        "the customer does not want to wait, and the desk has not said who has the conversation",
        lambda moment: (
            has_asked(moment, TakeBack.UNCONFIRMED)
            or (moment.action is LeaveQueue and moment.has_failed)
        ),
    ),
    "utter_human_handoff_waiting": When(
        "the desk tells for how long customers have been waiting, and not how many they are",
        lambda moment: is_told(moment, people=None, is_long=True),
    ),
    "utter_human_handoff_waiting_of_one": When(
        "the desk tells that one customer is waiting, and for how long",
        lambda moment: is_told(moment, people=1, is_long=True),
    ),
    "utter_human_handoff_waiting_of_many": When(
        "the desk tells how many customers are waiting, more than one, and for how long",
        lambda moment: (
            is_told(moment, people=any, is_long=True) and int(moment.values["people"]) > 1
        ),
    ),
    "utter_human_handoff_waiting_briefly": When(
        "the desk tells that those who are waiting have been for less than a minute",
        lambda moment: is_told(moment, people=any, is_long=False),
    ),
    "utter_human_handoff_waiting_one": When(
        "the desk tells that one customer is waiting, and not for how long",
        lambda moment: is_told(moment, people=1, is_long=None),
    ),
    "utter_human_handoff_waiting_many": When(
        "the desk tells how many customers are waiting, more than one, and not for how long",
        lambda moment: (
            is_told(moment, people=any, is_long=None) and int(moment.values["people"]) > 1
        ),
    ),
    "utter_human_handoff_waiting_nobody": When(
        "the desk tells that nobody is waiting",
        lambda moment: (
            is_told(moment, people=0, is_long=None) or is_told(moment, people=0, is_long=False)
        ),
    ),
    "utter_human_handoff_choose": When(
        "others wait for long, or nobody came; the bot has the conversation, and a message can be "
        "noted",
        lambda moment: can_choose(moment) and moment.handoff.messages is not None,
    ),
    "utter_human_handoff_choose_or_call": When(
        "others wait for long, or nobody came; the bot has the conversation, and a message or a "
        "wish to be called can be noted",
        lambda moment: can_choose(moment) and moment.handoff.callbacks is not None,
    ),
    "utter_human_handoff_choose_without_message": When(
        "others wait for long, or nobody came; the bot has the conversation",
        can_choose,
    ),
    "utter_human_handoff_returned_after": When(
        "`return_to_bot.tell_duration` is on, and the desk has given the conversation back after "
        "a minute at least",
        has_been_with_agents,
    ),
    "utter_human_handoff_was_it_solved": When(
        "`return_to_bot.ask_if_solved` is on, and the desk has given the conversation back",
        is_remembered,
    ),
    "utter_human_handoff_solved": When(
        "the customer says that the question was solved",
        lambda moment: moment.reported("solved") and is_remembered(moment),
    ),
    "utter_human_handoff_not_solved": When(
        "the customer says that the question was not solved",
        lambda moment: moment.reported("not_solved") and is_remembered(moment),
    ),
}
