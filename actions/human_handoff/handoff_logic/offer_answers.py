"""Read the customer's answer to an offer: "Would you like to leave a message?", "… a person?".

The button says it by an intent; most people type. This module does not know Rasa.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from .answer_meaning import AnswerMeaning, meaning_of
from .answer_phrases import phrases, plain_words, within, words_of
from .contact_answers import CANCEL_INTENT, INTENT_PREFIXES, REQUEST_INTENT

LEAVE_INTENT = "human_handoff_leave_message"
DECLINE_INTENT = "human_handoff_no_message"
YES = words_of(
    "yes yeah yea yep yup y sure ok okay k please pls fine alright gladly absolutely definitely "
    "certainly ja jawel jazeker joh graag prima oke okee goed doe zeker natuurlijk akkoord"
)
# Words that may stand beside these, and change nothing.
BESIDE_YES = words_of(
    "i id ill we would like love want wanna to do that this it lets let me go ahead leave a one "
    "message note of course all right thanks thank you hi hello well so and then just my it is "
    "sounds good great perfect nice ik wil we dat het een maar dan alsjeblieft alstublieft bericht "
    "berichtje achterlaten laat achter is best lekker hoor heel ja wel dank je u dankjewel bedankt"
)
NEGATIONS = words_of("no not dont wont nope nah never neither nee neen niet geen nooit")
_NO = NEGATIONS | words_of("liever rather without zonder")
MESSAGE = words_of("message messages note bericht berichtje boodschap")
WANTS_MESSAGE = within(
    phrases(
        r"""
        (leave|send|write|take|drop)( \w+){0,3} (message|note)
        (bericht|berichtje|boodschap)( \w+){0,3} (achter|achterlaten|sturen|inspreken)
        (laat|stuur|schrijf)( \w+){0,3} (bericht|berichtje|boodschap)
        """
    )
)
# Who says "no" in more words than these may be saying something else.
MAX_WORDS_OF_NO = 8
_NOTHING = within(())


@dataclass(frozen=True)
class Offer:
    """What the bot has offered, and what customers call it when they answer.

    Attributes:
        accepting: Intents that accept it.
        declining: Intents that decline it.
        beside_yes: Words that may stand beside a "yes", and change nothing.
        declined: Who says "no" and one of these words, declines.
        wanted: Who says this accepts, also without a "yes".
        wanted_meanings: The same, as `meaning_of` tells it.
    """

    accepting: frozenset[str]
    declining: frozenset[str]
    beside_yes: frozenset[str]
    declined: frozenset[str] = frozenset()
    wanted: re.Pattern[str] = _NOTHING
    wanted_meanings: frozenset[AnswerMeaning] = frozenset()


A_MESSAGE = Offer(
    accepting=frozenset({LEAVE_INTENT, "affirm"}),
    declining=frozenset({DECLINE_INTENT, CANCEL_INTENT}),
    beside_yes=BESIDE_YES,
    declined=MESSAGE,
    wanted=WANTS_MESSAGE,
)
A_PERSON = Offer(
    accepting=frozenset({REQUEST_INTENT, "affirm"}),
    declining=frozenset({CANCEL_INTENT}),
    beside_yes=(BESIDE_YES - MESSAGE - words_of("leave achterlaten achter"))
    | words_of(
        "colleague person human someone somebody agent with for talk speak look check see get "
        "find connect transfer now can help whether if there er collega iemand mens persoon "
        "medewerker met voor mij me spreken praten kijk kijken vraag zoek verbind door nu even of"
    ),
    wanted_meanings=frozenset({AnswerMeaning.REQUESTS_PERSON}),
)


def read_offer(
    text: str,
    intent: tuple[str, float],
    refusals: Collection[str],
    certainty: float,
    offer: Offer = A_MESSAGE,
) -> bool | None:
    """Return whether the customer accepts the offer; None if this is no answer to it.

    Args:
        text: The customer's message.
        intent: The intent that Rasa recognised, and its confidence.
        refusals: Intents that decline, beside ours.
        certainty: The confidence Rasa must have in an intent.
        offer: What was offered.
    """
    name, confidence = intent
    recognised = None
    if confidence >= certainty:
        if name in offer.accepting:
            recognised = True
        elif name in offer.declining or name in refusals:
            recognised = False
    if text.startswith(INTENT_PREFIXES):
        return recognised
    said = _said(text, offer)
    return recognised if said is None else said


def stops(text: str) -> bool:
    """Tell whether a short answer to "What is it about?" means that nothing is to be noted.

    A longer one is a message, also if it speaks of stopping something.
    """
    is_short = len(plain_words(text)) <= MAX_WORDS_OF_NO // 2
    return is_short and meaning_of(text) in (AnswerMeaning.REFUSES, AnswerMeaning.CANCELS)


def _said(text: str, offer: Offer) -> bool | None:
    words = plain_words(text)
    if not _NO & set(words):
        if set(words) & YES and set(words) <= YES | offer.beside_yes:
            return True
        if offer.wanted.search(" ".join(words)):
            return True
    elif set(words) & offer.declined and len(words) <= MAX_WORDS_OF_NO:
        return False
    meaning = meaning_of(text) if len(words) <= MAX_WORDS_OF_NO else None
    if meaning in offer.wanted_meanings:
        return True
    return False if meaning in (AnswerMeaning.REFUSES, AnswerMeaning.CANCELS) else None
