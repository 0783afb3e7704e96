"""Read the customer's answer to "Was your question solved?". This module does not know Rasa."""

from __future__ import annotations

from collections.abc import Collection

from .answer_phrases import phrases, plain_words, whole, words_of
from .contact_answers import INTENT_PREFIXES
from .offer_answers import read_offer

# Words that change nothing at the beginning and the end.
_FILLERS = words_of(
    "yes yeah yep no nope nah sorry thanks thank you well hi hello ok okay but and it is its was "
    "ja nee neen hoor nou bedankt dank je u wel maar en het is"
)
_SOLVED = whole(
    phrases(
        r"""
        (all |completely |fully )?(solved|fixed|sorted|resolved|done|answered)( now)?
        (all|very|everything is|everything) (good|fine|clear) | it works( now)? | works( now)?
        (helemaal |inmiddels )?(opgelost|gelukt|geregeld|beantwoord|duidelijk)( nu)?
        (het )?werkt( weer| nu)? | helemaal goed
        """
    )
)
_NOT_SOLVED = whole(
    phrases(
        r"""
        (still )?(not|isnt|wasnt|unsolved)( it)?( yet| really| quite| completely| entirely| at all)?
        (still )?not( really| yet| quite)? (solved|fixed|sorted|resolved|answered)( yet)?
        (isnt|wasnt|hasnt been) (solved|fixed|sorted|resolved|answered) | partly | not all of it
        it still (doesnt|does not) work | still (doesnt|does not) work
        (nog )?(steeds )?niet( echt| helemaal| meteen)?( opgelost| gelukt| geregeld| beantwoord)?
        nog (steeds )?niet | gedeeltelijk | deels | (het )?werkt (nog )?(steeds )?niet
        """
    )
)


def read_solved(
    text: str, intent: tuple[str, float], refusals: Collection[str], certainty: float
) -> bool | None:
    """Return whether the customer says that it was solved; None if this is no answer.

    Args:
        text: The customer's message.
        intent: The intent that Rasa recognised, and its confidence.
        refusals: Intents that decline.
        certainty: The confidence Rasa must have in an intent.
    """
    said = None if text.startswith(INTENT_PREFIXES) else _said(text)
    return read_offer(text, intent, refusals, certainty) if said is None else said


def _said(text: str) -> bool | None:
    words = plain_words(text)
    for start in range(len(words)):
        for end in range(len(words), start, -1):
            if set(words[:start] + words[end:]) <= _FILLERS:
                said = " ".join(words[start:end])
                if _NOT_SOLVED.fullmatch(said):
                    return False
                if _SOLVED.fullmatch(said):
                    return True
    return None
