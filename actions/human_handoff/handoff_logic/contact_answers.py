"""Read the customer's answers to "What is your name?" and "What is your e-mail address?".

People answer with the other of the two, with both, with a question, with a refusal, or with another
request for a human. This module does not know Rasa and contains no text for the customer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ..handoff_settings.contact_settings import ContactSettings
from .answer_meaning import AnswerMeaning, meaning_of, speaks_of
from .customer_names import find_name, is_surely_name, name_beside
from .email_addresses import find_email

Asked = Literal["name", "email"]
# Only so many characters of an answer are looked at: no name and no address is longer, and no
# pattern may keep other customers waiting.
MAX_ANSWER_LENGTH = 1000
# How a text begins that names an intent, as a button does: in a message, and through Rasa's HTTP
# API. Its words are no answer.
INTENT_PREFIXES = ("/", "EXTERNAL: ")
REQUEST_INTENT = "human_handoff"
CANCEL_INTENT = "human_handoff_cancel"


@dataclass(frozen=True)
class ContactAnswer:
    """The meaning of one answer to the form; the repr contains neither name nor address.

    Attributes:
        name: The customer's name, if the answer contained it.
        email: The normalised e-mail address, if the answer contained it.
        withheld: What the customer declines to tell, or what is not asked for any longer.
        say: The response to send before the form continues, without its prefix.
        interrupts: The form steps aside: another rule answers.
        stops: The form ends without a transfer: the customer does not want one any more, or it
            cannot be made.
        bad: Whether the answer was not usable.
    """

    name: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    withheld: Asked | None = None
    say: str | None = None
    interrupts: bool = False
    stops: bool = False
    bad: bool = False


_CANCELLED = ContactAnswer(say="cancelled", stops=True)


def read_answer(
    asked: Asked,
    text: str,
    intent: tuple[str, float],
    settings: ContactSettings,
    bad_answers: int = 0,
) -> ContactAnswer:
    """Return the meaning of one answer.

    Args:
        asked: What the form has asked for.
        text: The customer's message.
        intent: The intent that Rasa recognised, and its confidence.
        settings: What the configuration allows customers to do.
        bad_answers: How many unusable answers to this question there were before.
    """
    text = text[:MAX_ANSWER_LENGTH]
    email, around = find_email(text)
    if email is not None:
        name = name_beside(*around)
        lacks_name = asked == "name" and name is None
        return ContactAnswer(name=name, email=email, say="got_email" if lacks_name else None)
    recognised = _recognised(intent, asked, settings)
    bad = _bad(asked, bad_answers + 1, settings)
    if text.startswith(INTENT_PREFIXES):
        return recognised or bad
    meaning = meaning_of(text)
    if (
        meaning is AnswerMeaning.MENTIONS_PERSON
        and recognised
        and intent[0] in settings.interruptions
    ):
        return recognised
    if meaning is not None:
        return _meant(meaning, asked, text, settings, bad_answers)
    name = find_name(text) if asked == "name" else None
    if name is None:
        return recognised or bad
    named = ContactAnswer(name=name)
    return named if is_surely_name(name, text) else recognised or named


def _meant(
    meaning: AnswerMeaning, asked: Asked, text: str, settings: ContactSettings, bad_answers: int
) -> ContactAnswer:
    if meaning is AnswerMeaning.CANCELS:
        return _CANCELLED
    if meaning in (AnswerMeaning.REQUESTS_PERSON, AnswerMeaning.MENTIONS_PERSON):
        return ContactAnswer(say="still_asking")
    if meaning is AnswerMeaning.ASKS_WHY and bad_answers + 1 < settings.bad_emails:
        return ContactAnswer(say=f"needs_{asked}", bad=True)
    return _refused(_refused_question(asked, text, settings), settings)


def _refused_question(asked: Asked, text: str, settings: ContactSettings) -> Asked:
    """Return what a refusal is about: "I have no e-mail" may come before it is asked for."""
    mentioned = speaks_of(text)
    others = [each for each in settings.ask if each in mentioned]
    return asked if asked in mentioned or not others else others[0]


def _recognised(
    intent: tuple[str, float], asked: Asked, settings: ContactSettings
) -> ContactAnswer | None:
    """Return what the intent that Rasa is certain of means in the form."""
    name, confidence = intent
    if confidence < settings.certainty:
        return None
    if name == CANCEL_INTENT:
        return _CANCELLED
    if name in settings.interruptions:
        return ContactAnswer(interrupts=True)
    if name in settings.refusals:
        return _refused(asked, settings)
    return ContactAnswer(say="still_asking") if name == REQUEST_INTENT else None


def _refused(asked: Asked, settings: ContactSettings) -> ContactAnswer:
    if settings.may_refuse:
        return ContactAnswer(withheld=asked, say="without")
    return ContactAnswer(say=f"needs_{asked}", bad=True)


def _bad(asked: Asked, bad_answers: int, settings: ContactSettings) -> ContactAnswer:
    if bad_answers < settings.bad_emails:
        return ContactAnswer(say=f"bad_{asked}", bad=True)
    if asked == "email" and settings.after_bad_emails == "stop":
        return ContactAnswer(say="stopped", stops=True, bad=True)
    return ContactAnswer(withheld=asked, say="without", bad=True)
