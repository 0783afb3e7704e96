"""Values that `human-handoff init` could not know, and that nobody has filled in since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from ..bot_files import Bot
from ..bot_files.bot import CREDENTIALS
from ..bot_files.yaml_file import Files
from ..findings import Finding, error

# What `init` writes in place of a value → what to write. A test compares them with the templates.
PLACEHOLDERS = {
    "YOUR-BOT-ID": "Write the bot's id, which you make up and also write at LivePerson "
    "(docs/liveperson/channel.md).",
    "SENTINEL-HOST": "Write the host that signs LivePerson's calls: the baseURI of "
    "https://api.liveperson.net/api/account/YOUR-ACCOUNT/service/sentinel/baseURI.json?version=1.0 "
    "(docs/liveperson/channel.md).",
}
SKILL: Mapping[str, object] = {"id": "0", "name": "Human"}
_SKILL_REMEDY = (
    "Write the id and the name of the agents' skill as Conversational Cloud shows them "
    "(docs/liveperson/desk.md)."
)


def channel_placeholders(bot: Bot) -> Iterator[Finding]:
    """Yield an error for each placeholder in `credentials.yml`."""
    for place, placeholder in _texts(bot.channels, ""):
        yield error(
            f"{CREDENTIALS}: {place} still has {placeholder}, which `human-handoff init` wrote.",
            PLACEHOLDERS[placeholder],
        )


def skill_placeholders(config: Path) -> Iterator[Finding]:
    """Yield an error for each skill of `human_handoff.yml` that still is the template's."""
    values = Files(config.parent).mapping(config.name)
    for desk, section in values.items():
        skills = section.get("skills") if isinstance(section, Mapping) else None
        for name, skill in skills.items() if isinstance(skills, Mapping) else ():
            if skill == SKILL:
                setting = f"{desk}.skills.{name}"
                text = f"{setting} still is what `human-handoff init` wrote in place of your skill."
                yield error(text, _SKILL_REMEDY, setting)


def _texts(value: object, place: str) -> Iterator[tuple[str, str]]:
    """Yield the place of each placeholder in names and texts, with the placeholder."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _texts(str(name), place)
            yield from _texts(inner, f"{place}.{name}".lstrip("."))
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, place)
    elif isinstance(value, str):
        yield from ((place, each) for each in PLACEHOLDERS if each in value)
