"""Read what an answer in the contact form means where it tells neither a name nor an address."""

from __future__ import annotations

import re
from enum import Enum

from .answer_phrases import Phrases, plain_words, whole, within
from .dutch_answers import DUTCH
from .english_answers import ENGLISH
from .other_answers import OTHER_LANGUAGES

_LANGUAGES = (ENGLISH, DUTCH, OTHER_LANGUAGES)
# "No, never mind" and "nee, stop maar" leave the form.
_NO = frozenset({"no", "nope", "nah", "nee", "neen"})


class AnswerMeaning(Enum):
    """What a customer says instead of what the form has asked for."""

    REFUSES = "refuses"
    CANCELS = "cancels"
    ASKS_WHY = "asks_why"
    REQUESTS_PERSON = "requests_person"


class _Language:
    """The phrases of one language, ready to be compared."""

    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases
        self._refusals = whole(phrases.refusals)
        self._refusals_within = within(phrases.refusals_within)
        self._no_transfer = within(phrases.no_transfer_within)
        self._cancellations = whole(phrases.cancellations)
        self._cancellations_within = within(phrases.cancellations_within)
        self._reasons_asked = within(phrases.reasons_asked_within)
        self._requests = within(phrases.requests_within)

    def no_transfer(self, words: list[str]) -> bool:
        return self._contains(self._no_transfer, words)

    def asks_why(self, words: list[str]) -> bool:
        return self._contains(self._reasons_asked, words)

    def refuses(self, words: list[str]) -> bool:
        return self._is_one(self._refusals, words) or self._contains(self._refusals_within, words)

    def declines(self, words: list[str]) -> bool:
        phrases, said = self._phrases, set(words)
        known = phrases.negations | phrases.beside_negations | phrases.fillers
        return bool(said & phrases.negations) and said <= known

    def cancels(self, words: list[str]) -> bool:
        after_no = words[1:] if words and words[0] in _NO else words
        is_cancellation = self._is_one(self._cancellations, after_no)
        return is_cancellation or self._contains(self._cancellations_within, words)

    def requests_person(self, words: list[str]) -> bool:
        phrases, said = self._phrases, set(words)
        if self._contains(self._requests, words):
            return True
        if not said & phrases.persons:
            return False
        return said <= phrases.persons | phrases.beside_persons or bool(
            said & phrases.request_verbs
        )

    def _contains(self, pattern: re.Pattern[str], words: list[str]) -> bool:
        core = self._without_fillers(words)
        return any(pattern.search(" ".join(each)) for each in (words, core))

    def _is_one(self, pattern: re.Pattern[str], words: list[str]) -> bool:
        core = self._without_fillers(words)
        return any(pattern.fullmatch(" ".join(each)) for each in (words, core) if each)

    def _without_fillers(self, words: list[str]) -> list[str]:
        start, end = 0, len(words)
        while start < end and words[start] in self._phrases.fillers:
            start += 1
        while start < end and words[end - 1] in self._phrases.fillers:
            end -= 1
        return words[start:end]


_COMPARED = tuple(_Language(each) for each in _LANGUAGES)


def meaning_of(text: str) -> AnswerMeaning | None:
    """Return what an answer means if it tells no name and no address; None if it may tell one.

    The order decides where an answer says several things: who no longer wants a transfer leaves
    the form, and who only refuses to tell something stays: "forget it, I won't give my name".
    """
    words = plain_words(text)
    for meaning, says_so in (
        (AnswerMeaning.CANCELS, _Language.no_transfer),
        (AnswerMeaning.ASKS_WHY, _Language.asks_why),
        (AnswerMeaning.REFUSES, _Language.refuses),
        (AnswerMeaning.CANCELS, _Language.cancels),
        (AnswerMeaning.REQUESTS_PERSON, _Language.requests_person),
        (AnswerMeaning.REFUSES, _Language.declines),
    ):
        if any(says_so(language, words) for language in _COMPARED):
            return meaning
    return None


def speaks_of(text: str) -> set[str]:
    """Return which of the form's questions an answer mentions: "name", "email"."""
    words = set(plain_words(text))
    return {asked for asked, named in _NAMED.items() if words & named}


_NAMED = {
    "name": frozenset({"name", "names", "surname", "naam", "voornaam", "achternaam"}),
    "email": frozenset({"email", "emails", "mail", "address", "emailadres", "mailadres", "adres"}),
}
