"""Whether a customer who waits for an agent does not want to wait any more.

This module does not know Rasa.
"""

from __future__ import annotations

from .answer_meaning import AnswerMeaning, meaning_of
from .answer_phrases import phrases, plain_words, within
from .contact_answers import CANCEL_INTENT, INTENT_PREFIXES

# A longer message may be for the agent, also if it speaks of stopping something.
_MAX_WORDS = 8
_WAITS_NO_MORE = within(
    phrases(
        r"""
        (do not|dont|will not|wont|cannot|cant)( \w+){0,3} wait
        (not|stop|stopping)( \w+)? waiting
        (niet|geen)( \w+){0,3} wachten
        wacht( \w+)? niet
        """
    )
)


def leaves_queue(text: str, intent: str = "") -> bool:
    """Tell whether a message says that the customer does not want to wait any more.

    `intent` is what Rasa has recognised; it counts only where a button has sent it.
    """
    if text.startswith(INTENT_PREFIXES):
        return intent == CANCEL_INTENT
    words = plain_words(text)
    if not words or len(words) > _MAX_WORDS:
        return False
    says_so = _WAITS_NO_MORE.search(" ".join(words)) is not None
    return says_so or meaning_of(text) is AnswerMeaning.CANCELS
