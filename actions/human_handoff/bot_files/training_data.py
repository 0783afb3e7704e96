"""Rules, stories and examples under `data/`, as a bot builder has written them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .yaml_file import Files, entries

FOLDER = "data"


@dataclass(frozen=True)
class Story:
    """A rule or a story.

    Attributes:
        name: Its name in the file.
        path: Its file, seen from the bot's folder.
        is_rule: Whether it is a rule.
        steps: The steps as they are written.
        condition: The condition of a rule as it is written.
    """

    name: str
    path: str
    is_rule: bool
    steps: tuple[Mapping[str, Any], ...] = ()
    condition: tuple[Mapping[str, Any], ...] = ()

    @property
    def intents(self) -> tuple[str, ...]:
        """The intents of its steps, in their order."""
        return tuple(str(step["intent"]) for step in self.steps if "intent" in step)

    @property
    def actions(self) -> tuple[str, ...]:
        """The actions of its steps, in their order."""
        return tuple(str(step["action"]) for step in self.steps if "action" in step)


@dataclass(frozen=True)
class TrainingData:
    """What stands under `data/`.

    Attributes:
        rules: The rules, in the order of the files.
        stories: The stories, in the order of the files.
        examples: The examples of each intent, by its name.
        intent_files: The first file that has examples of an intent.
    """

    rules: tuple[Story, ...] = ()
    stories: tuple[Story, ...] = ()
    examples: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    intent_files: Mapping[str, str] = field(default_factory=dict)


def read_training_data(files: Files) -> TrainingData:
    """Read the training data, as far as the files can be read."""
    rules: list[Story] = []
    stories: list[Story] = []
    examples: dict[str, tuple[str, ...]] = {}
    intent_files: dict[str, str] = {}
    for path in files.below(FOLDER):
        content = files.mapping(path)
        rules += stories_in(content, path, is_rule=True)
        stories += stories_in(content, path, is_rule=False)
        for intent, texts in _examples(content):
            examples[intent] = examples.get(intent, ()) + texts
            intent_files.setdefault(intent, path)
    return TrainingData(tuple(rules), tuple(stories), examples, intent_files)


def stories_in(content: Mapping[str, Any], path: str, *, is_rule: bool) -> list[Story]:
    """Return the rules, or the stories, of one file."""
    kind = "rule" if is_rule else "story"
    return [
        Story(
            str(each.get(kind, "")),
            path,
            is_rule,
            _mappings(each.get("steps")),
            _mappings(each.get("condition")),
        )
        for each in entries(content, "rules" if is_rule else "stories")
        if isinstance(each, Mapping)
    ]


def _mappings(value: object) -> tuple[Mapping[str, Any], ...]:
    values = value if isinstance(value, list) else []
    return tuple(each for each in values if isinstance(each, Mapping))


def _examples(content: Mapping[str, Any]) -> list[tuple[str, tuple[str, ...]]]:
    found = []
    for each in entries(content, "nlu"):
        if isinstance(each, Mapping) and "intent" in each:
            # `faq/ask_name` is an example of the retrieval intent `faq`.
            intent = str(each["intent"]).partition("/")[0]
            found.append((intent, _texts(each.get("examples"))))
    return found


def _texts(examples: object) -> tuple[str, ...]:
    """Return the sentences of `examples: |` with dashes, or of a list of `text:`."""
    if isinstance(examples, str):
        lines = (line.strip() for line in examples.splitlines())
        return tuple(line[1:].strip() for line in lines if line.startswith("-"))
    return tuple(str(each["text"]).strip() for each in _mappings(examples) if "text" in each)
