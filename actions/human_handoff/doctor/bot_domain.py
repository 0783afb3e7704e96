"""The bot's domain, compared with the plugin's `domain.yml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..bot_files import Bot
from ..bot_files.domain_files import Domain
from ..bot_files.plugin_files import PluginFiles
from ..bot_files.yaml_file import yaml_value
from ..findings import Finding, error

KINDS = ("intents", "entities", "slots", "forms", "actions", "responses")
# What a bot builder changes on purpose: which entity, and what else, chooses the skill.
OWN_MAPPINGS = "from_entity"
# So many names are written; the others are counted.
MOST_NAMES = 8
_REMEDY = "Run `human-handoff init`, which adds them, and train."


def domain_findings(bot: Bot) -> Iterator[Finding]:
    """Yield what the domain lacks, and slots that are not as the plugin needs them."""
    for kind in KINDS:
        missing = [name for name in needed(kind) if not bot.domain.has(kind, name)]
        if missing:
            number = f"{len(missing)} of the plugin's {kind}"
            yield error(f"The domain lacks {number}: {listed(missing)}.", _REMEDY)
    yield from collision_findings(bot.domain)


def collision_findings(domain: Domain) -> Iterator[Finding]:
    """Yield the slots and forms that have a name of the plugin's, and are not as it needs them."""
    for kind, word in (("slots", "slot"), ("forms", "form")):
        ours = _definitions(kind)
        for name, own in domain.values.get(kind, {}).items():
            if name in ours and (wrong := _difference(kind, ours[name], own)):
                yield error(
                    f"The {word} {name} of {domain.names[kind][name]} has another {wrong} than "
                    "the plugin's.",
                    "Take it out there, and run `human-handoff init`, so that the plugin's counts.",
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


def _difference(kind: str, needed: Mapping[str, Any], own: object) -> str | None:
    if not isinstance(own, Mapping):
        return "definition"
    if kind == "forms":
        return "required_slots" if own.get("required_slots") != needed["required_slots"] else None
    keys = ["type", "values", "initial_value"]
    if all(mapping["type"] != OWN_MAPPINGS for mapping in needed["mappings"]):
        keys.append("mappings")
    return next((key for key in keys if own.get(key) != needed.get(key)), None)


def _definitions(kind: str) -> Mapping[str, Any]:
    return dict(_plugin()[kind])


def _plugin() -> Mapping[str, Any]:
    return dict(yaml_value(PluginFiles().domain("en")))
