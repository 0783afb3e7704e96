"""What the demo's bot speaks: English, or Dutch with the same bot in both languages.

A desktop has a variable LANGUAGE of its own, so only make's argument counts: it is DEMO_LANGUAGE.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from actions.human_handoff.bot_files.plugin_files import PluginFiles
from actions.human_handoff.bot_setup.configuration_files import LANGUAGES
from actions.human_handoff.bot_setup.two_languages import with_language
from actions.human_handoff.handoff_settings.language import OWN_SLOT

from .vendor_choice import listed

VARIABLE = "DEMO_LANGUAGE"
ENGLISH, DUTCH = "en", "nl"
_DUTCH = Path(__file__).with_name("domain.nl.yml")


class UnknownLanguageError(Exception):
    """The demo's bot does not speak this language; the text lists those that it speaks."""


def language_from_environment(environ: Mapping[str, str] = os.environ) -> str:
    """Return what the bot speaks; English if nothing is said.

    Raises:
        UnknownLanguageError: It is another language.
    """
    said = environ.get(VARIABLE, "").strip()
    language = said.lower() or ENGLISH
    if language not in LANGUAGES:
        raise UnknownLanguageError(
            f"LANGUAGE contains '{said}', which is not one of {listed(LANGUAGES)}."
        )
    return language


def domain_of(root: Path, language: str) -> Path | None:
    """Write a domain with both languages, for a bot that does not speak English alone.

    Args:
        root: The bot's folder.
        language: What customers read.

    Returns:
        The file; None if the bot's own domain.yml has what is needed.
    """
    if language == ENGLISH:
        return None
    file = root / "models" / "other_domains" / "both_languages.yml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(in_both_languages(root), encoding="utf-8")
    return file


def in_both_languages(root: Path) -> str:
    """Return the bot's domain with a Dutch variation of each response."""
    domain = (root / "domain.yml").read_text(encoding="utf-8")
    for dutch in (PluginFiles().domain(DUTCH), _DUTCH.read_text(encoding="utf-8")):
        domain = with_language(domain, dutch, DUTCH, OWN_SLOT)
    return domain


def languages_of(language: str) -> list[str]:
    """Return what such a bot's channels say their own sentences in; nothing for English alone."""
    return [] if language == ENGLISH else [language, ENGLISH]


def settings_in(language: str) -> dict[str, Any]:
    """Return what `human_handoff.yml` says of the language of such a bot."""
    if language == ENGLISH:
        return {}
    return {"language": {"default": language, "slot": OWN_SLOT}}
