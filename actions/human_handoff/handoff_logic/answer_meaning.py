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
    """What a customer says instead of what the form has asked for.

    Who mentions a person may ask for one, "I want to speak to someone", or ask the bot something,
    "can somebody else accept the parcel".
    """

    REFUSES = "refuses"
    CANCELS = "cancels"
    ASKS_WHY = "asks_why"
    REQUESTS_PERSON = "requests_person"
    MENTIONS_PERSON = "mentions_person"


class _Said:
    """An answer as one language compares it: with and without the words that say nothing."""

    def __init__(self, words: list[str], fillers: frozenset[str]) -> None:
        self.words = frozenset(words)
        self.texts = _texts(words, fillers)
        self.texts_after_no = _texts(words[1:], fillers) if words[:1] and words[0] in _NO else ()


class _Language:
    """The phrases of one language, ready to be compared."""

    def __init__(self, phrases: Phrases) -> None:
        self.phrases = phrases
        self._refusals = whole(phrases.refusals)
        self._refusals_within = within(phrases.refusals_within)
        self._no_transfer = within(phrases.no_transfer_within)
        self._cancellations = whole(phrases.cancellations)
        self._cancellations_within = within(phrases.cancellations_within)
        self._reasons_asked = within(phrases.reasons_asked_within)
        self._requests = within(phrases.requests_within)

    def no_transfer(self, said: _Said) -> bool:
        return _contain(said.texts, self._no_transfer)

    def asks_why(self, said: _Said) -> bool:
        return _contain(said.texts, self._reasons_asked)

    def refuses(self, said: _Said) -> bool:
        return _are(said.texts, self._refusals) or _contain(said.texts, self._refusals_within)

    def cancels(self, said: _Said) -> bool:
        is_cancellation = _are(said.texts + said.texts_after_no, self._cancellations)
        return is_cancellation or _contain(said.texts, self._cancellations_within)

    def requests_person(self, said: _Said) -> bool:
        names = self.phrases.persons | self.phrases.beside_persons | self.phrases.fillers
        says_nothing_else = said.words <= names and bool(said.words & self.phrases.persons)
        return says_nothing_else or _contain(said.texts, self._requests)

    def mentions_person(self, said: _Said) -> bool:
        return bool(said.words & self.phrases.persons and said.words & self.phrases.request_verbs)

    def declines(self, said: _Said) -> bool:
        phrases = self.phrases
        known = phrases.negations | phrases.beside_negations | phrases.fillers
        return bool(said.words & phrases.negations) and said.words <= known


_COMPARED = tuple(_Language(each) for each in _LANGUAGES)
# The order decides where an answer says several things: who no longer wants a transfer leaves the
# form, and who only refuses to tell something stays: "forget it, I won't give you my name".
_MEANINGS = (
    (AnswerMeaning.CANCELS, _Language.no_transfer),
    (AnswerMeaning.ASKS_WHY, _Language.asks_why),
    (AnswerMeaning.REFUSES, _Language.refuses),
    (AnswerMeaning.CANCELS, _Language.cancels),
    (AnswerMeaning.REQUESTS_PERSON, _Language.requests_person),
    (AnswerMeaning.MENTIONS_PERSON, _Language.mentions_person),
    (AnswerMeaning.REFUSES, _Language.declines),
)


def meaning_of(text: str) -> AnswerMeaning | None:
    """Return what an answer means if it tells no name and no address; None if it may tell one."""
    words = plain_words(text)
    said = [(each, _Said(words, each.phrases.fillers)) for each in _COMPARED]
    for meaning, says_so in _MEANINGS:
        if any(says_so(language, answer) for language, answer in said):
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


def _texts(words: list[str], fillers: frozenset[str]) -> tuple[str, ...]:
    start, end = 0, len(words)
    while start < end and words[start] in fillers:
        start += 1
    while start < end and words[end - 1] in fillers:
        end -= 1
    texts = (" ".join(words), " ".join(words[start:end]))
    return tuple(text for text in dict.fromkeys(texts) if text)


def _are(texts: tuple[str, ...], pattern: re.Pattern[str]) -> bool:
    return any(pattern.fullmatch(text) for text in texts)


def _contain(texts: tuple[str, ...], pattern: re.Pattern[str]) -> bool:
    return any(pattern.search(text) for text in texts)
