"""What the recogniser looks at in a message: its words, parts of its words, and its structure.

The structure is the sequence of the classes of its words (`word_classes.py`): "could I talk to a
clerk" and "may we speak with an agent" are alike in it, whatever the trade.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain

from .cues import cues_of
from .tokens import ADDRESS, NUMBER, tokens_of
from .word_classes import LANGUAGES, MANY_WORDS

WORDS = (1, 2, 3)
LETTERS = (3, 4, 5)
CLASSES = (1, 2, 3, 4, 5)
# Classes of words that belong together stand at most so far apart, and words.
NEAR = 5
NEAR_WORDS = 4
SIGNS = frozenset(".,;:!?\n")
CLASSES_OF_THEIR_OWN = SIGNS | {NUMBER, ADDRESS}
# Words without a class; a sequence of them counts as one or as more.
OTHER, OTHERS = "_", "__"


def features_of(text: str) -> list[str]:
    """Return the names of all features of a message."""
    tokens = tokens_of(text)
    names = [*_words(tokens), *_letters(tokens)]
    for language in LANGUAGES:
        classes = _classes_of(tokens, language)
        structure = structure_of(classes)
        names += _structure(language, structure)
        names += _words_and_classes(language, tokens, classes)
        names += [f"{language} cue {cue}" for cue in cues_of(structure)]
    return names


def cues_in(text: str) -> list[str]:
    """Return what the message says about persons and machines, in words."""
    tokens = tokens_of(text)
    structures = (structure_of(_classes_of(tokens, each)) for each in LANGUAGES)
    return list(dict.fromkeys(cue for each in structures for cue in cues_of(each)))


def structure_of(classes: Sequence[str | None]) -> list[str]:
    """Return the classes of a message's words; words without a class are taken together."""
    structure = ["^"]
    for each in classes:
        if each is None and structure[-1] in (OTHER, OTHERS):
            structure[-1] = OTHERS
        else:
            structure.append(each or OTHER)
    return [*structure, "$"]


def _classes_of(tokens: Sequence[str], language: str) -> list[str | None]:
    class_of = LANGUAGES[language].of
    return [each if each in CLASSES_OF_THEIR_OWN else class_of(each) for each in tokens]


def _words(tokens: Sequence[str]) -> Iterator[str]:
    words = [each for each in tokens if each not in SIGNS]
    for length in WORDS:
        yield from (f"w {' '.join(each)}" for each in _runs(["^", *words, "$"], length))
    for place, first in enumerate(words):
        yield from (f"w {first} .. {second}" for second in words[place + 2 : place + NEAR_WORDS])


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


def _words_and_classes(
    language: str, tokens: Sequence[str], classes: Sequence[str | None]
) -> Iterator[str]:
    """Yield neighbours of which some stand for themselves and some for their class.

    So "speak to a fitter" teaches something about "speak to a joiner" and "talk to a fitter".
    """
    names = [each or token for token, each in zip(tokens, classes)]
    for (first, second), (first_name, second_name) in zip(_runs(tokens, 2), _runs(names, 2)):
        if first_name != first:
            yield f"{language} {first_name} w {second}"
        if second_name != second:
            yield f"{language} w {first} {second_name}"
    yield from (f"{language} w {' '.join(each)}" for each in _runs(names, 3))


def _runs(items: Sequence[str], length: int) -> Iterator[Sequence[str]]:
    return (items[at : at + length] for at in range(len(items) - length + 1))
