"""The languages that a bot builder chooses for the handoff, and the slot that chooses one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..bot_files import Bot
from ..handoff_settings.language import OWN_SLOT, SPELLINGS
from .configuration_files import LANGUAGES
from .edits import SetupError

# A slot that is usual in bots of several languages.
_USUAL_SLOT = "language"


def languages_in(text: str) -> str:
    """Return the languages of the option `--language`, with commas between them.

    Raises:
        SetupError: It names another language than the plugin's, or one twice.
    """
    chosen = [each.strip() for each in text.split(",")]
    if set(chosen) - set(LANGUAGES) or len(set(chosen)) < len(chosen):
        both = ",".join(LANGUAGES)
        raise SetupError(
            f"--language {text} is wrong: write one of {', '.join(LANGUAGES)}, or both as {both}, "
            "the default one first."
        )
    return ",".join(chosen)


def language_of(bot: Bot) -> str:
    """Return the language of the bot's config.yml, if the plugin has texts in it."""
    spoken = [each.partition("-")[0].lower() for each in bot.languages]
    return next((each for each in spoken if each in LANGUAGES), "en")


def slot_in(bot: Bot, name: str | None) -> str:
    """Return the slot that names a conversation's language.

    Args:
        bot: The bot's files.
        name: The option `--language-slot`, if it was written.

    Raises:
        SetupError: The bot has no slot of that name.
    """
    if name is None:
        return _USUAL_SLOT if bot.domain.has("slots", _USUAL_SLOT) else OWN_SLOT
    if name != OWN_SLOT and not bot.domain.has("slots", name):
        raise SetupError(
            f"--language-slot {name} is wrong: the bot's domain has no such slot. Without the "
            f"option init declares one, {OWN_SLOT}."
        )
    return name


def untold(bot: Bot, slot: str, languages: Sequence[str]) -> list[str]:
    """Return a sentence for each language that no value of the bot's own slot names."""
    values = (bot.domain.values.get("slots", {}).get(slot) or {}).get("values") or []
    known = _small(values)
    return [
        f"The slot {slot} never says {language}: its values are {', '.join(map(str, values))}. Add "
        f"one of {', '.join(SPELLINGS[language])}, and let your bot set it."
        for language in languages[1:]
        if values and not known & _small(SPELLINGS[language])
    ]


def _small(values: Sequence[Any]) -> set[str]:
    return {str(each).casefold() for each in values}
