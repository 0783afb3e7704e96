"""Words that a request for a person is made of, by what they do in a sentence.

A language has a dictionary of its own, because one word can mean different things: Dutch "want" is
"because".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from .yaml_files import read_yaml

WORDS = Path(__file__).parent / "words"
# The least number of letters of a word in which one slip is forgiven.
FORGIVING_LENGTH = 5
# For so many words the answer is remembered: most messages consist of few words.
MANY_WORDS = 5_000

Classes = Mapping[str, str]


def _by_word(words: Mapping[str, str]) -> dict[str, str]:
    """Return the class of each word; the first class counts for a word that has several."""
    classes: dict[str, str] = {}
    for name, members in words.items():
        for word in members.split():
            classes.setdefault(word, name)
    return classes


def shortened(word: str) -> Iterator[str]:
    """Yield the word, and the word without each of its letters."""
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def _forgiving(classes: Classes) -> dict[str, str]:
    forgiving: dict[str, str] = {}
    for word, name in classes.items():
        if len(word) >= FORGIVING_LENGTH:
            for each in shortened(word):
                forgiving.setdefault(each, name)
    return forgiving


class WordClasses:
    """The classes of one language's words."""

    def __init__(self, words: Mapping[str, str]) -> None:
        """Take the words of each class, separated by spaces."""
        self._classes = _by_word(words)
        self._forgiving = _forgiving(self._classes)
        self._similar = lru_cache(MANY_WORDS)(self._of_similar)

    def of(self, word: str) -> str | None:
        """Return the class of a word, also with a slip of the finger; None where it has none."""
        exact = self._classes.get(word)
        if exact is not None or len(word) < FORGIVING_LENGTH:
            return exact
        return self._similar(word)

    def _of_similar(self, word: str) -> str | None:
        found = (self._forgiving.get(each) for each in shortened(word) if len(each) > 3)
        return next(filter(None, found), None)


LANGUAGES = {file.stem: WordClasses(read_yaml(file)) for file in sorted(WORDS.glob("*.yml"))}
