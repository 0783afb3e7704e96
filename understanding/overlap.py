"""Leave out what the recogniser has seen: sentences in a frame of the training data.

Two sentences have the same frame if they are the same but for who is asked for, for politeness, and
for signs: "an agent, please" and "operator".
"""

from __future__ import annotations

from collections.abc import Iterable

from human_handoff_nlu import corpus
from human_handoff_nlu.features import SIGNS
from human_handoff_nlu.tokens import tokens_of
from human_handoff_nlu.word_classes import LANGUAGES

from .sentences import Example, examples

PERSONS = {"PERSON", "BOSS", "SOMEONE", "SERVICE", "REAL"}
LEFT_OUT = {"PLEASE", "A", "THE"}


def frame(text: str, language: str) -> str:
    """Return the frame of a sentence."""
    classes = LANGUAGES[language]
    words: list[str] = []
    for token in tokens_of(text):
        name = classes.of(token)
        word = "PERSON" if name in PERSONS else token
        if name not in LEFT_OUT and token not in SIGNS and words[-1:] != [word]:
            words.append(word)
    return " ".join(words)


def frames(texts: Iterable[str], language: str) -> set[str]:
    """Return the frames of sentences."""
    return {frame(text, language) for text in texts}


def unknown(language: str, *, for_development: bool = False) -> list[Example]:
    """Return the sentences that count: those in frames that nobody has learnt or looked at."""
    known = frames((each.text for each in corpus.sentences((language,))), language)
    if not for_development:
        seen = examples(language, for_development=True)
        known |= frames((each.text for each in seen), language)
    every = examples(language, for_development=for_development)
    return [each for each in every if frame(each.text, language) not in known]
