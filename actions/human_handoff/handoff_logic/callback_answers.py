"""Read whether a customer would rather be called than leave a message. It does not know Rasa."""

from __future__ import annotations

from .answer_phrases import phrases, plain_words, within, words_of
from .offer_answers import LEAVE_INTENT, MESSAGE, NEGATIONS

CALL_INTENT = "human_handoff_call_back"
_WANTS_CALL = within(
    phrases(
        r"""
        (call|phone|ring)( \w+)? (me|us)( back)?
        (be|get|getting|being) (called|phoned|rung)( back)?
        (a|the) (call|callback|phone call|phonecall|ring) | callback | call back | phone call
        (bel|bellen)( \w+)? (me|mij|ons)( \w+)?
        (me|mij|ons)( \w+){0,3} (bellen|opbellen|terugbellen|bel|belt)
        (gebeld|teruggebeld|opgebeld)( te)? (worden|word)
        (word|worden)( \w+){0,3} (gebeld|teruggebeld|opgebeld)
        terugbellen | terugbelverzoek | telefonisch | telefoontje | teruggebeld
        """
    )
)
# A short answer of one of these words alone.
_CALL = words_of("call called phone telephone bel bellen gebeld telefoon")
_BESIDE_CALL = words_of(
    "a the by please pls yes ja ok okay sure graag alsjeblieft aub maar liever rather doe dan via "
    "per back i would id prefer second one"
)
_BESIDE_MESSAGE = words_of(
    "a the just please pls ok graag een alsjeblieft aub maar liever first one"
)
_NO = NEGATIONS | words_of("cannot cant")


def wants_call(text: str, intent: tuple[str, float], certainty: float) -> bool:
    """Tell whether the answer to the offer means that the customer would like to be called.

    Args:
        text: The customer's message.
        intent: The intent that Rasa recognised, and its confidence.
        certainty: The confidence Rasa must have in an intent.
    """
    name, confidence = intent
    return (name == CALL_INTENT and confidence >= certainty) or says_call(plain_words(text))


def says_call(words: list[str]) -> bool:
    """Tell whether these words of an answer mean that the customer would like to be called."""
    if set(words) & (_NO | MESSAGE):
        return False
    says_nothing_else = bool(set(words) & _CALL) and set(words) <= _CALL | _BESIDE_CALL
    return says_nothing_else or bool(_WANTS_CALL.search(" ".join(words)))


def wants_message(text: str) -> bool:
    """Tell whether the answer to an offer of both names the message alone: "a message please"."""
    words = set(plain_words(text))
    return bool(words & MESSAGE) and words <= MESSAGE | _BESIDE_MESSAGE


def leaves_open_which(text: str, intent: tuple[str, float]) -> bool:
    """Tell whether a customer who accepts the offer does not say what: a message, or a call."""
    return intent[0] != LEAVE_INTENT and not set(plain_words(text)) & MESSAGE
