"""The test sentences, in families: sentences that share an idea."""

from __future__ import annotations

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
    """Return the test sentences in a language, or those that one may look at.

    With the sentences for development the features, the data and the threshold are chosen. They
    were written by others than the test sentences.
    """
    folder = FOLDER / "sentences_of" / ("development" if for_development else "test") / language
    return list(_examples(folder))


def _examples(folder: Path) -> Iterator[Example]:
    for file in sorted(folder.glob("*.yml")):
        for family in read_yaml(file)["families"]:
            for text in listed(family["examples"]):
                yield Example(text, family["kind"], family["name"], folder.name)


def listed(examples: str) -> list[str]:
    """Return the lines of a list as Rasa writes examples: each after a hyphen."""
    return [line[1:].strip() for line in examples.splitlines() if line.strip()]


def conversations(language: str) -> list[dict[str, Any]]:
    """Return conversations: `turns`, and which of them is the `right` one for a handoff."""
    found = read_yaml(FOLDER / "conversations" / f"{language}.yml")
    return list(found)
