"""Read the customer's answer to "Would you like to wait, leave a message, or go on with me?".

Where callbacks are configured, "be called" stands beside these. The buttons say it by intents; most
people type. It is read as `offer_answers` reads a yes or a no.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import Enum
from itertools import dropwhile

from ..handoff_events.vocabulary import Choice
from .answer_meaning import AnswerMeaning, meaning_of
from .answer_phrases import MAX_COMPARED_LENGTH, phrases, plain_words, within, words_of
from .callback_answers import CALL_INTENT, says_call
from .contact_answers import CANCEL_INTENT, INTENT_PREFIXES, REQUEST_INTENT
from .offer_answers import (
    BESIDE_YES,
    LEAVE_INTENT,
    MAX_WORDS_OF_NO,
    NEGATIONS,
    WANTS_MESSAGE,
    YES,
)

WAIT_INTENT = "human_handoff_wait"
GO_ON_INTENT = "human_handoff_go_on"


class Unchosen(Enum):
    """What an answer, or a part of one, says that chooses nothing."""

    UNCLEAR = "unclear"  # an answer to the question, but not which: "yes", "I do not want to wait"
    NO = "no"
    NOTHING = "nothing"  # "please", "thanks"
    NOT_KNOWN = "not_known"


_INTENTS: dict[str, Choice | Unchosen] = {
    WAIT_INTENT: Choice.WAIT,
    REQUEST_INTENT: Choice.WAIT,  # who asks for a person once more
    LEAVE_INTENT: Choice.MESSAGE,
    CALL_INTENT: Choice.CALLBACK,
    GO_ON_INTENT: Choice.GO_ON,
    CANCEL_INTENT: Choice.GO_ON,
    "affirm": Unchosen.UNCLEAR,
}
_NO = words_of("no nope nah nee neen")
_NOT = NEGATIONS | words_of("cant cannot without zonder hoef")
# What names a choice in a short answer that says nothing else.
_NAMES = {
    Choice.WAIT: within(
        phrases(
            r"""
            wait | waiting | hold | queue | transfer me | connect me | put me through
            wacht | wachten | wachtrij | doorverbinden | verbind( me| mij)?( maar)? door
            """
        )
    ),
    Choice.MESSAGE: within(phrases(r"messages? | note | bericht | berichtje | boodschap")),
    Choice.GO_ON: within(
        phrases(
            r"""
            (go|carry) on(?! wait| hold| to wait) | continue(?! wait| to wait) | proceed
            bot | chatbot | with you | met jou | met je
            verder(?! wacht) | doorgaan | ga( maar| gewoon| dan)* door
            """
        )
    ),
}
_BESIDE = BESIDE_YES | words_of(
    "wait waiting hold queue transfer connect put through me wacht wachten wachtrij doorverbinden "
    "verbind mij door message messages note boodschap bot chatbot carry continue proceed verder "
    "doorgaan in on with the or of for keep stay can you will rather prefer option line an here "
    "still colleague agent person human someone your first while long longer any now be fine am im "
    "even blijf blijven ga gaan op met voor de kan liever nu nog zo lang langer te gewoon om zin "
    "collega medewerker mens iemand jullie jou je doen optie rij mag ben"
)
# What chooses also within a longer answer, if nothing in it says no.
_PHRASES = {
    Choice.WAIT: within(
        phrases(
            r"""
            (ill|i will|i can|i shall|well|we will|we can|id rather|i would rather) wait
            (i want|id like|i would like|id prefer|i prefer|happy|fine) to wait | let me wait
            (ill|i will) (stay in line|hold on|keep waiting) | (continue|keep) waiting
            ik (blijf|zal|kan|wil|ga) (wel |even |graag |liever |dan |gewoon )*wachten
            ik wacht(?! al| nu| hier al)
            """
        )
    ),
    Choice.MESSAGE: WANTS_MESSAGE,
    Choice.GO_ON: within(
        phrases(
            r"""
            (go on|continue|carry on|proceed|chat) with (you|the bot|the chatbot|this bot)
            (verder|doorgaan|door) met (jou|je|de bot|de chatbot|deze bot)
            """
        )
    ),
}
# There is a "not" in these, but not of the waiting.
_GLADLY_WAITS = within(
    phrases(
        r"""
        dont mind( \w+){0,2} (wait|waiting)
        (wacht|wachten)( \w+){0,2} (geen probleem|niet erg|prima)
        """
    )
)
# "I would rather leave a message than wait": what comes after it is not wanted.
_INSTEAD_OF = re.compile(
    r"(\bliever\b.*) dan wachten\b.*|\b(?:rather than|than|instead of|in plaats van|dan te)\b.*"
)
# A longer answer is read as a whole only.
_MAX_WORDS = 25
_BETWEEN_PARTS = re.compile(r"[.,;:!?\n]|\b(?:but|and|en)\b", re.IGNORECASE)


def read_choice(
    text: str, intent: tuple[str, float], refusals: Collection[str], certainty: float
) -> Choice | Unchosen | None:
    """Return what the customer chooses; None if this is no answer to the question.

    `Unchosen.UNCLEAR` is an answer that does not tell which.

    Args:
        text: The customer's message.
        intent: The intent that Rasa recognised, and its confidence.
        refusals: Intents that decline, beside ours: then the customer goes on with the bot.
        certainty: The confidence Rasa must have in an intent.
    """
    name, confidence = intent
    recognised = None
    if confidence >= certainty:
        recognised = Choice.GO_ON if name in refusals else _INTENTS.get(name)
    if text.startswith(INTENT_PREFIXES):
        return recognised
    said = _said(text)
    return recognised if said is None else said


def _said(text: str) -> Choice | Unchosen | None:
    parts = [
        _INSTEAD_OF.sub(r"\1", " ".join(words)).split()
        for each in _BETWEEN_PARTS.split(text[:MAX_COMPARED_LENGTH])
        if (words := plain_words(each))
    ]
    chosen = {choice for words in parts for choice in _within(words)}
    if not chosen:
        is_long = sum(map(len, parts)) > _MAX_WORDS
        read = [Unchosen.NOT_KNOWN] if is_long else [_part(words) for words in parts]
        if Unchosen.NOT_KNOWN in read:
            return None
        chosen = {each for each in read if isinstance(each, Choice)}
        if not chosen and Unchosen.UNCLEAR not in read:
            return Choice.GO_ON if Unchosen.NO in read else None
    return chosen.pop() if len(chosen) == 1 else Unchosen.UNCLEAR


def _within(words: list[str]) -> set[Choice]:
    """Return what a part of an answer chooses, whatever else it says."""
    text, chosen = " ".join(words), set()
    if _GLADLY_WAITS.search(text):
        return {Choice.WAIT}
    for choice, pattern in _PHRASES.items():
        found = pattern.search(text)
        # "No, I will wait"; but: "I do not want to leave a message", "ik wacht niet".
        if found and not _NOT & {
            *_after_no(text[: found.start()].split()),
            *text[found.end() :].split()[:1],
        }:
            chosen.add(choice)
    return chosen | ({Choice.CALLBACK} if says_call(words) else set())


def _part(words: list[str]) -> Choice | Unchosen:
    """Return what one part of an answer says if it says little, such as that before a comma."""
    said, text = set(words), " ".join(words)
    is_known, is_negated = said <= _BESIDE | YES | _NOT, bool(_NOT & said)
    named = {choice for choice, pattern in _NAMES.items() if pattern.search(text)}
    meaning = meaning_of(text) if len(words) <= MAX_WORDS_OF_NO else None
    if meaning is AnswerMeaning.CANCELS:
        return Unchosen.NO
    if is_known and named:
        return Unchosen.UNCLEAR if is_negated or len(named) > 1 else named.pop()
    if meaning is AnswerMeaning.REQUESTS_PERSON:
        return Choice.WAIT
    if is_known and not is_negated:
        return Unchosen.UNCLEAR if YES & said else Unchosen.NOTHING
    return Unchosen.NO if is_known or meaning is AnswerMeaning.REFUSES else Unchosen.NOT_KNOWN


def _after_no(words: list[str]) -> list[str]:
    """Return the words without the "no" at their beginning: "no, I will wait"."""
    return list(dropwhile(_NO.__contains__, words))
