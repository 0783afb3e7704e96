"""Tell the customer how long others wait, in words that promise nothing."""

from __future__ import annotations

from typing import NamedTuple

from rasa_sdk.executor import CollectingDispatcher

from ..handoff_logic.choice_answers import WAIT_INTENT
from ..handoff_logic.handoff import Handoff
from ..handoff_logic.spoken_time import MINUTE, spoken
from ..shift import Waiting
from .choice_form import has_chosen_to_wait
from .conversation_language import style_of
from .tracker import TrackerView


class Told(NamedTuple):
    """What the customer was told.

    Attributes:
        waiting_seconds: How long those who are in the queue have waited, as the desk says.
        waiting_people: How many they are.
        is_long: Whether that is so long that the customer is asked whether to wait.
    """

    waiting_seconds: int | None = None
    waiting_people: int | None = None
    is_long: bool = False


class _Sentence(NamedTuple):
    response: str
    waiting_time: str | None = None
    people: int | None = None


async def tell_waiting(
    handoff: Handoff,
    dispatcher: CollectingDispatcher,
    tracker: TrackerView,
    desk: str,
    skill: str,
    seconds: float,
) -> Told:
    """Send the sentence, if the desk tells in time and it is wanted; return what was told.

    `seconds` is how long the customer can wait for it.
    """
    settings, times = handoff.settings.waiting, handoff.waiting_times
    already_waits = tracker.intent[0] == WAIT_INTENT or has_chosen_to_wait(tracker)
    if settings is None or times is None or already_waits:
        return Told()
    waiting = await times.waiting(desk, skill, seconds)
    sentence = _sentence(waiting, style_of(handoff.settings, tracker).locale) if waiting else None
    if waiting is None or sentence is None:
        return Told()
    is_long = _is_long(waiting.seconds, settings.offer_above_minutes)
    if not settings.tell and not is_long:
        return Told()
    dispatcher.utter_message(
        response=sentence.response, waiting_time=sentence.waiting_time, people=sentence.people
    )
    told = None if waiting.seconds is None else round(waiting.seconds)
    return Told(told, waiting.people, is_long)


def _is_long(seconds: float | None, limit_minutes: float | None) -> bool:
    if seconds is None or limit_minutes is None:
        return False
    return seconds > limit_minutes * MINUTE


def _sentence(waiting: Waiting, locale: str) -> _Sentence | None:
    """Return what can be said; nothing where the figures contradict each other."""
    seconds, people = waiting.seconds, waiting.people
    if people == 0:
        return None if seconds else _Sentence("utter_human_handoff_waiting_nobody")
    if seconds is None:
        return _of_people(people)
    if seconds < MINUTE:
        return _Sentence("utter_human_handoff_waiting_briefly")
    time = spoken(seconds, locale)
    if people is None:
        return _Sentence("utter_human_handoff_waiting", time)
    if people == 1:
        return _Sentence("utter_human_handoff_waiting_of_one", time)
    return _Sentence("utter_human_handoff_waiting_of_many", time, people)


def _of_people(people: int | None) -> _Sentence | None:
    if people is None:
        return None
    if people == 1:
        return _Sentence("utter_human_handoff_waiting_one")
    return _Sentence("utter_human_handoff_waiting_many", people=people)
