"""Add entries to a section of a YAML file without changing any other byte of it.

ruamel.yaml tells where a section is; the text is inserted there, and the result is read again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode

from ..bot_files.yaml_file import yaml_value
from .edits import Edit, SetupError, applied, in_newlines_of, inserted, marked

# The byte order mark, which some editors write at the begin of a file.
_BOM = "\ufeff"


@lru_cache(maxsize=128)
def composed(text: str) -> MappingNode | None:
    """Return the nodes of a file that was read before as names and values; None if it has none.

    The nodes are the same for the same text, so do not change them.
    """
    node = YAML(typ="safe", pure=True).compose(_without_bom(text))
    return node if isinstance(node, MappingNode) else None  # a file may say `null`


def find(root: MappingNode | None, key: str) -> tuple[Node, Node] | None:
    """Return the nodes of a name and of its value."""
    pairs = root.value if root is not None else []
    return next(((name, value) for name, value in pairs if name.value == key), None)


@dataclass(frozen=True)
class Addition:
    """Entries that a section gets at its end; the section is made where there is none.

    Attributes:
        key: The section's name.
        entries: The values of the entries by their names; None for a name alone in a list.
        lines: The entries as they are written, indented by two spaces.
        label: The name of the marks.
    """

    key: str
    entries: Mapping[str, Any]
    lines: str
    label: str


def add_entries(text: str, additions: Sequence[Addition]) -> tuple[str, list[Edit]]:
    """Add entries to sections of a file.

    Raises:
        SetupError: It cannot be done without writing the file anew.
    """
    root = composed(text)
    placed = [(_place(text, root, each), each) for each in additions]
    result, edits = text, {}
    # From the end to the begin, so that no position moves; new sections come last, in their order.
    for position, each in sorted(placed, key=lambda pair: -pair[0]):
        if find(root, each.key) is not None:
            edit = _edit(text, root, position, each)
            result = applied(result, position, edit)
            edits[each.label] = edit
    for _, each in placed:
        if find(root, each.key) is None:
            edit = inserted(result, len(result), each.label, f"{each.key}:\n{each.lines}")
            result = applied(result, len(result), edit)
            edits[each.label] = edit
    _check(text, result, additions)
    return result, list(edits.values())


def _place(text: str, root: MappingNode | None, addition: Addition) -> int:
    found = find(root, addition.key)
    if found is None:
        return len(text)
    if is_in_brackets(found[1]):
        return int(found[1].end_mark.index) - 1 + _offset(text)
    return end_of_section(text, root, addition.key)


def _edit(text: str, root: MappingNode | None, position: int, addition: Addition) -> Edit:
    found = find(root, addition.key)
    assert found is not None  # noqa: S101 - the caller has found it
    if is_in_brackets(found[1]):
        return _into_brackets(text, position, found[1], addition)
    indent = indent_of(text, found[1])
    shifted = re.sub(r"(?m)^  ", indent, addition.lines)
    return inserted(text, position, addition.label, shifted, indent)


def end_of_section(text: str, root: MappingNode | None, key: str) -> int:
    """Return where the line after a section's last line begins.

    Empty lines and comments at the left edge that follow it belong to what comes next.
    """
    starts: list[int] = (
        [name.start_mark.index for name, _ in root.value] if root is not None else []
    )
    found = find(root, key)
    assert found is not None  # noqa: S101 - the caller has found it
    start: int = found[0].start_mark.index
    begin = start + _offset(text)
    following = [each + _offset(text) for each in starts if each > start]
    end = min(following, default=len(text))
    lines = text[begin:end].splitlines(keepends=True)
    while len(lines) > 1 and (not lines[-1].strip() or lines[-1].startswith("#")):
        lines.pop()
    return begin + sum(map(len, lines))


def is_in_brackets(node: Node) -> bool:
    """Tell whether a section is written as `[a, b]` or `{a: b}`."""
    return isinstance(node, CollectionNode) and bool(node.flow_style)


def line_start(text: str, node: Node) -> int:
    """Return where the line of a node begins."""
    index: int = node.start_mark.index + _offset(text)
    return text.rfind("\n", 0, index) + 1


def _into_brackets(text: str, position: int, value: Node, addition: Addition) -> Edit:
    """Return what to insert before the closing bracket of `[a, b]` or `{a: b}`."""
    is_list = not isinstance(value, MappingNode)
    written = [
        json.dumps({name: each} if each is not None else name, ensure_ascii=False)
        if is_list
        else f"{json.dumps(name)}: {json.dumps(each, ensure_ascii=False)}"
        for name, each in addition.entries.items()
    ]
    needs_comma = bool(value.value) and not text[:position].rstrip().endswith(",")
    first = ", " if needs_comma else ""
    block = marked(addition.label, f"  {first}{', '.join(written)}\n", "  ")
    return Edit(addition.label, "", in_newlines_of(text, f"\n{block}  "))


def indent_of(text: str, value: Node) -> str:
    """Return the spaces before each entry of a section."""
    if isinstance(value, ScalarNode):  # nothing stands there yet
        return "  "
    if value.anchor is None:
        return " " * int(value.start_mark.column)
    # An anchor, `slots: &name`, begins before the entries.
    first = value.value[0]
    line = text[line_start(text, first[0] if isinstance(value, MappingNode) else first) :]
    return line[: len(line) - len(line.lstrip(" "))]


def _check(before: str, after: str, additions: Sequence[Addition]) -> None:
    """Read both texts, and compare: the sections have the entries at the end, all else stays.

    Raises:
        SetupError: It is not so.
    """
    keys = ", ".join(f"`{each.key}`" for each in additions)
    try:
        expected = dict(yaml_value(before) or {})
        for each in additions:
            new = yaml_value(f"{each.key}:\n{each.lines}")[each.key]
            old = expected.get(each.key) or type(new)()
            expected[each.key] = [*old, *new] if isinstance(new, list) else {**old, **new}
        is_as_expected = yaml_value(after) == expected
    except (YAMLError, ValueError, TypeError):  # the section holds something else than entries
        is_as_expected = False
    if not is_as_expected:
        raise SetupError(f"cannot be added to safely ({keys})")


def _without_bom(text: str) -> str:
    return text.removeprefix(_BOM)


def _offset(text: str) -> int:
    return len(text) - len(_without_bom(text))
