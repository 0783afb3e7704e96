"""The bot's domain: one file, or a folder of files that Rasa merges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .yaml_file import Files, entries, section

FILE, FOLDER = "domain.yml", "domain"
LISTS = ("intents", "entities", "actions")
MAPPINGS = ("slots", "forms", "responses")


@dataclass(frozen=True)
class Domain:
    """What the bot's domain defines.

    Attributes:
        files: The files of the domain, seen from the bot's folder.
        is_folder: Whether the domain is the folder `domain`, for `--domain domain`.
        names: For each section (`intents`, `entities`, `actions`, `slots`, `forms`,
            `responses`) the file of each name.
        values: For `slots`, `forms` and `responses` the value of each name.
        session: `session_config`.
    """

    files: tuple[str, ...] = ()
    is_folder: bool = False
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    session: Mapping[str, Any] = field(default_factory=dict)

    def has(self, kind: str, name: str) -> bool:
        """Tell whether a section defines a name."""
        return name in self.names.get(kind, {})


def read_domain(files: Files) -> Domain:
    """Read the domain, as far as its files can be read."""
    is_folder = (files.folder / FOLDER).is_dir() and not files.exists(FILE)
    paths = list(files.below(FOLDER)) if is_folder else [FILE]
    names: dict[str, dict[str, str]] = {kind: {} for kind in (*LISTS, *MAPPINGS)}
    values: dict[str, dict[str, Any]] = {kind: {} for kind in MAPPINGS}
    session: dict[str, Any] = {}
    for path in paths:
        content = files.mapping(path)
        _check_shape(files, path, content)
        for kind in LISTS:
            for name in _names(entries(content, kind)):
                names[kind].setdefault(name, path)
        for kind in MAPPINGS:
            for name, value in section(content, kind).items():
                names[kind].setdefault(name, path)
                values[kind].setdefault(name, value)
        session.update(section(content, "session_config"))
    existing = tuple(path for path in paths if files.exists(path))
    return Domain(existing, is_folder, names, values, session)


def _check_shape(files: Files, path: str, content: Mapping[str, Any]) -> None:
    for kind in LISTS:
        if not isinstance(content.get(kind), list | None):
            files.problem(path, f": {kind} must be a list, one `- name` a line.")
    for kind in MAPPINGS:
        if not isinstance(content.get(kind), Mapping | None):
            files.problem(path, f": {kind} must have names with values, one `name:` a line.")


def _names(values: list[Any]) -> list[str]:
    """Return the names of a list whose entries are names, or names with options."""
    found: list[str] = []
    for value in values:
        found += map(str, value) if isinstance(value, Mapping) else [str(value)]
    return found
