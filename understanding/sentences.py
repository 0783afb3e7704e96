"""The test sentences, in families: sentences that share an idea."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from human_handoff_nlu.yaml_files import read_yaml

FOLDER = Path(__file__).parent
LANGUAGES = ("en", "nl")

Kind = Literal["request", "look_alike", "ordinary"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class Example:
    """A test sentence.

    Attributes:
        text: What a customer writes.
        kind: `request`; `look_alike`, which is none but near one; or `ordinary`.
        family: The name of its family.
        language: `en` or `nl`.
    """

    text: str
    kind: Kind
    family: str
    language: str


def examples(language: str, *, for_development: bool = False) -> list[Example]:
    """Return the test sentences in a language, or those of the families that one may look at.

    A third of the families is for development: on them features, data and threshold are chosen.
    They are not among the test sentences.
    """
    every = _examples(language)
    return [each for each in every if is_for_development(each.family) == for_development]


def is_for_development(family: str) -> bool:
    """Tell whether a family belongs to the third that is for development, drawn by its name."""
    digest = hashlib.md5(family.encode(), usedforsecurity=False).hexdigest()
    return int(digest, 16) % 3 == 0


def _examples(language: str) -> Iterator[Example]:
    for file in sorted((FOLDER / "sentences_of" / language).glob("*.yml")):
        for family in read_yaml(file)["families"]:
            for text in listed(family["examples"]):
                yield Example(text, family["kind"], family["name"], language)


def listed(examples: str) -> list[str]:
    """Return the lines of a list as Rasa writes examples: each after a hyphen."""
    return [line[1:].strip() for line in examples.splitlines() if line.strip()]


def conversations(language: str) -> list[dict[str, Any]]:
    """Return conversations: `turns`, and which of them is the `right` one for a handoff."""
    found = read_yaml(FOLDER / "conversations" / f"{language}.yml")
    return list(found)
