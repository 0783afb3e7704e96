"""The plugin's names in the bot's domain: a file of its own, or additions to the one file."""

from __future__ import annotations

from functools import partial

from ..bot_files.domain_files import FILE, FOLDER, LISTS, MAPPINGS, Domain
from .draft import Draft
from .entry_texts import entry_texts, entry_values, without_anchors
from .plugin_files import PluginFiles
from .yaml_sections import add_entries

OWN_FILE = f"{FOLDER}/human_handoff.yml"
SECTIONS = ("intents", "entities", "slots", "forms", "actions", "responses")
_REMEDY = (
    "Move it into a folder (`mkdir domain && mv domain.yml domain/`, then `--domain domain` for "
    "`rasa train`), and run init again: then it gets a file of its own."
)


def add_domain(draft: Draft, domain: Domain, plugin: PluginFiles, language: str) -> None:
    """Add what the bot's domain lacks; a name that it has already keeps the bot's value."""
    ours = without_anchors(plugin.domain(language))
    missing = {key: _missing(ours, key, domain) for key in SECTIONS}
    if domain.is_folder or not draft.exists(FILE):
        path = OWN_FILE if domain.is_folder else FILE
        draft.create(path, _own_file(missing).encode())
        return
    for key, entries in missing.items():
        if entries:
            values = {name: entry_values(ours, key)[name] for name in entries}
            lines = "".join(entries.values())
            change = partial(add_entries, key=key, entries=values, lines=lines)
            draft.edit(FILE, key, change, _REMEDY)


def collisions(domain: Domain, plugin: PluginFiles) -> list[str]:
    """Return a sentence for each name of the plugin to which the bot gives another meaning."""
    ours = plugin.domain("en")
    found = []
    for key in MAPPINGS:
        for name, value in entry_values(ours, key).items():
            if domain.has(key, name) and domain.values[key][name] != value:
                path = domain.names[key][name]
                if key == "responses":
                    found.append(f"{path}: your own text of {name} stays.")
                else:
                    found.append(
                        f"{path}: {name} under {key} is not as the handoff needs it: {value}. "
                        "It stays; write it so, or rename yours."
                    )
    return found


def _missing(ours: str, key: str, domain: Domain) -> dict[str, str]:
    assert key in (*LISTS, *MAPPINGS)  # noqa: S101 - or a collision would not be seen
    return {
        name: text for name, text in entry_texts(ours, key).items() if not domain.has(key, name)
    }


def _own_file(missing: dict[str, dict[str, str]]) -> str:
    parts = [
        f"{key}:\n{''.join(texts.values()).rstrip()}\n" for key, texts in missing.items() if texts
    ]
    return 'version: "3.1"\n\n' + "\n".join(parts)
