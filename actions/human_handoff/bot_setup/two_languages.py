"""The plugin's part of the domain with texts in several languages, which a slot chooses between.

Each further language is a conditional response variation, which Rasa chooses by the slot's value.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..bot_files.plugin_files import PluginFiles
from ..handoff_settings.language import SPELLINGS
from .entry_texts import entry_texts

_VARIATION = "    - "


def domain_in(plugin: PluginFiles, languages: Sequence[str], slot: str) -> str:
    """Return the plugin's part of the domain.

    Args:
        plugin: The plugin's files.
        languages: What the bot speaks; the first one where the slot names no other.
        slot: The slot whose value names the language.
    """
    first, *others = languages
    domain = plugin.domain(first)
    for language in others:
        domain = with_language(domain, plugin.domain(language), language, slot)
    return domain


def with_language(domain: str, translated: str, language: str, slot: str) -> str:
    """Return a domain with the responses of a translated one as variations.

    Args:
        domain: A domain, as it is written.
        translated: Another one, each of whose responses has one text, and is also in `domain`.
        language: Its language.
        slot: The slot whose value names the language.
    """
    known = entry_texts(domain, "responses")
    for name, entry in entry_texts(translated, "responses").items():
        before = known[name].rstrip("\n") + "\n"
        domain = domain.replace(before, before + _variations(name, entry, language, slot), 1)
    return domain


def _variations(name: str, entry: str, language: str, slot: str) -> str:
    """Return a response's text in one language, once for each value that names the language."""
    body = entry[entry.index(_VARIATION) + len(_VARIATION) :].rstrip("\n")
    assert f"\n{_VARIATION}" not in body  # noqa: S101 - our responses have one text each
    anchor = f"{name}_{language}"
    usual, *others = _conditions(language, slot)
    # The text stands there once, so that who changes it changes it for all of these values.
    lines = [f"{_VARIATION}&{anchor}", f"      {usual}", f"      {body}"]
    lines += [f"{_VARIATION}{{<<: *{anchor}, {condition}}}" for condition in others]
    return "\n".join([*lines, ""])


def _conditions(language: str, slot: str) -> Iterator[str]:
    for value in SPELLINGS[language]:
        yield f"condition: [{{type: slot, name: {slot}, value: {value}}}]"
