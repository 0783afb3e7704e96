"""The plugin's names in the bot's domain: a file of its own, or additions to the one file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from ..bot_files.domain_files import FILE, FOLDER, Domain
from ..bot_files.plugin_files import PluginFiles
from ..doctor.bot_domain import collision_findings
from .draft import Draft
from .edits import has_mark
from .entry_texts import entry_texts, entry_values, without_anchors
from .two_languages import domain_in
from .yaml_sections import Addition, add_entries

OWN_FILE = f"{FOLDER}/human_handoff.yml"
SECTIONS = ("intents", "entities", "slots", "forms", "actions", "responses")
_REMEDY = (
    "Move it into a folder (`mkdir domain && mv domain.yml domain/`, then `--domain domain` for "
    "`rasa train`), and run init again: then it gets a file of its own."
)


def add_domain(
    draft: Draft, domain: Domain, plugin: PluginFiles, languages: Sequence[str], slot: str
) -> None:
    """Add what the bot's domain lacks; a name that it has already keeps the bot's value.

    `languages` and `slot` are those of `domain_in`.
    """
    ours = without_anchors(domain_in(plugin, languages, slot))
    missing = {key: _missing(ours, key, domain) for key in SECTIONS}
    if domain.is_folder or not draft.exists(FILE):
        path = OWN_FILE if domain.is_folder else FILE
        draft.create(path, _own_file(missing).encode())
        return
    additions = []
    for key, entries in missing.items():
        if entries:
            values = {name: entry_values(ours, key)[name] for name in entries}
            label = _free_label(draft.text(FILE) or "", key)
            additions.append(Addition(key, values, "".join(entries.values()), label))
    if additions:
        change = partial(add_entries, additions=additions)
        draft.edit(FILE, additions[0].label, change, _REMEDY)


def _free_label(text: str, label: str) -> str:
    """Return a label that the file does not have yet, where the bot builder has changed a part."""
    while has_mark(text, label):
        label = f"{label}, more"
    return label


def tell_collisions(draft: Draft, domain: Domain, plugin: PluginFiles) -> None:
    """Tell each name of the plugin to which the bot gives another meaning."""
    draft.by_hand += [f"{each.text} {each.remedy}" for each in collision_findings(domain)]
    for name, value in entry_values(plugin.domain("en"), "responses").items():
        if domain.has("responses", name) and domain.values["responses"][name] != value:
            path = domain.names["responses"][name]
            draft.remarks.append(f"{path}: your own text of {name} stays.")


def _missing(ours: str, key: str, domain: Domain) -> dict[str, str]:
    return {
        name: text for name, text in entry_texts(ours, key).items() if not domain.has(key, name)
    }


def _own_file(missing: dict[str, dict[str, str]]) -> str:
    parts = [
        f"{key}:\n{''.join(texts.values()).rstrip()}\n" for key, texts in missing.items() if texts
    ]
    return 'version: "3.1"\n\n' + "\n".join(parts)
