"""The slot that names a conversation's language, in the bot's domain and in its responses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..bot_files import Bot
from ..findings import Finding, error, warning
from ..handoff_settings.loader import Examined

_SETTING = "language.slot"
_PREFIXES = ("utter_human_handoff_", "utter_ask_human_handoff_")
_REMEDY = "Run `human-handoff init --language en,nl` (docs/languages.md), or take the setting out."


def language_findings(bot: Bot, examined: Examined) -> Iterator[Finding]:
    """Yield what keeps the bot from speaking the language that the slot names."""
    slot = examined.setting("language", "slot")
    if slot is None:
        return
    if not bot.domain.has("slots", slot):
        text = f"{_SETTING} names {slot}, and the domain has no such slot."
        yield error(text, "Declare it, or name another.", _SETTING)
        return
    without = [
        name
        for name, texts in bot.domain.values.get("responses", {}).items()
        if name.startswith(_PREFIXES) and not _depends_on(texts, slot)
    ]
    if without:
        yield warning(
            f"{len(without)} of the handoff's responses have no variation for the slot {slot}, "
            f"such as {without[0]}: customers read them in one language.",
            _REMEDY,
            _SETTING,
        )


def _depends_on(texts: Any, slot: str) -> bool:
    """Tell whether a variation of a response has a condition on a slot; `texts` may be anything."""
    variations = texts if isinstance(texts, list) else []
    conditions = [each.get("condition") for each in variations if isinstance(each, dict)]
    return any(
        isinstance(one, dict) and one.get("name") == slot
        for every in conditions
        for one in (every if isinstance(every, list) else [])
    )
