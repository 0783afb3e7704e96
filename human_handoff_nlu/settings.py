"""The settings of the component in `config.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from rasa.shared.exceptions import InvalidConfigException

from .corpus import LANGUAGES

DEFAULT_THRESHOLD = 0.7


@dataclass(frozen=True)
class Settings:
    """The settings of the component.

    Attributes:
        threshold: A message is a request if the recogniser's confidence is at least this, more
            than 0 and less than 1. A higher one hands over less often.
        languages: The languages of the shipped sentences that are learnt; fewer train faster.
        intent: The intent of a request.
    """

    threshold: float = DEFAULT_THRESHOLD
    languages: tuple[str, ...] = LANGUAGES
    intent: str = "human_handoff"

    @classmethod
    def read(cls, config: Mapping[str, Any]) -> Settings:
        """Read the component's section of `config.yml`.

        Raises:
            InvalidConfigException: Names every setting that is unknown or wrong.
        """
        problems = list(_problems(config))
        if problems:
            text = "\n".join(f"- {problem}" for problem in problems)
            raise InvalidConfigException(f"config.yml, HumanHandoffClassifier:\n{text}")
        values = {name: config[name] for name in defaults() if name in config}
        if "languages" in values:
            values["languages"] = tuple(dict.fromkeys(values["languages"]))
        return cls(**values)


def defaults() -> dict[str, Any]:
    """Return each setting with its default."""
    return {each.name: each.default for each in fields(Settings)}


def _problems(config: Mapping[str, Any]) -> Any:
    known = defaults()
    # Rasa adds settings of its own to each component, and their names begin with two underscores.
    for name in config:
        if name not in known and not str(name).startswith("__"):
            yield f"{name} is no setting; there are {', '.join(known)}"
    threshold = config.get("threshold", DEFAULT_THRESHOLD)
    is_number = isinstance(threshold, (int, float)) and not isinstance(threshold, bool)
    if not is_number or not 0 < threshold < 1:
        remedy = f"write a number between 0 and 1, such as {DEFAULT_THRESHOLD}"
        yield f"threshold is {threshold!r}; {remedy}"
    languages = config.get("languages", LANGUAGES)
    if (
        not isinstance(languages, (list, tuple))
        or not languages
        or set(map(str, languages)) - set(LANGUAGES)
    ):
        yield f"languages is {languages!r}; write a list of some of {', '.join(LANGUAGES)}"
    intent = config.get("intent", Settings.intent)
    if not isinstance(intent, str) or not intent or intent != intent.strip():
        yield f"intent is {intent!r}; write the name of an intent"
