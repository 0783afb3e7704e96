"""What the channels say themselves where the bot cannot, in the languages of the bot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..bot_files.yaml_file import yaml_value
from .template_text import TEMPLATES

# The sentence of a channel that agents read, for whom no slot chooses the language.
_READ_BY_AGENTS = "silent"


def channel_sentences(languages: Sequence[str]) -> dict[str, str | dict[str, str]]:
    """Return what the channels say themselves by its setting: a text, or one for each language."""
    texts = yaml_value((TEMPLATES / "channel_texts.yml").read_text(encoding="utf-8"))
    return {name: _in_languages(name, said, languages) for name, said in texts.items()}


def sentence_as_yaml(sentence: str | dict[str, str]) -> str:
    """Return a sentence as the value of a setting in a YAML file."""
    if isinstance(sentence, str):
        return f'"{sentence}"'
    return "{" + ", ".join(f'{name}: "{text}"' for name, text in sentence.items()) + "}"


def _in_languages(
    name: str, said: Mapping[str, str], languages: Sequence[str]
) -> str | dict[str, str]:
    if name == _READ_BY_AGENTS or len(languages) == 1:
        return " / ".join(said[each] for each in languages)
    return {each: said[each] for each in languages}
