"""Read the repository's documents: texts, YAML, tables, and code blocks with their files."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from actions.human_handoff.handoff_settings.loader import Configuration, load
from tests import ROOT

# The fence may be indented. A path alone on the line before a block names the block's file.
_BLOCK = re.compile(
    r"(?:^`(?P<path>[\w./-]+)`\n\n)?^```(?P<kind>\w*)\n(?P<text>.*?)^```$", re.M | re.S
)


@dataclass(frozen=True)
class Block:
    """A code block; `path` is its file, or empty if the document names none."""

    path: str
    kind: str
    text: str


def read(path: str) -> str:
    """Return the text of one of the repository's files."""
    return (ROOT / path).read_text(encoding="utf-8")


def yaml(text: str) -> Any:
    """Return the content of a YAML text."""
    return YAML(typ="safe", pure=True).load(text)


def action_names(domain: Any) -> set[str]:
    """Return the names of a domain's actions, with or without options."""
    entries = (entry if isinstance(entry, dict) else {entry: None} for entry in domain["actions"])
    return {name for entry in entries for name in entry}


def merged(below: Any, above: Any) -> Any:
    """Return two settings merged; the values of `above` replace those of `below`."""
    if not (isinstance(below, Mapping) and isinstance(above, Mapping)):
        return above
    return {**below, **{key: merged(below.get(key), value) for key, value in above.items()}}


def section(document: str, heading: str) -> str:
    """Return the text of a document below a second-level heading."""
    return read(document).split(f"\n## {heading}\n")[1].split("\n## ")[0]


def typed_commands(text: str) -> list[str]:
    """Return the commands of a text's one console block, without the prompt and the comment."""
    (block,) = re.findall(r"```console\n(.*?)```", text, re.S)
    return [line.partition(" # ")[0].strip() for line in re.findall(r"^ *\$ (.+)$", block, re.M)]


def rows(text: str) -> list[list[str]]:
    """Return the cells of every table row in a text, without the lines below the headings."""
    lines = [line.strip() for line in text.splitlines() if line.strip().startswith("|")]
    return [
        [cell.strip() for cell in line[1:-1].split("|")]
        for line in lines
        if not set(line) <= set("|-: ")
    ]


def blocks(document: str, kind: str | None = None) -> list[Block]:
    """Return a document's code blocks in order, or only those of one kind."""
    found = [
        Block(match["path"] or "", match["kind"], match["text"])
        for match in _BLOCK.finditer(read(document))
    ]
    return [block for block in found if kind is None or block.kind == kind]


def settings_table(document: str) -> dict[str, list[str]]:
    """Return the rows of a document's tables of settings, by the settings' names.

    They have three columns, and the heading of the first is the name of the section.
    """
    named = [row for row in rows(read(document)) if len(row) == 3 and row[0].startswith("`")]
    return {name.strip("` "): row for row in named for name in row[0].split(",")}


def written(values: Any, folder: Path) -> Path:
    """Write a configuration file and return its path."""
    path = folder / "human_handoff.yml"
    with path.open("w", encoding="utf-8") as file:
        YAML(typ="safe", pure=True).dump(values, file)
    return path


def configured(examples: Iterable[Block], folder: Path, **environ: str) -> Configuration:
    """Load the demo's configuration, in which a document's examples replace or add settings."""
    values = yaml(read("human_handoff.yml"))
    for example in examples:
        values = merged(values, yaml(example.text))
    return load(written(values, folder), environ)


def apply(block: Block, folder: Path) -> None:
    """Do what a reader does with a block: write the file, or edit it as the `diff` shows."""
    target = folder / block.path
    if block.kind != "diff":
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(block.text, encoding="utf-8")
        return
    text = target.read_text(encoding="utf-8")
    for hunk in block.text.split("@@\n"):
        lines = hunk.splitlines(keepends=True)
        before = "".join(line[1:] or "\n" for line in lines if line[0] in " -\n")
        after = "".join(line[1:] or "\n" for line in lines if line[0] in " +\n")
        assert text.count(before) == 1, (
            f"{block.path} does not contain once what the document shows:\n{hunk}"
        )
        text = text.replace(before, after)
    target.write_text(text, encoding="utf-8")


def python(folder: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a folder, with no other path of this checkout than `environ` names."""
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**inherited, **environ},
        capture_output=True,
        text=True,
        check=False,
    )
