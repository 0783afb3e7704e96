"""The words of an answer as they are compared, and the phrases of one language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# Who refuses, leaves or asks says so at once; a longer text is compared by its beginning.
MAX_COMPARED_LENGTH = 300
_WORD = re.compile(r"[^\W_]+")
# A named part of a phrase.
_PIECE = re.compile(r"[A-Z_]{2,}")
_APOSTROPHES = str.maketrans("", "", "'‘’`´")
# "Nooooo" and "stoppp": no word of these languages has a letter three times in a row.
_DRAWN_OUT = re.compile(r"(\w)\1{2,}")
_SPELLINGS = (("e-mail", "email"), ("e mail", "email"), ("thank you", "thanks"))


@dataclass(frozen=True)
class Phrases:
    """What customers of one language say in the form instead of a name or an address.

    All are written as `plain_words` gives them: lower case, no apostrophes, one blank between
    words. No phrase repeats a repetition.

    Attributes:
        fillers: Words that say nothing at the beginning and the end of an answer.
        refusals: Whole answers that decline to tell what was asked for.
        refusals_within: The same, as a part of an answer.
        no_transfer_within: The customer no longer wants to be transferred.
        cancellations: Whole answers that leave the form.
        cancellations_within: The same, as a part of an answer; a refusal beside them counts more:
            "forget it, I won't give you my name".
        reasons_asked_within: The customer asks what the name or the address is needed for.
        requests_within: Another request for a human.
        persons: Words for somebody who works here.
        beside_persons: Words that may stand with these where nothing else is said: "a real human".
        request_verbs: With one of these words in the same answer, a person is asked for.
        negations: Words that decline in a short answer that speaks of nothing else.
        beside_negations: Words that may stand with these there: "I just don't want to".
    """

    fillers: frozenset[str] = frozenset()
    refusals: tuple[str, ...] = ()
    refusals_within: tuple[str, ...] = ()
    no_transfer_within: tuple[str, ...] = ()
    cancellations: tuple[str, ...] = ()
    cancellations_within: tuple[str, ...] = ()
    reasons_asked_within: tuple[str, ...] = ()
    requests_within: tuple[str, ...] = ()
    persons: frozenset[str] = frozenset()
    beside_persons: frozenset[str] = frozenset()
    request_verbs: frozenset[str] = frozenset()
    negations: frozenset[str] = frozenset()
    beside_negations: frozenset[str] = frozenset()


def phrases(text: str, pieces: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return the phrases of a text: one on each line, or several with " | " between them.

    Args:
        text: The phrases, as regular expressions; a word in capitals stands for one of the pieces.
        pieces: What those words stand for; a piece may contain others.

    Raises:
        KeyError: A word in capitals is not among the pieces.
    """
    expanded = text
    while _PIECE.search(expanded):
        expanded = _PIECE.sub(lambda match: (pieces or {})[match[0]], expanded)
    lines = [line.strip() for line in expanded.splitlines() if line.strip()]
    return tuple(phrase for line in lines for phrase in line.split(" | "))


def words_of(words: str) -> frozenset[str]:
    """Return the words between the blanks of a text."""
    return frozenset(words.split())


def plain_words(text: str) -> list[str]:
    """Return the words of a text in lower case, without signs and drawn-out letters."""
    plain = text[:MAX_COMPARED_LENGTH].casefold().translate(_APOSTROPHES)
    for written, compared in _SPELLINGS:
        plain = plain.replace(written, compared)
    return _WORD.findall(_DRAWN_OUT.sub(r"\1", plain))


def whole(alternatives: Sequence[str]) -> re.Pattern[str]:
    """Return the pattern of answers that are one of these phrases, for `fullmatch`."""
    return re.compile("|".join(alternatives) or r"(?!)")


def within(alternatives: Sequence[str]) -> re.Pattern[str]:
    """Return the pattern of answers that contain one of these phrases, for `search`."""
    return re.compile(rf"\b({'|'.join(alternatives)})\b" if alternatives else r"(?!)")
