"""The bot's domain, compared with the plugin's `domain.yml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from ..bot_files import Bot
from ..findings import Finding, error

FILE = Path(__file__).parents[1] / "domain.yml"
KINDS = ("intents", "entities", "slots", "forms", "actions", "responses")
# What a bot builder changes on purpose: which entity, and what else, chooses the skill.
OWN_MAPPINGS = "from_entity"
# So many names are written; the others are counted.
MOST_NAMES = 8
_REMEDY = (
    "Put the plugin's domain.yml beside the bot's (domain/human_handoff.yml), and train with "
    "--domain domain."
)


def domain_findings(bot: Bot) -> Iterator[Finding]:
    """Yield what the domain lacks, and slots that are not as the plugin needs them."""
    for kind in KINDS:
        missing = [name for name in needed(kind) if not bot.domain.has(kind, name)]
        if missing:
            number = f"{len(missing)} of the plugin's {kind}"
            yield error(f"The domain lacks {number}: {listed(missing)}.", _REMEDY)
    slots = _definitions("slots")
    for name, own in bot.domain.values.get("slots", {}).items():
        if name in slots and (wrong := _difference(slots[name], own)):
            yield error(
                f"The slot {name} of {bot.domain.names['slots'][name]} has another {wrong} than "
                "the plugin's.",
                "Take it out there, so that the plugin's counts.",
            )


def needed(kind: str) -> list[str]:
    """Return the names that the plugin's domain has in one section."""
    values = _plugin()[kind]
    if isinstance(values, Mapping):
        return list(values)
    # `- action_session_start: {send_domain: true}`
    return [next(iter(each)) if isinstance(each, Mapping) else str(each) for each in values]


def listed(names: list[str]) -> str:
    """Return names as a text, the last of many counted only."""
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def _difference(needed: Mapping[str, Any], own: object) -> str | None:
    if not isinstance(own, Mapping):
        return "definition"
    keys = ["type", "values", "initial_value"]
    if all(mapping["type"] != OWN_MAPPINGS for mapping in needed["mappings"]):
        keys.append("mappings")
    return next((key for key in keys if own.get(key) != needed.get(key)), None)


def _definitions(kind: str) -> Mapping[str, Any]:
    return dict(_plugin()[kind])


@cache
def _plugin() -> Mapping[str, Any]:
    return dict(YAML(typ="safe", pure=True).load(FILE.read_text(encoding="utf-8")))
