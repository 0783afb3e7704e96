"""The sentences that ship with the plugin: written as frames, drawn the same at every training.

A frame is a sentence with places for words, such as `connect me to {a_person}`. Frames that share
an idea form a family, of which `count` sentences are drawn: by default as many as it has frames.
Families are kept apart where the recogniser is calibrated and measured, so
that no figure tells only how well a frame was learnt by heart.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .misspelling import as_typed
from .tokens import tokens_of
from .yaml_files import read_yaml

GRAMMAR = Path(__file__).parent / "grammar"
# The files of a language, and whether their sentences are requests.
FILES = {"requests": True, "ordinary": False}
LANGUAGES = tuple(sorted(folder.name for folder in GRAMMAR.iterdir() if folder.is_dir()))

_PLACE = re.compile(r"\{(\w+)\}")
# A frame with few words is drawn again and again; after so many draws it has no further sentence.
DRAWS_FOR_EACH = 20

Words = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Sentence:
    """A sentence to learn from.

    Attributes:
        text: What a customer writes.
        is_request: Whether the customer asks for a person.
        family: The language and the name of its family, such as `en/connect_me`.
        weight: How often it counts.
    """

    text: str
    is_request: bool
    family: str
    weight: float = 1.0


@cache
def sentences(languages: tuple[str, ...] = LANGUAGES) -> list[Sentence]:
    """Return all sentences in these languages, in an order that is always the same."""
    return [each for language in languages for each in _in_language(language)]


def without_contradiction(shipped: Sequence[Sentence], own: Sequence[Sentence]) -> list[Sentence]:
    """Return the shipped sentences without those of which the bot's own examples say otherwise."""
    said = {tuple(tokens_of(each.text)): each.is_request for each in own}
    return [
        each
        for each in shipped
        if said.get(tuple(tokens_of(each.text)), each.is_request) == each.is_request
    ]


def _in_language(language: str) -> Iterator[Sentence]:
    for file, is_request in FILES.items():
        content = read_yaml(GRAMMAR / language / f"{file}.yml")
        for family in content["families"]:
            name = f"{language}/{family['name']}"
            # The same numbers for a family, whatever stands before it.
            chance = random.Random(name)
            frames = family["frames"]
            count = family.get("count", len(frames))
            for text in _drawn(frames, content["words"], count, chance):
                yield Sentence(as_typed(text, chance), is_request, name)


def _drawn(
    frames: Sequence[str], words: Words, count: int, chance: random.Random
) -> dict[str, None]:
    """Draw different sentences, from each frame in turn."""
    texts: dict[str, None] = {}
    for number in range(count * DRAWS_FOR_EACH):
        if len(texts) == count:
            break
        texts[_filled(frames[number % len(frames)], words, chance)] = None
    return texts


def _filled(frame: str, words: Words, chance: random.Random) -> str:
    while _PLACE.search(frame):
        frame = _PLACE.sub(lambda place: chance.choice(words[place[1]]), frame)
    return " ".join(frame.split())
