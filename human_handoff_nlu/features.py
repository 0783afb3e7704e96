"""What the recogniser looks at in a message: its words, parts of its words, and its structure.

The structure is the sequence of the classes of its words (`word_classes.py`): "could I talk to a
clerk" and "may we speak with an agent" are alike in it, whatever the trade.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from .cues import cues_of
from .tokens import ADDRESS, NUMBER, tokens_of
from .word_classes import LANGUAGES, MANY_WORDS

WORDS = (1, 2, 3)
LETTERS = (3, 4, 5)
CLASSES = (1, 2, 3, 4, 5)
# Words that belong together stand at most so far apart.
NEAR = 5
SIGNS = frozenset(".,;:!?\n")
CLASSES_OF_THEIR_OWN = SIGNS | {NUMBER, ADDRESS}
# Words without a class; a sequence of them counts as one or as more.
OTHER, OTHERS = "_", "__"


@dataclass(frozen=True)
class Features:
    """The names of everything that a message has.

    Attributes:
        words: Its words and parts of them.
        structure: Its structure, in each language.
    """

    words: list[str]
    structure: list[str]


def features_of(text: str) -> Features:
    """Return the features of a message."""
    tokens = tokens_of(text)
    names: list[str] = []
    for language in LANGUAGES:
        structure = structure_of(tokens, language)
        names += _structure(language, structure)
        names += (f"{language} cue {cue}" for cue in cues_of(structure))
    return Features([*_words(tokens), *_letters(tokens)], names)


def cues_in(text: str) -> list[str]:
    """Return what the message says about persons and machines, in words."""
    tokens = tokens_of(text)
    found = (cue for language in LANGUAGES for cue in cues_of(structure_of(tokens, language)))
    return list(dict.fromkeys(found))


def structure_of(tokens: Sequence[str], language: str) -> list[str]:
    """Return the classes of the words in one language; those without a class are taken together."""
    classes, structure = LANGUAGES[language], ["^"]
    for token in tokens:
        name = token if token in CLASSES_OF_THEIR_OWN else classes.of(token) or OTHER
        if name == OTHER and structure[-1] in (OTHER, OTHERS):
            structure[-1] = OTHERS
        else:
            structure.append(name)
    return [*structure, "$"]


def _words(tokens: Sequence[str]) -> Iterator[str]:
    marked = ["^", *(each for each in tokens if each not in SIGNS), "$"]
    for length in WORDS:
        yield from (f"w {' '.join(each)}" for each in _runs(marked, length))


def _letters(tokens: Iterable[str]) -> Iterator[str]:
    return chain.from_iterable(_letters_of(token) for token in tokens if len(token) > 2)


@lru_cache(MANY_WORDS)
def _letters_of(token: str) -> tuple[str, ...]:
    marked = f"<{token}>"
    return tuple(f"l {each}" for length in LETTERS for each in _runs(marked, length))


def _structure(language: str, structure: Sequence[str]) -> Iterator[str]:
    for length in CLASSES:
        yield from (f"{language} {' '.join(each)}" for each in _runs(structure, length))
    for place, first in enumerate(structure):
        for second in structure[place + 2 : place + 1 + NEAR]:
            yield f"{language} {first} .. {second}"


def _runs(items: Sequence[str], length: int) -> Iterator[Sequence[str]]:
    return (items[at : at + length] for at in range(len(items) - length + 1))
